package understudy.comparison;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import understudy.core.DecisionRule;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Problem;
import understudy.statistics.ConfidenceSequence;

/**
 * By what a comparison judges: the challenger's plan where it has one, else what the installation says.
 *
 * @param champion the version, which may have been forgotten
 * @param measures what is shown; verdicts are about the first that has a pair, or the planned one alone
 * @param alpha this comparison's share of the model's
 * @param maturity age at which labels count for the verdict; zero where they count as soon as they are known
 * @param from requests received before it are no evidence
 * @param guardrails the plan's, unless others were asked for
 */
record Terms(
        Model model,
        int champion,
        int challenger,
        Decisions decisions,
        Optional<Plan> plan,
        List<Measure> measures,
        double alpha,
        Duration maturity,
        Instant from,
        List<Guardrail> guardrails,
        ComparisonSettings settings) {

    /**
     * @param plan where it is to be kept to
     * @param metric asked for, where no plan says
     * @param challengers that share α, 1 or more
     */
    static Terms of(
            Model model,
            int champion,
            int challenger,
            List<ModelVersion> versions,
            Optional<Plan> plan,
            Optional<String> metric,
            ComparisonSettings settings,
            int challengers) {
        Decisions decisions = new Decisions(model, rule(versions, champion), rule(versions, challenger));
        List<Measure> measures = new ArrayList<>(Measure.of(model.task(), decisions.costsAreKnown()));
        plan.map(Plan::metric).or(() -> metric).map(name -> Measure.parse(name, model.task())).ifPresent(asked -> {
            measures.remove(asked);
            measures.addFirst(asked);
        });
        return new Terms(
                model, champion, challenger, decisions, plan, List.copyOf(measures),
                plan.map(Plan::alpha).orElse(settings.alpha()) / challengers,
                plan.flatMap(Plan::maturity).orElse(model.maturity()),
                plan.map(Plan::at).orElse(Instant.EPOCH),
                plan.map(Plan::guardrails).orElse(List.of()),
                settings);
    }

    /** The same, but by all labels known now, late and corrected ones too. */
    Terms byAllLabels() {
        return new Terms(
                model, champion, challenger, decisions, plan, measures, alpha, Duration.ZERO, from, guardrails, settings);
    }

    /** The same, over requests from a time on, held to other guardrails. */
    Terms since(Instant time, List<Guardrail> others) {
        return new Terms(model, champion, challenger, decisions, plan, measures, alpha, maturity, time, others, settings);
    }

    /** Whether judging takes the features of the requests. */
    boolean needsFeatures() {
        return guardrails.stream().anyMatch(Guardrail::needsFeatures);
    }

    private static Optional<DecisionRule> rule(List<ModelVersion> versions, int number) {
        return versions.stream()
                .filter(version -> version.version() == number)
                .findFirst()
                .flatMap(ModelVersion::decision);
    }

    /** @throws Problem INVALID for a plan that nothing could be judged by */
    static void check(Plan plan, Model model, List<ModelVersion> versions) {
        Measure measure = Measure.parse(plan.metric(), model.task());
        Decisions decisions = new Decisions(model, Optional.empty(), rule(versions, plan.version()));
        if (measure.kind() == MetricKind.COST && versions.stream().noneMatch(Terms::hasCosts)) {
            throw Problem.invalid(
                    "plan.metric", plan.metric(),
                    "another, or a version whose decision rule is a cost matrix: without one no action has a cost");
        }
        boolean bounded = measure.kind() == MetricKind.COST || measure.kind().range(decisions).isPresent();
        if (plan.strict() && !bounded) {
            throw Problem.invalid(
                    "plan.strict", plan.metric(), "a metric whose losses are bounded: accuracy, brier, log_loss or cost");
        }
    }

    private static boolean hasCosts(ModelVersion version) {
        return version.decision().filter(DecisionRule.CostMatrix.class::isInstance).isPresent();
    }

    ConfidenceSequence sequence(double share) {
        return new ConfidenceSequence(share, plan.map(Plan::plannedPairs).orElse(settings.plannedPairs()));
    }

    boolean isPlanned(Measure measure) {
        return plan.isPresent() && measures.getFirst().equals(measure);
    }

    boolean isStrict(Measure measure) {
        return isPlanned(measure) && plan.orElseThrow().strict();
    }

    /** Below which differences do not matter, in the metric's units. @param champion what it comes to, now */
    double margin(Measure measure, double champion) {
        if (measure.kind().isInOwnUnits()) {
            double share = isPlanned(measure) ? plan.orElseThrow().margin() : settings.relativeMargin();
            return share * Math.abs(champion);
        }
        return isPlanned(measure) ? plan.orElseThrow().margin() : settings.margin();
    }

    String championReference() {
        return ModelVersion.reference(model.name(), champion);
    }

    String challengerReference() {
        return ModelVersion.reference(model.name(), challenger);
    }
}
