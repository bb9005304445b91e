package understudy.monitoring;

import understudy.profiles.ColumnType;

/** Which types of columns can be held against one another. */
final class Kinds {
    private Kinds() {}

    static boolean isText(ColumnType type) {
        return type == ColumnType.CATEGORY || type == ColumnType.TEXT;
    }

    static boolean areAlike(ColumnType one, ColumnType other) {
        return isText(one) == isText(other);
    }
}
