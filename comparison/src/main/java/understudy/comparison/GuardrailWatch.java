package understudy.comparison;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import understudy.comparison.Comparison.Metric;
import understudy.comparison.Judged.State;
import understudy.core.Truth;
import understudy.statistics.ConfidenceSequence;

/** Guardrails, each with evidence of its own where it takes some. For one thread, pairs in request order. */
final class GuardrailWatch {
    private final Terms terms;
    private final double alpha;
    private final Map<Guardrail, Evidence> pinned = new LinkedHashMap<>();

    GuardrailWatch(Terms terms) {
        this.terms = terms;
        this.alpha = terms.alpha() / Math.max(1, terms.guardrails().size());
        for (Guardrail guardrail : terms.guardrails()) {
            if (guardrail instanceof Guardrail.Segment || guardrail instanceof Guardrail.Slice) {
                pinned.put(guardrail, new Evidence(terms, alpha));
            }
        }
    }

    void add(Pair pair, Optional<Boolean> agree, double[] scores, Optional<Truth> now, Optional<Truth> then) {
        pinned.forEach((guardrail, evidence) -> {
            boolean inside = switch (guardrail) {
                case Guardrail.Segment(String segment, String value) -> value.equals(pair.segments().get(segment));
                case Guardrail.Slice(List<Condition> conditions) -> holds(conditions, pair);
                case Guardrail.Latency _, Guardrail.Errors _, Guardrail.Agreement _, Guardrail.ScoreShift _,
                        Guardrail.Performance _, Guardrail.AnySlice _ -> false;
            };
            if (inside) {
                evidence.add(pair, agree, scores, now, then);
            }
        });
    }

    private static boolean holds(List<Condition> conditions, Pair pair) {
        Map<String, String> features = features(pair);
        return conditions.stream().allMatch(condition -> condition.holds(features));
    }

    /** With its segments, which are looked at alike. */
    static Map<String, String> features(Pair pair) {
        if (pair.segments().isEmpty()) {
            return pair.features();
        }
        Map<String, String> both = new HashMap<>(pair.segments());
        both.putAll(pair.features());
        return both;
    }

    List<Judged> judge(Watch watch, Optional<Metric> primary, Optional<Differences> differences) {
        ConfidenceSequence sequence = terms.sequence(alpha);
        List<Judged> judged = new ArrayList<>();
        for (Guardrail guardrail : terms.guardrails()) {
            judged.add(switch (guardrail) {
                case Guardrail.Errors errors -> watch.judge(errors, sequence);
                case Guardrail.Agreement agreement -> watch.judge(agreement, sequence);
                case Guardrail.Latency latency -> watch.judge(latency);
                case Guardrail.ScoreShift shift -> watch.judge(shift, alpha);
                case Guardrail.Performance performance -> Watch.judge(performance, primary, "");
                case Guardrail.Segment segment -> pinned(segment, " where " + segment.segment() + " is " + segment.value());
                case Guardrail.Slice slice -> pinned(slice, " where " + Condition.text(slice.conditions()));
                case Guardrail.AnySlice any -> any(any, differences);
            });
        }
        return judged;
    }

    private Judged pinned(Guardrail guardrail, String where) {
        Evidence evidence = pinned.get(guardrail);
        if (evidence == null) {
            throw new IllegalStateException("no evidence is kept for " + guardrail.text());
        }
        evidence.close();
        return Watch.judge(guardrail, evidence.primary(), where);
    }

    private static Judged any(Guardrail guardrail, Optional<Differences> differences) {
        if (differences.isEmpty() || differences.get().looked() == 0) {
            return new Judged(guardrail, State.THIN, Optional.empty(), "too few mature labels to look for slices");
        }
        Differences found = differences.get();
        Optional<Differences.Slice> sure = found.slices().stream().filter(Differences.Slice::sure).findFirst();
        Optional<Differences.Slice> worst = sure.or(() -> found.slices().stream().findFirst());
        State state = sure.isPresent() ? State.BROKEN : worst.isPresent() ? State.THIN : State.HOLDS;
        String looked = String.format(
                Locale.ROOT, "%d of %,d slices lose", found.slices().size(), found.looked());
        return new Judged(
                guardrail, state, Optional.of((double) found.slices().size()),
                worst.map(slice -> looked + String.format(
                                Locale.ROOT, ", most where %s: %s %.4g against %.4g over %,d requests", slice.text(),
                                found.metric().orElse("the metric"), slice.challenger(), slice.champion(), slice.rows()))
                        .orElse(looked));
    }
}
