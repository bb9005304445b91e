package understudy.performance;

import java.util.List;
import java.util.Optional;
import understudy.core.DecisionRule;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Signature;
import understudy.core.Task;
import understudy.references.Reference;

/** What one version's answers are measured with. */
record Terms(Model model, ModelVersion version, double threshold, double lossScale, Optional<Reference> reference) {
    private static final double USUAL_THRESHOLD = 0.5;

    /** An error of so many times the usual one counts as wholly wrong. */
    private static final double USUAL_ERRORS = 4;

    static Terms of(Model model, ModelVersion version, Optional<Reference> reference) {
        double lossScale = reference
                .flatMap(Reference::labelled)
                .filter(Reference.Labelled.Regression.class::isInstance)
                .map(Reference.Labelled.Regression.class::cast)
                .map(regression -> USUAL_ERRORS * regression.errors().rootMeanSquaredError().value())
                .orElse(Double.NaN);
        return new Terms(model, version, threshold(version.decision()), lossScale, reference);
    }

    /** @param classes that the model has; of no meaning for two, or for numbers */
    Answers.Scale scale(int classes) {
        return new Answers.Scale(model.task(), classes, threshold, lossScale);
    }

    /** What counts depend on beside the rows. */
    String of() {
        return version.version() + "/" + version.digest() + reference.map(it -> "/" + it.at()).orElse("");
    }

    /** Names of the model's classes, in its order; empty where it does not say. */
    List<String> classes() {
        return model.signature().outputs().stream()
                .map(Signature.Output::classes)
                .filter(names -> !names.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /** Of the version's decision rule as far as it is one on the probability, else one half. */
    static double threshold(Optional<DecisionRule> rule) {
        double found = rule.map(decision -> switch (decision) {
            case DecisionRule.Threshold threshold -> threshold.threshold();
            case DecisionRule.CostMatrix costs -> breakEven(costs);
        }).orElse(USUAL_THRESHOLD);
        return found > 0 && found < 1 ? found : USUAL_THRESHOLD;
    }

    /** The probability at which two actions cost the same; NaN for other matrices. */
    private static double breakEven(DecisionRule.CostMatrix rule) {
        List<List<Double>> costs = rule.costs();
        if (costs.size() != 2 || costs.getFirst().size() != 2) {
            return Double.NaN;
        }
        double saved = costs.get(1).get(0) - costs.get(0).get(0);
        double earned = costs.get(0).get(1) - costs.get(1).get(1);
        return saved / (saved + earned);
    }

    /** Whether there is anything to measure. */
    static boolean measurable(Task task) {
        return task != Task.OTHER;
    }
}
