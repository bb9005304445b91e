package understudy.scanning;

/** What sort of thing was found. */
public enum Kind {
    /** A pickle brings in a global: {@code os.system}. */
    IMPORT,
    /** A pickle does something other than build objects from what it brought in. */
    STEP,
    /** A stream that ends before it should, or goes on after its end. */
    BROKEN,
    /** An archive that contradicts itself, leaves its folder, or cannot be opened. */
    ARCHIVE,
    /** A layer of a Keras model that carries code. */
    LAYER,
    /** An operation of a graph (TensorFlow, ONNX). */
    OPERATION,
    /** A file that another file points at. */
    REFERENCE,
    /** A program, script or library of its own. */
    PROGRAM,
    /** There is more than is looked at. */
    LIMIT
}
