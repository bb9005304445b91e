package understudy.performance;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.core.Model;

/**
 * Keeps the days of every model counted, so that whoever looks waits for what is new only, and delays of labels are known.
 * Does nothing that a look would not do. One thread looks, many may ask for the latest.
 */
public final class PerformanceWatch {
    private static final Logger LOG = LoggerFactory.getLogger(PerformanceWatch.class);
    private static final Duration LOOKED_BACK = Duration.ofDays(366);
    private static final Duration SHOWN = Duration.ofDays(31);

    private final Performances performances;
    private final Models models;
    private final InstantSource clock;
    private final Map<String, Performance> latest = new ConcurrentHashMap<>();

    public PerformanceWatch(Performances performances, Models models, InstantSource clock) {
        this.performances = performances;
        this.models = models;
        this.clock = clock;
    }

    /** Looks at each model's days of the last year; one that fails does not keep the others from being looked at. */
    public void look() {
        Instant now = clock.instant();
        Instant kept = performances.rows().keptSince();
        Instant from = kept.isAfter(now.minus(LOOKED_BACK)) ? kept : now.minus(LOOKED_BACK);
        if (!from.isBefore(now)) {
            return;
        }
        for (Model model : models.all()) {
            if (Terms.measurable(model.task())) {
                try {
                    latest.put(
                            model.name(),
                            lately(performances.of(Question.of(model.name(), WindowSize.DAY, from, now)), now));
                } catch (RuntimeException failed) {
                    LOG.warn("could not measure {}: {}", model.name(), failed.getMessage());
                }
            }
        }
    }

    /** Days of the last month as the last look found them; empty before there was one. */
    public Optional<Performance> latest(String model) {
        return Optional.ofNullable(latest.get(model));
    }

    private static Performance lately(Performance all, Instant now) {
        return new Performance(
                all.question(), all.task(), all.labelling(),
                all.windows().stream().filter(window -> window.to().isAfter(now.minus(SHOWN))).toList(), all.trust(),
                all.remarks());
    }
}
