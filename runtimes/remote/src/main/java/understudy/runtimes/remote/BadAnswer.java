package understudy.runtimes.remote;

import java.util.Arrays;
import understudy.core.Problem;
import understudy.core.Tensor;

/** An answer that came and cannot be true. Asking again would not help. */
final class BadAnswer extends Exception {
    /** @param what goes on after the endpoint's name */
    BadAnswer(String what) {
        super(what);
    }

    String what() {
        return String.valueOf(getMessage());
    }

    static int size(String name, long[] shape) throws BadAnswer {
        try {
            return Tensor.size(name, shape);
        } catch (Problem impossible) {
            throw new BadAnswer("answered the shape " + Arrays.toString(shape) + " for '" + name + "'");
        }
    }
}
