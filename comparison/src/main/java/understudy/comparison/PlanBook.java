package understudy.comparison;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.core.AuditEvent;
import understudy.core.AuditSink;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Problem;
import understudy.serving.Registry;

/** Where plans are written before data are seen. Safe for many threads. */
public final class PlanBook {
    private final PlanStore store;
    private final Registry registry;
    private final ComparisonSettings settings;
    private final AuditSink audit;
    private final InstantSource clock;

    public PlanBook(
            PlanStore store, Registry registry, ComparisonSettings settings, AuditSink audit, InstantSource clock) {
        this.store = store;
        this.registry = registry;
        this.settings = settings;
        this.audit = audit;
        this.clock = clock;
    }

    /** What may be left out of a plan is as the installation says. @param guardrails none where empty */
    public record Draft(
            String metric,
            Optional<Double> margin,
            Optional<Double> alpha,
            Optional<Long> plannedPairs,
            Optional<java.time.Duration> maturity,
            boolean strict,
            List<Guardrail> guardrails,
            String note) {}

    /**
     * Writes the next plan of a version. Evidence begins with it: what was seen before, under another plan or none, does
     * not count.
     *
     * @throws Problem NOT_FOUND; CONFLICT for the champion, or if somebody else wrote one at the same time; INVALID for a
     *     metric the model cannot be judged by
     */
    public Plan write(String model, int version, Draft draft, String by) {
        Model found = registry.model(model)
                .orElseThrow(() -> Problem.notFound(
                        "model: " + model + " is not known", "List what there is: understudy model list"));
        String reference = ModelVersion.reference(model, version);
        if (registry.version(model, version).isEmpty()) {
            throw Problem.notFound(reference + " is not known", "List its versions: understudy model show " + model);
        }
        if (registry.lineup(model).filter(lineup -> lineup.champion() == version).isPresent()) {
            throw new Problem(
                    Problem.Code.CONFLICT, reference + " is the champion: a plan says what has to be shown of another",
                    "Plan for a challenger: understudy lineup " + model);
        }
        int number = store.find(model, version).map(Plan::number).orElse(0) + 1;
        Instant now = clock.instant();
        boolean ownUnits = Measure.parse(draft.metric(), found.task()).kind().isInOwnUnits();
        Plan plan = new Plan(
                model, version, number, Measure.parse(draft.metric(), found.task()).label(),
                draft.margin().orElse(ownUnits ? settings.relativeMargin() : settings.margin()),
                draft.alpha().orElse(settings.alpha()), draft.plannedPairs().orElse(settings.plannedPairs()),
                draft.maturity(), draft.strict(), draft.guardrails(), now, by, draft.note());
        Terms.check(plan, found, registry.versions(model));
        audit.record(new AuditEvent(now, by, "plan.write", reference, words(plan)), () -> store.add(plan));
        return plan;
    }

    /** Newest first: the first is in force, each superseded the one after it. */
    public List<Plan> plans(String model, int version) {
        return store.plans(model, version);
    }

    private static Map<String, String> words(Plan plan) {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("number", Integer.toString(plan.number()));
        words.put("metric", plan.metric());
        words.put("margin", Double.toString(plan.margin()));
        words.put("alpha", Double.toString(plan.alpha()));
        words.put("expected_pairs", Long.toString(plan.plannedPairs()));
        words.put("mature", plan.maturity().map(Object::toString).orElse("as the model"));
        words.put("strict", Boolean.toString(plan.strict()));
        words.put("guardrails", String.join(", ", plan.guardrails().stream().map(Guardrail::text).toList()));
        words.put("note", plan.note());
        return words;
    }
}
