package understudy.trees;

import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;

/** The names {@code f0}, {@code f1}, … of features without any; takes no memory, however many they are. */
final class NumberedNames extends AbstractList<String> implements RandomAccess {
    private final int size;

    NumberedNames(int size) {
        this.size = size;
    }

    @Override
    public String get(int index) {
        return "f" + Objects.checkIndex(index, size);
    }

    @Override
    public int size() {
        return size;
    }
}
