package understudy.profiles;

import java.util.HashSet;
import java.util.Set;

/**
 * What a column holds, from its first values: all booleans, numbers or times, or else text. Text is a category unless it
 * reads like prose: three words or 64 bytes on average, and most of it different. Numbers of more than 15 digits are
 * identifiers, and so categories: a double would round them.
 */
public final class TypeGuess {
    private static final int MOST_DIGITS = 15;

    private final NumberText number = new NumberText();
    private final TimeText time;
    private final Set<Long> different = new HashSet<>();
    private int seen;
    private int numbers;
    private int times;
    private int booleans;
    private int identifiers;
    private long words;
    private long length;

    public TypeGuess(ReadingOptions options) {
        this.time = new TimeText(options.zone());
    }

    /** A value that is there. */
    public void add(byte[] bytes, int from, int to) {
        seen++;
        different.add(TextHash.of(bytes, from, to));
        length += to - from;
        words++;
        int digits = 0;
        for (int i = from; i < to; i++) {
            words += bytes[i] == ' ' ? 1 : 0;
            digits += bytes[i] >= '0' && bytes[i] <= '9' ? 1 : 0;
        }
        identifiers += digits == to - from && digits > MOST_DIGITS ? 1 : 0;
        if (number.parse(bytes, from, to)) {
            numbers++;
        } else if (time.parse(bytes, from, to)) {
            times++;
        } else if (truth(bytes, from, to) >= 0) {
            booleans++;
        }
    }

    /** A column without a value yet is a category. */
    ColumnType type() {
        if (seen == 0) {
            return ColumnType.CATEGORY;
        }
        if (numbers == seen) {
            return identifiers > 0 ? ColumnType.CATEGORY : ColumnType.NUMBER;
        }
        if (times == seen) {
            return ColumnType.TIME;
        }
        if (booleans == seen) {
            return ColumnType.BOOLEAN;
        }
        return text();
    }

    /** For values that are texts by themselves, such as JSON's. */
    public ColumnType typeOfStrings() {
        return seen > 0 && times == seen ? ColumnType.TIME : text();
    }

    /** Whether most values differ and have three words or more: what reads like prose among categories, digests excluded. */
    boolean isProse() {
        return isVaried() && words >= 3L * seen && times < seen && numbers < seen;
    }

    private boolean isVaried() {
        return different.size() * 2L > seen;
    }

    private ColumnType text() {
        boolean isLong = words >= 3L * seen || length >= 64L * seen;
        return isVaried() && isLong ? ColumnType.TEXT : ColumnType.CATEGORY;
    }

    /** @return 1 for true, 0 for false, −1 for anything else */
    static int truth(byte[] bytes, int from, int to) {
        if (is("true", bytes, from, to)) {
            return 1;
        }
        return is("false", bytes, from, to) ? 0 : -1;
    }

    private static boolean is(String word, byte[] bytes, int from, int to) {
        if (to - from != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if ((bytes[from + i] | 0x20) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
