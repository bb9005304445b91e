package understudy.serving;

import java.util.ArrayList;
import java.util.List;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;

/**
 * Lets callers of a model meet any of its versions: turns inputs as the model's signature names them into a version's
 * own, and its outputs back. What is to be done is found out once, when a version is bound; where nothing is, the
 * tensors pass through as they are. Safe for many threads.
 */
final class Binding {
    private final List<InputSource> inputs;
    private final List<OutputSource> outputs;
    private final boolean sameInputs;
    private final boolean sameOutputs;

    private Binding(List<InputSource> inputs, List<OutputSource> outputs, Signature seen, Signature own) {
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.sameInputs = passes(inputs, seen.inputs().size(), own);
        this.sameOutputs = sameOutputs(seen, own);
    }

    /**
     * @param seen what callers send and get
     * @param own the version's
     * @param reference names the version in refusals, e.g. {@code fraud@8}
     * @throws Problem UNPROCESSABLE, naming the input or output that cannot be made from what there is
     */
    static Binding of(Signature seen, Signature own, String reference) {
        if (seen.equals(own)) {
            return new Binding(List.of(), List.of(), seen, own);
        }
        List<InputSource> inputs = new ArrayList<>();
        for (Signature.Input input : own.inputs()) {
            inputs.add(InputSource.of(seen, own, input, reference));
        }
        List<OutputSource> outputs = new ArrayList<>();
        for (Signature.Output output : seen.outputs()) {
            outputs.add(OutputSource.of(seen, own, output, reference));
        }
        return new Binding(inputs, outputs, seen, own);
    }

    /** @throws Problem INVALID for a value the version cannot take, e.g. a category it does not know */
    List<NamedTensor> inputs(List<NamedTensor> given, int rows) {
        if (sameInputs) {
            return given;
        }
        NamedTensor[] taken = new NamedTensor[inputs.size()];
        for (int i = 0; i < taken.length; i++) {
            taken[i] = inputs.get(i).take(given, rows);
        }
        return List.of(taken);
    }

    List<NamedTensor> outputs(List<NamedTensor> own, int rows) {
        if (sameOutputs) {
            return own;
        }
        NamedTensor[] given = new NamedTensor[outputs.size()];
        for (int i = 0; i < given.length; i++) {
            given[i] = outputs.get(i).give(own, rows);
        }
        return List.of(given);
    }

    private static boolean passes(List<InputSource> inputs, int seen, Signature own) {
        if (inputs.isEmpty()) {
            return true;
        }
        boolean same = inputs.size() == seen;
        for (int i = 0; same && i < inputs.size(); i++) {
            same = inputs.get(i) instanceof InputSource.Same source
                    && source.index() == i
                    && source.name().equals(own.inputs().get(i).name())
                    && source.renamed().isEmpty();
        }
        return same;
    }

    private static boolean sameOutputs(Signature seen, Signature own) {
        if (seen.outputs().size() != own.outputs().size()) {
            return false;
        }
        for (int i = 0; i < seen.outputs().size(); i++) {
            Signature.Output wanted = seen.outputs().get(i);
            Signature.Output there = own.outputs().get(i);
            boolean same = wanted.name().equals(there.name())
                    && wanted.type() == there.type()
                    && wanted.shape().equals(there.shape())
                    && wanted.meaning() == there.meaning()
                    && wanted.classes().equals(there.classes());
            if (!same) {
                return false;
            }
        }
        return true;
    }
}
