package understudy.trees;

import java.util.function.Consumer;

/**
 * A document of objects, arrays and plain values, read from front to back: each value is read or skipped exactly once,
 * when it is come by. What is read takes no more memory than a small multiple of the file. Not for several threads.
 *
 * <p>Every method refuses, by a {@link understudy.core.Problem} that names {@code where}, what is of another kind than
 * asked for, and a document that ends too early.
 */
interface Document {
    /** Reads an object. @param field is given each name and must read or skip its value */
    void object(String where, Consumer<String> field);

    /** Reads an array. @param element must read or skip one value at each call */
    void array(String where, Runnable element);

    /** A text, or a number or truth value as text. */
    String text(String where);

    /** An array of whole numbers of 32 bits; true counts as 1, false as 0. */
    int[] integers(String where);

    /** An array of numbers, rounded to 32 bits. */
    float[] floats(String where);

    void skip(String where);

    /** Refuses whatever follows the document. */
    void end(String where);
}
