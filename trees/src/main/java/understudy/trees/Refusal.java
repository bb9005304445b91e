package understudy.trees;

import understudy.core.Problem;

/** The two ways a model file is refused: it is broken, or it asks for something that is not built. */
final class Refusal {
    private Refusal() {}

    /** {@code LightGBM model: tree 3: left_child: 99 (expected: a node after 4, or a leaf)}. */
    static Problem broken(String where, Object value, String expected) {
        String text = String.valueOf(value);
        String shown = text.length() <= 80 ? text : text.substring(0, 77) + "...";
        return new Problem(
                Problem.Code.UNPROCESSABLE, where + ": " + shown + " (expected: " + expected + ")",
                "The file is damaged or not what it seems: save the model again, and send the whole file.");
    }

    static Problem unsupported(String fact, String remedy) {
        return new Problem(Problem.Code.UNPROCESSABLE, fact, remedy);
    }

    /** Bounds whatever a file can make us allocate by writing one number. */
    static int within(String where, long value, long least, long most) {
        if (value < least || value > most) {
            throw broken(where, value, least + " to " + most);
        }
        return (int) value;
    }
}
