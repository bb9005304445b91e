package understudy.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.comparison.Comparison;
import understudy.comparison.ComparisonSettings;
import understudy.comparison.Comparisons;
import understudy.comparison.Pair;
import understudy.comparison.Pairs;
import understudy.core.Fact;
import understudy.core.PredictionId;
import understudy.core.Role;
import understudy.journal.JournalSettings;

class BacktestsTest {
    @TempDir
    private Path directory;

    private Theatre theatre;
    private final List<Double> progress = new ArrayList<>();

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
        List<UUID> asked = ask(700);
        theatre.pass(Duration.ofHours(1));
        Instant to = theatre.now();
        ask(10);
        Comparison comparison = backtests().run("loans", 2, from, to, progress::add, "ann").asKnownThen();

        assertThat(comparison.pairs()).isEqualTo(700);
        assertThat(comparison.champion()).isEqualTo(1);
        assertThat(comparison.challenger()).isEqualTo(2);
        assertThat(answers()).extracting(Fact.ShadowAnswer::request).containsExactlyElementsOf(asked);
        assertThat(progress.getLast()).isEqualTo(1);
        assertThat(theatre.audit.getLast().action()).isEqualTo("rollout.backtest");
    }

    @Test
    void two_runs_of_one_version_keep_apart() {
        ask(20);
        Backtests backtests = backtests();
        backtests.run("loans", 2, Theatre.START, theatre.now().plusSeconds(1), progress::add, "ann");
        Comparison second = backtests.run(
                "loans", 2, Theatre.START, theatre.now().plusSeconds(1), progress::add, "ann").asKnownThen();

        assertThat(second.pairs()).isEqualTo(20);
    }

    @Test
    void what_retention_took_away_is_a_gap() {
        theatre.close();
        theatre = new Theatre(directory.resolve("small"), new JournalSettings(
                JournalSettings.Durability.PROCESS, 64 << 10, Duration.ofDays(1), 1));
        theatre.rollout.promote("loans", 1, "ann");
        ask(3_000);
        theatre.pass(Duration.ofDays(3));
        ask(3_000);
        assertThat(theatre.journal.predictions().start()).isPositive();
        backtests().run("loans", 2, Theatre.START.minusSeconds(1), theatre.now().plusSeconds(1), progress::add, "ann");

        assertThat(theatre.facts()).filteredOn(Fact.Gap.class::isInstance).isNotEmpty().allSatisfy(gap ->
                assertThat(((Fact.Gap) gap).reader()).startsWith("backtest/loans@2/"));
    }

    @Test
    void an_empty_range_and_an_unknown_version_are_refused() {
        assertThatThrownBy(() -> backtests().run("loans", 2, theatre.now(), theatre.now(), progress::add, "ann"))
                .hasMessageStartingWith("to: ");
        assertThatThrownBy(() -> backtests().run(
                        "loans", 9, theatre.now(), theatre.now().plusSeconds(1), progress::add, "ann"))
                .hasMessageStartingWith("loans@9 is not known");
    }

    private Backtests backtests() {
        Comparisons comparisons = new Comparisons(
                theatre.registry, new FactPairs(), theatre.journal.predictions(), theatre.journal.facts(), theatre::now,
                new MemoryPlans(), ComparisonSettings.standard());
        return new Backtests(
                theatre.registry, theatre.instances, theatre.sealing, theatre.journal.predictions(),
                theatre.journal.facts(), comparisons, theatre.audit::add, theatre::now, UUID::randomUUID,
                Thread.ofPlatform().daemon().factory());
    }

    private List<Fact.ShadowAnswer> answers() {
        List<Fact.ShadowAnswer> answers = new ArrayList<>();
        theatre.facts().forEach(fact -> {
            if (fact instanceof Fact.ShadowAnswers block) {
                answers.addAll(block.answers());
            }
        });
        return answers;
    }

    private List<UUID> ask(int count) {
        List<UUID> asked = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            asked.add(theatre.answered(1, Role.CHAMPION, i, Optional.empty()));
        }
        return asked;
    }

    /** Pairs without labels, straight from the facts. */
    private final class FactPairs implements Pairs {
        @Override
        public void read(Selection selection, Consumer<Pair> consumer) {
            for (Fact fact : theatre.facts()) {
                if (fact instanceof Fact.ShadowAnswers block && selection.reader().equals(Optional.of(block.reader()))) {
                    block.answers().forEach(answer -> consumer.accept(new Pair(
                            new PredictionId(answer.request(), 0), answer.receivedAt(), answer.key(),
                            answer.segments(), answer.answeredBy(), side(0.1), side(Theatre.said(answer)),
                            Optional.empty(), Optional.empty(), Map.of())));
                }
            }
        }

        private static Pair.Side side(double score) {
            return new Pair.Side(new double[] {score}, Optional.empty(), Optional.empty(), Optional.empty(), 1);
        }

        @Override
        public List<Fact.Gap> gaps(String model, int version) {
            return List.of();
        }
    }
}
