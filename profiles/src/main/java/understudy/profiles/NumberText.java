package understudy.profiles;

import java.nio.charset.StandardCharsets;

/**
 * Numbers from text without objects where that is exact: up to 15 digits and powers of ten up to 22 (Clinger 1990); all else
 * goes to {@link Double#parseDouble}. Not safe for several threads.
 */
final class NumberText {
    private static final double[] POWERS = new double[23];
    private static final int LONGEST = 64;

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = POWERS[i - 1] * 10;
        }
    }

    private double value;

    /** @return false if it is no number; else {@link #value} is it */
    boolean parse(byte[] bytes, int from, int to) {
        while (from < to && bytes[from] == ' ') {
            from++;
        }
        while (to > from && bytes[to - 1] == ' ') {
            to--;
        }
        if (from == to || to - from > LONGEST) {
            return false;
        }
        int at = bytes[from] == '-' || bytes[from] == '+' ? from + 1 : from;
        long digits = 0;
        int count = 0;
        int point = -1;
        for (; at < to; at++) {
            int digit = bytes[at] - '0';
            if (digit >= 0 && digit <= 9) {
                digits = digits * 10 + digit;
                count++;
            } else if (bytes[at] == '.' && point < 0) {
                point = at;
            } else {
                return slow(bytes, from, to);
            }
        }
        int decimals = point < 0 ? 0 : to - point - 1;
        if (count == 0 || count > 15 || decimals > 22) {
            return count > 0 && slow(bytes, from, to);
        }
        double read = decimals == 0 ? digits : digits / POWERS[decimals];
        value = bytes[from] == '-' ? -read : read;
        return true;
    }

    private boolean slow(byte[] bytes, int from, int to) {
        String text = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        switch (text) {
            case "NaN", "nan" -> value = Double.NaN;
            case "Infinity", "inf", "Inf", "+inf" -> value = Double.POSITIVE_INFINITY;
            case "-Infinity", "-inf", "-Inf" -> value = Double.NEGATIVE_INFINITY;
            default -> {
                for (int i = 0; i < text.length(); i++) {
                    if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
                        return false;
                    }
                }
                try {
                    value = Double.parseDouble(text);
                } catch (NumberFormatException notOne) {
                    return false;
                }
            }
        }
        return true;
    }

    double value() {
        return value;
    }
}
