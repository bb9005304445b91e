package understudy.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.comparison.ComparisonSettings;
import understudy.comparison.Comparisons;
import understudy.comparison.Guardrail;
import understudy.comparison.Pair;
import understudy.comparison.Pairs;
import understudy.comparison.Plan;
import understudy.core.Fact;
import understudy.core.PredictionId;
import understudy.core.Told;
import understudy.rollout.Rollout.From;

class VerdictWatchTest {
    @TempDir
    private Path folder;

    private Theatre theatre;
    private final List<Fact.Notice> heard = new ArrayList<>();
    private final Map<String, String> remembered = new HashMap<>();
    private final MemoryPlans plans = new MemoryPlans();
    private final Labelled pairs = new Labelled();
    private final AtomicLong arrived = new AtomicLong();

    @BeforeEach
    void open() {
        theatre = new Theatre(folder);
        theatre.rollout.promote("loans", 1, "ann");
        theatre.rollout.shadow("loans", 2, new From.Now(), 1, "ann");
    }

    @AfterEach
    void close() {
        theatre.close();
    }

    private VerdictWatch watch() {
        Comparisons comparisons = new Comparisons(
                theatre.registry, pairs, theatre.journal.predictions(), theatre.journal.facts(), theatre::now, plans,
                ComparisonSettings.standard());
        Told told = new Told() {
            @Override
            public Optional<String> last(String subject) {
                return Optional.ofNullable(remembered.get(subject));
            }

            @Override
            public void note(String subject, String what) {
                remembered.put(subject, what);
            }
        };
        return new VerdictWatch(
                theatre.registry, theatre.lineups, comparisons, told, heard::add, theatre::now, UUID::randomUUID,
                arrived::get);
    }

    @Test
    void a_verdict_is_told_once_over_restarts_too_and_again_when_it_changes() {
        watch().look();
        assertThat(heard).isEmpty();

        pairs.of(2_000, 0.95);
        VerdictWatch watch = watch();
        watch.look();
        watch.look();
        watch().look();
        assertThat(heard).singleElement().satisfies(notice -> {
            assertThat(notice.title()).isEqualTo("loans@2 is better than loans@1");
            assertThat(notice.severity()).isEqualTo(Fact.Severity.INFO);
            assertThat(notice.text()).contains("brier").contains("have a label");
            assertThat(notice.link()).isEqualTo("/#loans");
        });

        pairs.of(20_000, -0.9);
        watch().look();
        assertThat(heard).extracting(Fact.Notice::title).contains("loans@2 is worse than loans@1");
        assertThat(heard.getLast().severity()).isEqualTo(Fact.Severity.WARNING);
    }

    @Test
    void a_broken_guardrail_is_told_though_the_verdict_is_good() {
        plans.add(new Plan(
                "loans", 2, 1, "brier", 0.001, 0.05, 2_000, Optional.empty(), false,
                List.of(Guardrail.parse("agreement>99%")), Theatre.START, "ann", ""));
        pairs.of(3_000, 0.95);
        watch().look();

        assertThat(heard).singleElement().satisfies(notice -> {
            assertThat(notice.title()).isEqualTo("loans@2 breaks a guardrail of its plan");
            assertThat(notice.text()).contains("guardrail agreement>99% is broken");
        });
    }

    @Test
    void a_look_that_takes_long_rests_for_twenty_times_as_long() {
        pairs.of(10, 0.5);
        pairs.takes = Duration.ofSeconds(3);
        VerdictWatch watch = watch();
        watch.look();
        watch.look();
        assertThat(pairs.reads).isEqualTo(1);
        theatre.pass(Duration.ofSeconds(61));
        watch.look();
        assertThat(pairs.reads).isEqualTo(2);
    }

    @Test
    void without_any_label_it_does_not_look_again_until_one_comes() {
        VerdictWatch watch = watch();
        watch.look();
        theatre.pass(Duration.ofMinutes(50));
        watch.look();
        assertThat(pairs.reads).isEqualTo(1);
        arrived.incrementAndGet();
        pairs.of(2_000, 0.95);
        watch.look();
        assertThat(heard).hasSize(1);
    }

    /** Pairs with labels, of a champion that knows little. */
    private final class Labelled implements Pairs {
        private final List<Pair> kept = new ArrayList<>();
        private final SplittableRandom random = new SplittableRandom(4);
        private Duration takes = Duration.ZERO;
        private int reads;

        void of(int count, double skill) {
            for (int i = 0; i < count; i++) {
                double truth = random.nextDouble();
                Optional<String> label = Optional.of(random.nextDouble() < truth ? "1" : "0");
                Instant at = Theatre.START.plus(Duration.ofMillis(kept.size()));
                kept.add(new Pair(
                        new PredictionId(new UUID(kept.size(), 1), 0), at, Optional.empty(), Map.of(), 1, side(0.5),
                        side(0.5 + skill * (truth - 0.5)), label, label, Map.of()));
            }
        }

        private static Pair.Side side(double score) {
            return new Pair.Side(
                    new double[] {score}, Optional.of(score > 0.5 ? "1" : "0"), Optional.empty(), Optional.empty(), 1);
        }

        @Override
        public void read(Selection selection, Consumer<Pair> consumer) {
            reads++;
            theatre.pass(takes);
            kept.forEach(consumer);
        }

        @Override
        public List<Fact.Gap> gaps(String model, int version) {
            return List.of();
        }
    }
}
