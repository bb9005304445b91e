package understudy.comparison;

import java.time.InstantSource;
import java.util.List;
import understudy.core.Fact;

/**
 * The past judged twice while it streams by, beside the version that answered then: by each label as it was known when
 * its prediction reached the maturity age, and by all that is known now. In constant memory, for one thread.
 */
public final class Retrial {
    private final InstantSource clock;
    private final ComparisonRun asKnownThen;
    private final ComparisonRun asKnownNow;

    Retrial(Terms terms, InstantSource clock) {
        this.clock = clock;
        this.asKnownThen = new ComparisonRun(terms, true);
        this.asKnownNow = new ComparisonRun(terms.byAllLabels(), false);
    }

    /** In request order. Features are looked at where a pair falls into a sample only, so they may be read lazily. */
    public void add(Pair pair) {
        asKnownThen.add(pair);
        asKnownNow.add(pair);
    }

    /** @param gaps what the version was not shown */
    public Hindsight finish(List<Fact.Gap> gaps) {
        return new Hindsight(asKnownThen.finish(clock.instant(), gaps), asKnownNow.finish(clock.instant(), gaps));
    }
}
