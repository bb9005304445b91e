package understudy.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Optional;
import understudy.api.DecisionView;
import understudy.api.SignatureView;
import understudy.api.VersionMetadata;
import understudy.comparison.Guardrail;
import understudy.core.DataType;
import understudy.core.DecisionRule;
import understudy.core.Privacy;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Task;
import understudy.rollout.StagedRollout;
import understudy.rollout.StagedRollouts;
import understudy.serving.Registration;

/** What callers send, as the program's nouns. */
final class Requests {
    private static final List<String> RISK_TIERS = List.of("low", "medium", "high");

    private Requests() {}

    static Registration.Details details(VersionMetadata given, Json json) throws JsonProcessingException {
        given.riskTier().filter(tier -> !RISK_TIERS.contains(tier)).ifPresent(tier -> {
            throw Problem.invalid("risk_tier", tier, "one of " + RISK_TIERS);
        });
        return new Registration.Details(
                given.runtime(), given.signature().map(Requests::signature), given.modelSignature().map(Requests::signature),
                given.task().map(task -> Names.parse(Task.class, "task", task)), given.owner(), given.riskTier(),
                given.maturity().map(text -> Moments.duration("maturity", text)),
                given.decision().map(Requests::decision), given.options(), json.mapper().writeValueAsString(given.card()));
    }

    /** How a version is to climb. */
    static StagedRollouts.Wish wish(
            List<Double> steps, Optional<String> every, List<String> guardrails, Optional<String> whenThin) {
        return new StagedRollouts.Wish(
                steps,
                every.map(text -> Moments.duration("every", text)),
                guardrails.stream().map(Guardrail::parse).toList(),
                whenThin.map(text -> Names.parse(StagedRollout.WhenThin.class, "when_thin", text))
                        .orElse(StagedRollout.WhenThin.WAIT));
    }

    static Signature signature(SignatureView view) {
        return new Signature(
                view.inputs().stream().map(Requests::input).toList(),
                view.outputs().stream()
                        .map(output -> new Signature.Output(
                                output.name(), DataType.of("outputs." + output.name() + ".datatype", output.datatype()),
                                output.shape(),
                                output.meaning()
                                        .map(text -> Names.parse(
                                                Signature.Meaning.class, "outputs." + output.name() + ".meaning", text))
                                        .orElse(Signature.Meaning.OTHER),
                                output.classes()))
                        .toList());
    }

    private static Signature.Input input(SignatureView.Input input) {
        List<Signature.Feature> features = input.features().stream()
                .map(feature -> new Signature.Feature(
                        feature.name(), feature.categories(), feature.optional().orElse(false),
                        feature.privacy()
                                .map(text -> Names.parse(Privacy.class, "features." + feature.name() + ".privacy", text))
                                .orElse(Privacy.KEEP)))
                .toList();
        return new Signature.Input(
                input.name(), DataType.of("inputs." + input.name() + ".datatype", input.datatype()), input.shape(), features);
    }

    static DecisionRule decision(DecisionView view) {
        if (view.threshold().isPresent()) {
            return new DecisionRule.Threshold(
                    view.threshold().get(), needed("decision.above", view.above()), needed("decision.below", view.below()));
        }
        if (view.actions().isEmpty()) {
            throw Problem.invalid("decision", "neither form", "threshold, above and below; or actions and costs");
        }
        return new DecisionRule.CostMatrix(view.actions(), view.costs());
    }

    private static String needed(String field, Optional<String> text) {
        return text.filter(given -> !given.isEmpty())
                .orElseThrow(() -> Problem.invalid(field, "absent", "the name of an action"));
    }
}
