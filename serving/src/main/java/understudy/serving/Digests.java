package understudy.serving;

import java.util.List;
import java.util.Optional;
import understudy.core.DecisionRule;
import understudy.core.Sha256;
import understudy.core.Signature;

/**
 * SHA-256 over a canonical text in which every name is preceded by its length, so that no two signatures share one.
 * Privacy is left out: it changes what is kept, not what a version does or how values are named.
 */
final class Digests {
    private final StringBuilder text = new StringBuilder();

    private Digests() {}

    static String of(Signature signature) {
        return new Digests().signature(signature).finish();
    }

    /** What identifies a version's behaviour. */
    static String of(String artifact, Signature signature, Optional<DecisionRule> decision) {
        Digests digests = new Digests().word(artifact).signature(signature);
        decision.ifPresent(digests::decision);
        return digests.finish();
    }

    private Digests signature(Signature signature) {
        number(signature.inputs().size());
        for (Signature.Input input : signature.inputs()) {
            word(input.name()).word(input.type().name()).shape(input.shape()).number(input.features().size());
            for (Signature.Feature feature : input.features()) {
                word(feature.name()).words(feature.categories()).number(feature.optional() ? 1 : 0);
            }
        }
        number(signature.outputs().size());
        for (Signature.Output output : signature.outputs()) {
            word(output.name()).word(output.type().name()).shape(output.shape());
            word(output.meaning().name()).words(output.classes());
        }
        return this;
    }

    private void decision(DecisionRule rule) {
        switch (rule) {
            case DecisionRule.Threshold threshold ->
                word("threshold").word(Double.toString(threshold.threshold()))
                        .word(threshold.above()).word(threshold.below());
            case DecisionRule.CostMatrix matrix -> {
                word("costs").words(matrix.actions());
                for (List<Double> row : matrix.costs()) {
                    number(row.size());
                    row.forEach(cost -> word(cost.toString()));
                }
            }
        }
    }

    private Digests shape(List<Long> shape) {
        number(shape.size());
        shape.forEach(this::number);
        return this;
    }

    private Digests words(List<String> words) {
        number(words.size());
        words.forEach(this::word);
        return this;
    }

    private Digests word(String word) {
        text.append(word.length()).append(':').append(word);
        return this;
    }

    private Digests number(long number) {
        text.append(number).append(';');
        return this;
    }

    private String finish() {
        return Sha256.of(text.toString());
    }
}
