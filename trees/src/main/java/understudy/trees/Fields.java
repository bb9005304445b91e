package understudy.trees;

import java.util.Map;
import java.util.Optional;

/**
 * Lines {@code name=value value …} of one block of a text model.
 *
 * @param where names the block in refusals
 */
record Fields(String where, Map<String, String> lines) {
    Optional<String> find(String name) {
        return Optional.ofNullable(lines.get(name));
    }

    String text(String name) {
        return find(name).orElseThrow(() -> Refusal.broken(where, "no " + name, "a line " + name + "=…"));
    }

    int integer(String name, int least, int most) {
        return Refusal.within(where + ": " + name, whole(where + ": " + name, text(name).strip()), least, most);
    }

    /** Exactly {@code count} numbers. */
    double[] numbers(String name, int count) {
        String[] words = words(name, count);
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = number(where + ": " + name, words[i]);
        }
        return numbers;
    }

    /** Exactly {@code count} integers. */
    int[] integers(String name, int count) {
        String[] words = words(name, count);
        int[] integers = new int[count];
        for (int i = 0; i < count; i++) {
            String field = where + ": " + name;
            integers[i] = Refusal.within(field, whole(field, words[i]), Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        return integers;
    }

    /** Any number of integers of 0 to 2³² − 1. */
    long[] unsigned(String name) {
        String[] words = text(name).strip().split(" +", -1);
        long[] integers = new long[words.length];
        for (int i = 0; i < words.length; i++) {
            integers[i] = whole(where + ": " + name, words[i]);
            if (integers[i] < 0 || integers[i] > 0xFFFFFFFFL) {
                throw Refusal.broken(where + ": " + name, words[i], "0 to 4294967295");
            }
        }
        return integers;
    }

    private String[] words(String name, int count) {
        String line = text(name).strip();
        String[] words = line.isEmpty() ? new String[0] : line.split(" +", -1);
        if (words.length != count) {
            throw Refusal.broken(where + ": " + name, words.length + " values", count + " values");
        }
        return words;
    }

    /** C++ spells what is not finite {@code inf}, {@code -inf}, {@code nan}. */
    static double number(String where, String word) {
        try {
            return switch (word) {
                case "inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                case "nan", "-nan" -> Double.NaN;
                default -> Double.parseDouble(word);
            };
        } catch (NumberFormatException e) {
            throw Refusal.broken(where, word, "a number");
        }
    }

    private static long whole(String where, String word) {
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException e) {
            throw Refusal.broken(where, word, "a whole number");
        }
    }
}
