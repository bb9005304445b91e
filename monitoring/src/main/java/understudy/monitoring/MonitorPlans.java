package understudy.monitoring;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import understudy.core.AuditEvent;
import understudy.core.AuditSink;
import understudy.core.Model;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.monitoring.MonitorPlan.Chosen;
import understudy.monitoring.MonitorPlan.Segment;
import understudy.monitoring.MonitorPlan.Stream;
import understudy.profiles.AnsweredRows;
import understudy.profiles.Derivations;

/** How models are watched, and who said so. Safe for many threads. */
public final class MonitorPlans {
    private final Function<String, Optional<Model>> models;
    private final WatchStore store;
    private final AuditSink audit;
    private final InstantSource clock;

    /** @param models by name */
    public MonitorPlans(
            Function<String, Optional<Model>> models, WatchStore store, AuditSink audit, InstantSource clock) {
        this.models = models;
        this.store = store;
        this.audit = audit;
        this.clock = clock;
    }

    /** What is empty stays as it is. */
    public record Change(
            Optional<String> window,
            Optional<String> zone,
            Optional<Duration> delay,
            Optional<Double> falsePagesPerMonth,
            Optional<Boolean> weekly,
            Optional<List<Segment>> segments,
            Optional<List<String>> leftOut,
            Optional<List<Chosen>> statistics,
            Optional<List<String>> monitors,
            Optional<List<Stream>> streams) {}

    /** @throws Problem NOT_FOUND */
    public MonitorPlan plan(String model) {
        return plan(known(model));
    }

    private MonitorPlan plan(Model model) {
        return store.plan(model.name()).orElseGet(() -> MonitorPlan.standard(model.name()));
    }

    /**
     * From the next look on. With other windows, segments, columns or another budget detectors learn anew from what the
     * archive has.
     *
     * @throws Problem NOT_FOUND; INVALID naming the field, and for a column the columns there are
     */
    public MonitorPlan change(String name, Change change, String by) {
        Model model = known(name);
        MonitorPlan before = plan(model);
        MonitorPlan after = new MonitorPlan(
                model.name(), change.window().orElse(before.window()), change.zone().orElse(before.zone()),
                change.delay().orElse(before.delay()), change.falsePagesPerMonth().orElse(before.falsePagesPerMonth()),
                change.weekly().orElse(before.weekly()), change.segments().orElse(before.segments()),
                change.leftOut().orElse(before.leftOut()), change.statistics().orElse(before.statistics()),
                change.monitors().orElse(before.monitors()),
                change.streams().map(asked -> StreamCheck.of(model, asked)).orElse(before.streams()));
        after.segments().forEach(segment -> check("segments", segment.column(), model.signature(), true));
        after.leftOut().forEach(column -> check("left_out", column, model.signature(), false));
        after.statistics().forEach(chosen -> check("statistics", chosen.column(), model.signature(), false));
        audit.record(
                new AuditEvent(clock.instant(), by, "monitor.change", model.name(), words(before, after)),
                () -> store.save(after));
        return after;
    }

    private Model known(String model) {
        return models.apply(model)
                .orElseThrow(() -> Problem.notFound(
                        "model: " + model + " is not known", "List what there is: understudy model list"));
    }

    private static void check(String field, String column, Signature signature, boolean segment) {
        List<String> features = signature.features().stream().map(Signature.Feature::name).toList();
        boolean named = features.contains(column) || Answers.isAnswer(column)
                || !segment && Derivations.mayMake(column, features)
                || segment && (column.startsWith(AnsweredRows.SEGMENT) || column.equals(AnsweredRows.CALLER)
                        || column.equals(AnsweredRows.VERSION) || column.equals(AnsweredRows.ROLE));
        if (!named) {
            List<String> known = new ArrayList<>(features.stream().limit(20).toList());
            known.add(AnsweredRows.SCORE);
            known.add(AnsweredRows.ACTION);
            throw new Problem(
                    Problem.Code.INVALID, field + ": there is no column '" + Words.shortened(column) + "'",
                    "The model has " + known + (segment ? " and segments of callers such as @segment.region" : ""));
        }
    }

    /** What was changed, in the words of the settings. */
    private static Map<String, String> words(MonitorPlan before, MonitorPlan after) {
        Map<String, String> words = new LinkedHashMap<>();
        Map<String, String> was = all(before);
        all(after).forEach((name, value) -> {
            if (!value.equals(was.get(name))) {
                words.put(name, value);
            }
        });
        return words;
    }

    private static Map<String, String> all(MonitorPlan plan) {
        return Map.of(
                "window", plan.window(), "zone", plan.zone(), "delay", plan.delay().toString(), "false_pages_per_month",
                Words.plain(plan.falsePagesPerMonth()), "weekly", Boolean.toString(plan.weekly()), "segments",
                plan.segments().stream().map(Segment::text).toList().toString(), "left_out", plan.leftOut().toString(),
                "statistics", plan.statistics().stream().map(one -> one.column() + ":" + one.statistic()).toList().toString(),
                "monitors", plan.monitors().toString(), "streaming",
                plan.streams().stream().map(Stream::text).toList().toString());
    }
}
