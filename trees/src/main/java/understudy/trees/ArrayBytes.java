package understudy.trees;

import java.lang.reflect.Array;

/** What arrays take on the heap of a HotSpot virtual machine with compressed references, as nearly all have. */
final class ArrayBytes {
    /** Object header and length; objects begin at multiples of eight bytes. */
    private static final int HEADER = 16;

    private static final int ALIGNMENT = 8;
    private static final int REFERENCE = 4;

    private ArrayBytes() {}

    /** Bytes of the array and of the arrays in it. What is empty does not count: there is one of it for all. */
    static long of(Object array) {
        int length = Array.getLength(array);
        if (length == 0) {
            return 0;
        }
        long bytes = aligned(HEADER + (long) length * width(array.getClass().componentType()));
        if (array instanceof Object[] parts && array.getClass().componentType().isArray()) {
            for (Object part : parts) {
                bytes += part == null ? 0 : of(part);
            }
        }
        return bytes;
    }

    /** Bytes of the array alone, where what it holds counts elsewhere. */
    static long ofReferences(Object[] array) {
        return array.length == 0 ? 0 : aligned(HEADER + (long) array.length * REFERENCE);
    }

    private static long aligned(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    static long sum(Object... arrays) {
        long bytes = 0;
        for (Object array : arrays) {
            bytes += of(array);
        }
        return bytes;
    }

    private static int width(Class<?> component) {
        return switch (component.getName()) {
            case "long", "double" -> Long.BYTES;
            case "boolean", "byte" -> 1;
            default -> REFERENCE;
        };
    }
}
