package understudy.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.comparison.Comparison;
import understudy.comparison.ComparisonSettings;
import understudy.comparison.Comparisons;
import understudy.comparison.Hindsight;
import understudy.comparison.Pair;
import understudy.comparison.Pairs;
import understudy.core.Column;
import understudy.core.Fact;
import understudy.core.Outcome;
import understudy.core.Prediction;
import understudy.core.Problem;
import understudy.core.Role;
import understudy.core.Tensor;
import understudy.core.Value;
import understudy.journal.LogReader;

class BacktestsTest {
    @TempDir
    private Path directory;

    private Theatre theatre;
    private final JournalPast past = new JournalPast();
    private final List<Double> progress = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() {
        theatre = new Theatre(directory.resolve("first"));
        theatre.rollout.promote("loans", 1, "ann");
    }

    @AfterEach
    void close() {
        theatre.close();
    }

    @Test
    void the_requests_of_the_range_are_answered_and_compared() {
        ask(10);
        theatre.pass(Duration.ofHours(1));
        Instant from = theatre.now();
        ask(700);
        theatre.pass(Duration.ofHours(1));
        Instant to = theatre.now();
        ask(10);
        Comparison comparison = alone(2, from, to).asKnownThen();

        assertThat(comparison.pairs()).isEqualTo(700);
        assertThat(comparison.champion()).isEqualTo(1);
        assertThat(comparison.challenger()).isEqualTo(2);
        assertThat(progress.getLast()).isEqualTo(1);
        assertThat(theatre.audit.getLast().action()).isEqualTo("rollout.backtest");
        // version 2 says twice what version 1 said, of 0 to 0.699
        assertThat(comparison.scoreShift().orElseThrow().mean()).isCloseTo(0.3495, within(1e-9));
    }

    @Test
    void nothing_a_backtest_says_is_kept_so_that_later_comparisons_are_as_without_it() {
        ask(20);
        assertThat(alone(2, Theatre.START, end()).asKnownNow().pairs()).isEqualTo(20);
        assertThat(alone(2, Theatre.START, end()).asKnownNow().pairs()).isEqualTo(20);
        assertThat(theatre.facts()).isEmpty();
    }

    @Test
    void versions_stand_side_by_side_and_the_requests_are_read_once() {
        ask(600);
        List<Backtests.Tried> tried =
                backtests().run("loans", List.of(3, 2), Theatre.START, end(), progress::add, "ann");

        assertThat(past.reads).isEqualTo(1);
        assertThat(tried).extracting(Backtests.Tried::version).containsExactly(3, 2);
        assertThat(tried).allSatisfy(each -> assertThat(each.hindsight().asKnownThen().pairs()).isEqualTo(600));
        assertThat(tried).extracting(each -> each.hindsight().asKnownNow().scoreShift().orElseThrow().mean())
                .satisfiesExactly(
                        third -> assertThat(third).isCloseTo(2 * 0.2995, within(1e-9)),
                        second -> assertThat(second).isCloseTo(0.2995, within(1e-9)));
        assertThat(tried).allSatisfy(each -> assertThat(each.hindsight().asKnownThen().alpha()).isEqualTo(0.025));
    }

    @Test
    void labels_count_as_known_then_and_as_known_now() {
        List<UUID> asked = ask(400);
        for (int i = 0; i < 300; i++) {
            String then = i % 2 == 0 ? "1" : "0";
            past.truths.put(asked.get(i), new Past.Truth(
                    Optional.of("1"), i < 200 ? Optional.of(then) : Optional.empty()));
        }
        Hindsight found = alone(2, Theatre.START, end());

        assertThat(found.asKnownThen().mature()).isEqualTo(200);
        assertThat(found.asKnownNow().mature()).isEqualTo(300);
        assertThat(found.asKnownThen().labelled()).isEqualTo(300);
    }

    @Test
    void only_those_requests_fail_that_fail_alone() {
        for (int i = 0; i < 600; i++) {
            theatre.answered(1, Role.CHAMPION, i % 100 == 7 ? LinearRuntime.THROWS : i, Optional.empty());
        }
        Comparison comparison = alone(2, Theatre.START, end()).asKnownThen();

        assertThat(comparison.pairs()).isEqualTo(600);
        assertThat(comparison.errors().challenger()).isEqualTo(6);
    }

    @Test
    void what_can_no_longer_be_read_is_an_answer_too_as_it_is_for_a_shadow() {
        ask(5);
        theatre.journal.predictions().append(new Prediction(
                UUID.randomUUID(), "default", "loans", 1, "digest", "signature", 1, Role.CHAMPION, 1, "ann",
                Optional.empty(), Map.of(), "", theatre.now(), 1_000, 1, "linear 1",
                List.of(new Column("x", new Value.Dropped())),
                new Outcome.Answered(
                        List.of(new Column("p", new Value.Plain(Tensor.of(new double[] {0.5})))), List.of())));
        Comparison comparison = alone(2, Theatre.START, end()).asKnownThen();

        assertThat(comparison.pairs()).isEqualTo(6);
        assertThat(comparison.errors().challenger()).isEqualTo(1);
    }

    @Test
    void requests_of_several_rows_are_asked_together_and_told_apart_again() {
        for (int i = 0; i < 50; i++) {
            double[] x = new double[1 + i % 3];
            double[] p = new double[x.length];
            for (int row = 0; row < x.length; row++) {
                x[row] = 10 * i + row;
                // what version 2 will say
                p[row] = 0.002 * x[row];
            }
            theatre.journal.predictions().append(new Prediction(
                    UUID.randomUUID(), "default", "loans", 1, "digest", "signature", 1, Role.CHAMPION, 1, "ann",
                    Optional.empty(), Map.of(), "", theatre.now(), 1_000, x.length, "linear 1",
                    List.of(new Column("x", new Value.Plain(Tensor.of(x)))),
                    new Outcome.Answered(List.of(new Column("p", new Value.Plain(Tensor.of(p)))), List.of())));
        }
        Comparison comparison = alone(2, Theatre.START, end()).asKnownThen();

        assertThat(comparison.pairs()).isEqualTo(99);
        assertThat(comparison.scoreShift().orElseThrow().quantiles()).allSatisfy(shift -> assertThat(shift).isZero());
    }

    @Test
    void what_nothing_keeps_any_more_is_a_gap() {
        ask(30);
        past.keptSince = Theatre.START;
        assertThat(alone(2, Theatre.START, end()).asKnownThen().explanation()).doesNotContain("never shown");
        assertThat(alone(2, Theatre.START.minusSeconds(1), end()).asKnownThen().explanation())
                .contains("0 predictions and an unknown number more were never shown to it");
    }

    @Test
    void a_fault_while_reading_ends_the_run() {
        ask(5);
        past.broken = true;
        assertThatThrownBy(() -> alone(2, Theatre.START, end())).hasMessageStartingWith("the archive's query failed");
    }

    @Test
    void an_empty_range_and_an_unknown_version_are_refused() {
        assertThatThrownBy(() -> alone(2, theatre.now(), theatre.now())).hasMessageStartingWith("to: ");
        assertThatThrownBy(() -> alone(9, theatre.now(), end())).hasMessageStartingWith("loans@9 is not known");
        assertThatThrownBy(() -> backtests().run("loans", List.of(2, 2), Theatre.START, end(), progress::add, "ann"))
                .hasMessageStartingWith("versions: [2, 2]");
        assertThatThrownBy(() -> backtests().run("loans", List.of(), Theatre.START, end(), progress::add, "ann"))
                .hasMessageStartingWith("versions: []");
    }

    private Instant end() {
        return theatre.now().plusSeconds(1);
    }

    private Hindsight alone(int version, Instant from, Instant to) {
        return backtests().run("loans", List.of(version), from, to, progress::add, "ann").getFirst().hindsight();
    }

    private Backtests backtests() {
        Comparisons comparisons = new Comparisons(
                theatre.registry, new NoPairs(), theatre.journal.predictions(), theatre.journal.facts(), theatre::now,
                new MemoryPlans(), ComparisonSettings.standard());
        return new Backtests(
                theatre.registry, theatre.instances, theatre.sealing, past, comparisons, theatre.audit::add, theatre::now,
                Thread.ofPlatform().daemon().factory());
    }

    private List<UUID> ask(int count) {
        List<UUID> asked = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            asked.add(theatre.answered(1, Role.CHAMPION, i, Optional.empty()));
        }
        return asked;
    }

    /** What the journal still has. */
    private final class JournalPast implements Past {
        final Map<UUID, Truth> truths = new HashMap<>();
        Instant keptSince = Instant.EPOCH;
        boolean broken;
        int reads;

        @Override
        public Map<Integer, Long> counts(Stretch stretch) {
            Map<Integer, Long> counts = new HashMap<>();
            go(stretch, answered -> {
                counts.merge(answered.prediction().version(), 1L, Long::sum);
                return true;
            });
            return counts;
        }

        @Override
        public void read(Stretch stretch, Predicate<Answered> reader) {
            reads++;
            if (broken) {
                throw new Problem(Problem.Code.INTERNAL, "the archive's query failed", "");
            }
            go(stretch, reader);
        }

        private void go(Stretch stretch, Predicate<Answered> reader) {
            try (LogReader<Prediction> reading = theatre.journal.predictions().read(0)) {
                Optional<LogReader.Entry<Prediction>> entry = reading.next(Duration.ZERO);
                boolean wanted = true;
                while (entry.isPresent() && wanted) {
                    Prediction prediction = entry.get().value();
                    wanted = prediction.receivedAt().isBefore(stretch.from())
                            || !prediction.receivedAt().isBefore(stretch.to())
                            || reader.test(new Answered(prediction, Collections.nCopies(
                                    prediction.rows(), truths.getOrDefault(prediction.id(), Truth.UNKNOWN))));
                    entry = reading.next(Duration.ZERO);
                }
            }
        }

        @Override
        public Instant keptSince() {
            return keptSince;
        }
    }

    private record NoPairs() implements Pairs {
        @Override
        public void read(Selection selection, Consumer<Pair> consumer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Fact.Gap> gaps(String model, int version) {
            throw new UnsupportedOperationException();
        }
    }
}
