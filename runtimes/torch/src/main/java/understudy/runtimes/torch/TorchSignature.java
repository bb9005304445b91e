package understudy.runtimes.torch;

import java.util.Locale;
import java.util.Optional;
import understudy.core.DataType;
import understudy.core.Problem;
import understudy.core.Signature;

/** Whether a given signature can be true of what an archive's code says. */
final class TorchSignature {
    private TorchSignature() {}

    /** @throws Problem UNPROCESSABLE naming the input or output that cannot be */
    static void check(Signature given, Optional<Forward> forward, Arrangement arrangement) {
        given.inputs().forEach(input -> checkType("input", input.name(), input.type()));
        given.outputs().forEach(output -> checkType("output", output.name(), output.type()));
        forward.ifPresent(code -> checkCount(given, code, arrangement));
    }

    private static void checkType(String kind, String name, DataType type) {
        if (TorchTensors.type(type).isEmpty()) {
            throw refused("the " + kind + " '" + name + "' of type " + type, "This runtime hands over BOOL, UINT8, INT8,"
                    + " INT32, INT64, FP16, FP32 or FP64.");
        }
    }

    private static void checkCount(Signature given, Forward code, Arrangement arrangement) {
        int inputs = given.inputs().size();
        long least = code.arguments().stream().filter(one -> !one.optional()).count();
        boolean fits = switch (arrangement) {
            case TENSORS -> inputs >= least && inputs <= code.arguments().size();
            case DICT, LIST -> least <= 1 && !code.arguments().isEmpty();
        };
        if (!fits) {
            String handed = arrangement == Arrangement.TENSORS ? "" : " handed over as one " + arrangement.name().toLowerCase(Locale.ROOT);
            throw refused(inputs + " inputs" + handed, "The model's code has " + code + ".");
        }
        if (code.result().equals("Tensor") && given.outputs().size() != 1) {
            throw refused(given.outputs().size() + " outputs", "The model's code has " + code + ".");
        }
    }

    static Problem refused(String what, String remedy) {
        return new Problem(Problem.Code.UNPROCESSABLE, "the given signature has " + what, remedy);
    }
}
