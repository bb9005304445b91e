package understudy.runtimes.remote;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import understudy.core.NamedTensor;
import understudy.core.Signature;
import understudy.core.Signature.Output;
import understudy.core.Tensor;

/** Whether an answer is what the signature says: each output once, of its type and shape, a row for each row, finite. */
final class AnswerCheck {
    private AnswerCheck() {}

    /** @throws understudy.core.Problem INTERNAL naming the output and what is odd about it */
    static List<NamedTensor> fitting(List<NamedTensor> answers, Signature signature, int rows, Wording wording) {
        List<NamedTensor> ordered = new ArrayList<>();
        for (Output output : signature.outputs()) {
            Tensor tensor = answers.stream()
                    .filter(answer -> answer.name().equals(output.name()))
                    .findFirst()
                    .orElseThrow(() -> wording.wrong("answered without '" + output.name() + "'"))
                    .tensor();
            if (tensor.type() != output.type()) {
                throw wording.wrong("answered " + tensor.type() + " for '" + output.name() + "', which is " + output.type());
            }
            Tensor shaped = shaped(tensor, output, rows, wording);
            refuseOdd(shaped, output.name(), wording);
            ordered.add(new NamedTensor(output.name(), shaped));
        }
        return ordered;
    }

    /** Dimensions of one may be there or not: servers differ in it. */
    private static Tensor shaped(Tensor tensor, Output output, int rows, Wording wording) {
        List<Long> declared = output.shape();
        if (agrees(tensor.shape(), declared, rows)) {
            return tensor;
        }
        long[] wanted = new long[declared.size()];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = i == 0 && declared.getFirst() < 0 ? rows : declared.get(i);
        }
        boolean sameRows = tensor.shape().length > 0 && wanted.length > 0 && tensor.shape()[0] == wanted[0];
        boolean known = Arrays.stream(wanted).allMatch(dimension -> dimension >= 0);
        if (sameRows && known && Arrays.stream(wanted).reduce(1, Math::multiplyExact) == tensor.size()) {
            return tensor.reshaped(wanted);
        }
        throw wording.wrong("answered the shape " + Arrays.toString(tensor.shape()) + " for '" + output.name()
                + "', which has " + declared + " for " + rows + (rows == 1 ? " row" : " rows"));
    }

    private static boolean agrees(long[] shape, List<Long> declared, int rows) {
        boolean agrees = shape.length == declared.size();
        for (int i = 0; agrees && i < shape.length; i++) {
            agrees = declared.get(i) < 0 ? i > 0 || shape[i] == rows : declared.get(i) == shape[i];
        }
        return agrees;
    }

    private static void refuseOdd(Tensor tensor, String name, Wording wording) {
        if (!tensor.type().isFloating()) {
            return;
        }
        for (int i = 0; i < tensor.size(); i++) {
            if (!Double.isFinite(tensor.number(i))) {
                throw wording.wrong("answered " + tensor.text(i) + " for '" + name + "' in row "
                        + i / Math.max(1, tensor.rowSize()));
            }
        }
    }

    /** Calls for one request must answer in one width. */
    static List<NamedTensor> joined(List<List<NamedTensor>> pieces, Wording wording) {
        for (int output = 0; output < pieces.getFirst().size(); output++) {
            long[] first = pieces.getFirst().get(output).tensor().shape();
            for (List<NamedTensor> piece : pieces) {
                long[] other = piece.get(output).tensor().shape();
                boolean same = first.length == other.length
                        && Arrays.equals(first, Math.min(1, first.length), first.length, other, Math.min(1, other.length),
                                other.length);
                if (!same) {
                    throw wording.wrong("answered rows of different widths for '" + piece.get(output).name() + "'");
                }
            }
        }
        return Pieces.joined(pieces);
    }
}
