package understudy.rollout;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.comparison.Comparison;
import understudy.comparison.Comparisons;
import understudy.comparison.Judged;
import understudy.comparison.Plan;
import understudy.core.Fact;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Notices;
import understudy.core.Problem;
import understudy.core.Told;
import understudy.serving.Lineup;
import understudy.serving.Lineups;
import understudy.serving.Registry;

/**
 * Tells people when there is a verdict about a challenger, when it becomes another, and when a guardrail of its plan
 * breaks. Told at least once: a crash at the wrong moment tells it twice. For one thread.
 */
public final class VerdictWatch {
    private static final Logger LOG = LoggerFactory.getLogger(VerdictWatch.class);

    /** A look that takes long rests so many times as long, so that looking takes a twentieth of a core at most. */
    private static final long REST = 20;

    /** A label may have come before its prediction: after so long it looks again though none came. */
    private static final Duration HOPELESS = Duration.ofHours(1);

    /**
     * @param until rests so long
     * @param hopeless nothing had a label and no plan had a guardrail, so only a label can change what it would see
     * @param labels that had arrived
     */
    private record Looked(Instant until, boolean hopeless, long labels) {
        Instant until(long arrived) {
            return hopeless && labels == arrived ? until.plus(HOPELESS) : until;
        }
    }

    private final Map<String, Looked> looked = new HashMap<>();
    private final Registry registry;
    private final Lineups lineups;
    private final Comparisons comparisons;
    private final Told told;
    private final Notices notices;
    private final InstantSource clock;
    private final Supplier<UUID> ids;
    private final LongSupplier labels;

    /**
     * @param ids never gives the same twice, over restarts too
     * @param labels how many have arrived since the start
     */
    public VerdictWatch(
            Registry registry,
            Lineups lineups,
            Comparisons comparisons,
            Told told,
            Notices notices,
            InstantSource clock,
            Supplier<UUID> ids,
            LongSupplier labels) {
        this.registry = registry;
        this.lineups = lineups;
        this.comparisons = comparisons;
        this.told = told;
        this.notices = notices;
        this.clock = clock;
        this.ids = ids;
        this.labels = labels;
    }

    /**
     * Looks at every challenger now in a lineup that does not rest from the last look. One that cannot be compared now
     * keeps no other waiting.
     */
    public void look() {
        for (Model model : registry.models()) {
            List<Integer> challengers = lineups.find(model.name()).map(Lineup::challengers).orElse(List.of());
            for (int version : challengers) {
                String reference = ModelVersion.reference(model.name(), version);
                Instant begun = clock.instant();
                long arrived = labels.getAsLong();
                Looked last = looked.get(reference);
                if (last != null && last.until(arrived).isAfter(begun)) {
                    continue;
                }
                try {
                    Comparison comparison = comparisons.glance(model.name(), version);
                    look(comparison);
                    Instant ended = clock.instant();
                    boolean hopeless = comparison.labelled() == 0 && comparison.guardrails().isEmpty();
                    looked.put(reference, new Looked(
                            ended.plus(Duration.between(begun, ended).multipliedBy(REST)), hopeless, arrived));
                } catch (Problem problem) {
                    LOG.info("{} is looked at again later: {}", reference, problem.fact());
                }
            }
        }
    }

    private void look(Comparison comparison) {
        String subject = "verdict " + ModelVersion.reference(comparison.model(), comparison.challenger());
        List<String> broken = comparison.guardrails().stream()
                .filter(judged -> judged.state() == Judged.State.BROKEN)
                .map(judged -> judged.guardrail().text())
                .toList();
        boolean decided = comparison.verdict() != Comparison.Verdict.NOT_ENOUGH_YET;
        String now = "against @" + comparison.champion() + comparison.plan().map(Plan::number).map(n -> " by plan " + n).orElse("")
                + ": " + comparison.verdict() + (broken.isEmpty() ? "" : ", broken " + broken);
        Optional<String> before = told.last(subject);
        if ((decided || !broken.isEmpty()) && !before.equals(Optional.of(now))) {
            notices.tell(notice(comparison, broken));
            told.note(subject, now);
        }
    }

    private Fact.Notice notice(Comparison comparison, List<String> broken) {
        String reference = ModelVersion.reference(comparison.model(), comparison.challenger());
        String champion = ModelVersion.reference(comparison.model(), comparison.champion());
        String title = broken.isEmpty()
                ? switch (comparison.verdict()) {
                    case BETTER, BETTER_WITHIN_MARGIN -> reference + " is better than " + champion;
                    case WORSE, WORSE_WITHIN_MARGIN -> reference + " is worse than " + champion;
                    case EQUIVALENT -> reference + " is as good as " + champion;
                    case NOT_ENOUGH_YET -> reference + " is not decided";
                }
                : reference + " breaks " + (broken.size() == 1 ? "a guardrail" : broken.size() + " guardrails") + " of its plan";
        boolean bad = !broken.isEmpty() || comparison.verdict() == Comparison.Verdict.WORSE;
        return new Fact.Notice(
                ids.get(), clock.instant(), "verdict", bad ? Fact.Severity.WARNING : Fact.Severity.INFO,
                Optional.of(comparison.model()), OptionalInt.of(comparison.challenger()), title,
                comparison.explanation() + "\n" + comparison.population(), "/#" + comparison.model());
    }
}
