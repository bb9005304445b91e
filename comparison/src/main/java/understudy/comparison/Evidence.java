package understudy.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import understudy.comparison.Comparison.Metric;
import understudy.core.Truth;
import understudy.statistics.ConfidenceSequence;

/** All that some pairs say by every measure: those of a comparison, or of a pinned part of it. One thread, request order. */
final class Evidence {
    private final Terms terms;
    private final ConfidenceSequence sequence;
    private final Tally tally;
    private final ScoreTally scores = new ScoreTally();
    private final DecisionTally decisions = new DecisionTally();
    private final ListTally lists;
    private final Measure ranked;

    /** @param alpha its share */
    Evidence(Terms terms, double alpha) {
        this.terms = terms;
        this.sequence = terms.sequence(alpha);
        this.tally = Tally.whole(terms, alpha);
        this.ranked = terms.measures().stream()
                .filter(measure -> measure.kind() == MetricKind.NDCG)
                .findFirst()
                .orElse(new Measure(MetricKind.NDCG, 1));
        this.lists = new ListTally((int) ranked.parameter());
    }

    void add(Pair pair, Optional<Boolean> agree, double[] compared, Optional<Truth> now, Optional<Truth> then) {
        tally.add(pair, agree, now, then);
        scores.add(compared, now, then);
        decisions.add(pair, terms.decisions(), now, then);
        lists.add(pair, compared, then);
    }

    Tally tally() {
        return tally;
    }

    double rankCorrelation() {
        return scores.rankCorrelation();
    }

    void close() {
        tally.close();
        lists.close();
    }

    /** Those that any pair could be judged by, in the order of the terms. Complete after {@link #close()}. */
    List<Metric> metrics() {
        List<Metric> metrics = new ArrayList<>();
        terms.measures().forEach(measure -> metric(measure).ifPresent(metrics::add));
        return metrics;
    }

    /** What a verdict is about: the planned measure, else the first that any pair could be judged by. */
    Optional<Metric> primary() {
        return terms.plan().isPresent() ? metric(terms.measures().getFirst()) : metrics().stream().findFirst();
    }

    private Optional<Metric> metric(Measure measure) {
        return switch (measure.kind().made()) {
            case OF_EACH_PAIR -> tally.metric(measure, sequence);
            case OF_ALL_SCORES -> scores.metric(terms, measure, sequence, tally.pairsPerUnit());
            case OF_ALL_DECISIONS -> decisions.metric(terms, measure, sequence, tally.pairsPerUnit());
            case OF_LISTS -> measure.equals(ranked) ? lists.metric(terms, measure, sequence) : Optional.empty();
        };
    }
}
