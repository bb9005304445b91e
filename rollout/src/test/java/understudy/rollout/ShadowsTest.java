package understudy.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.Fact;
import understudy.core.Outcome;
import understudy.core.Problem;
import understudy.core.Role;
import understudy.journal.JournalSettings;
import understudy.rollout.Rollout.From;

class ShadowsTest {
    @TempDir
    private Path directory;

    private Theatre theatre;

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
    void a_shadow_answers_every_request_once_and_in_order() {
        theatre.rollout.shadow("loans", 2, new From.Now(), 1, "ann");
        List<UUID> asked = ask(2_000);
        try (Shadows shadows = theatre.shadows()) {
            asked.addAll(ask(500));
            List<Fact.ShadowAnswer> said = theatre.await(2_500, block -> block.version() == 2);

            assertThat(said).extracting(Fact.ShadowAnswer::request).containsExactlyElementsOf(asked);
            assertThat(Theatre.said(said.get(17))).isCloseTo(2 * 0.017, within(1e-12));
            assertThat(said.get(17).answeredBy()).isEqualTo(1);
            assertThat(shadows.statuses()).singleElement().satisfies(status -> {
                assertThat(status.answered()).isEqualTo(2_500);
                assertThat(status.problem()).isEmpty();
                assertThat(status.lag()).isZero();
            });
        }
    }

    @Test
    void what_was_said_but_not_written_is_said_again_after_a_restart_and_nothing_twice() {
        theatre.rollout.shadow("loans", 2, new From.Now(), 1, "ann");
        List<UUID> asked = new ArrayList<>();
        for (int round = 1; round <= 8; round++) {
            try (Shadows shadows = theatre.shadows()) {
                asked.addAll(ask(700));
                // some blocks are on disk, what comes after them is lost with the reader
                theatre.await(asked.size() - 650, block -> block.version() == 2);
                assertThat(shadows.statuses()).hasSize(1);
            }
            if (round % 2 == 0) {
                // the checkpoint may lag behind the facts by any amount
                theatre.positions.replaceAll((reader, position) -> theatre.journal.facts().start());
            }
        }
        try (Shadows shadows = theatre.shadows()) {
            List<Fact.ShadowAnswer> said = theatre.await(asked.size(), block -> block.version() == 2);
            assertThat(said).extracting(Fact.ShadowAnswer::request).containsExactlyElementsOf(asked);
            assertThat(shadows.statuses()).hasSize(1);
        }
    }

    @Test
    void a_shadow_that_begins_at_the_beginning_catches_up() {
        List<UUID> asked = ask(300);
        try (Shadows shadows = theatre.shadows()) {
            assertThat(shadows.statuses()).isEmpty();
            theatre.rollout.shadow("loans", 2, new From.Beginning(), 1, "ann");
            asked.addAll(ask(10));

            assertThat(theatre.await(310, block -> block.version() == 2))
                    .extracting(Fact.ShadowAnswer::request)
                    .containsExactlyElementsOf(asked);
        }
    }

    @Test
    void direct_calls_and_other_models_are_passed_over() {
        theatre.rollout.shadow("loans", 2, new From.Now(), 1, "ann");
        theatre.answered(3, Role.DIRECT, 1, Optional.empty());
        theatre.answered(3, Role.CANARY, 2, Optional.empty());
        UUID last = theatre.answered(1, Role.CHAMPION, 3, Optional.empty());
        try (Shadows shadows = theatre.shadows()) {
            assertThat(theatre.await(1, block -> block.version() == 2))
                    .extracting(Fact.ShadowAnswer::request)
                    .containsExactly(last);
            assertThat(shadows.statuses().getFirst().skipped()).isZero();
        }
    }

    @Test
    void what_a_canary_answered_is_asked_of_the_champion() {
        try (Shadows shadows = theatre.shadows()) {
            theatre.rollout.canary("loans", 3, 0.2, "ann");
            theatre.answered(1, Role.CHAMPION, 1, Optional.empty());
            UUID asked = theatre.answered(3, Role.CANARY, 5, Optional.empty());

            assertThat(theatre.await(1, block -> block.version() == 1)).singleElement().satisfies(answer -> {
                assertThat(answer.request()).isEqualTo(asked);
                assertThat(answer.answeredBy()).isEqualTo(3);
                assertThat(answer.answeredRole()).isEqualTo(Role.CANARY);
                assertThat(Theatre.said(answer)).isCloseTo(0.005, within(1e-12));
            });
            theatre.rollout.promote("loans", 3, "ann");
            assertThat(shadows.statuses()).singleElement().satisfies(status -> {
                assertThat(status.version()).isEqualTo(1);
                assertThat(status.reader()).startsWith("shadow/loans@1/");
            });
        }
    }

    @Test
    void a_version_that_throws_has_answered_with_an_error_and_goes_on() {
        theatre.rollout.shadow("loans", 2, new From.Now(), 1, "ann");
        try (Shadows shadows = theatre.shadows()) {
            theatre.answered(1, Role.CHAMPION, LinearRuntime.THROWS, Optional.empty());
            theatre.answered(1, Role.CHAMPION, 4, Optional.empty());
            List<Fact.ShadowAnswer> said = theatre.await(2, block -> block.version() == 2);

            assertThat(said.getFirst().said()).isInstanceOfSatisfying(Outcome.Failed.class,
                    failed -> assertThat(failed.code()).isEqualTo(Problem.Code.INTERNAL));
            assertThat(Theatre.said(said.getLast())).isCloseTo(0.008, within(1e-12));
            assertThat(shadows.statuses().getFirst().failed()).isEqualTo(1);
        }
    }

    @Test
    void a_version_that_hangs_holds_up_nobody_else() {
        theatre.rollout.shadow("loans", 2, new From.Now(), 1, "ann");
        theatre.rollout.shadow("loans", 3, new From.Now(), 1, "ann");
        try (Shadows shadows = theatre.shadows()) {
            // both meet it; version 2 is given nothing it hangs at once it is released
            theatre.answered(1, Role.CHAMPION, LinearRuntime.HANGS, Optional.empty());
            theatre.rollout.shadow("loans", 3, new From.Time(theatre.now().plusSeconds(1)), 1, "ann");
            theatre.pass(Duration.ofSeconds(1));
            List<UUID> asked = ask(100);

            assertThat(theatre.await(100, block -> block.version() == 3))
                    .extracting(Fact.ShadowAnswer::request)
                    .containsExactlyElementsOf(asked);
            assertThat(shadows.statuses()).filteredOn(status -> status.version() == 2).singleElement()
                    .satisfies(status -> assertThat(status.lagBytes()).isPositive());
            theatre.runtime.release();
            assertThat(theatre.await(101, block -> block.version() == 2)).hasSize(101);
        }
    }

    @Test
    void a_slow_version_only_lags() {
        theatre.rollout.shadow("loans", 2, new From.Now(), 1, "ann");
        theatre.rollout.shadow("loans", 4, new From.Now(), 1, "ann");
        ask(300);
        theatre.pass(Duration.ofMinutes(1));
        try (Shadows shadows = theatre.shadows()) {
            theatre.await(300, block -> block.version() == 2);
            assertThat(shadows.statuses()).filteredOn(status -> status.version() == 4).singleElement()
                    .satisfies(status -> assertThat(status.answered()).isLessThan(300));
            assertThat(theatre.await(300, block -> block.version() == 4)).hasSize(300);
        }
    }

    @Test
    void a_sample_is_of_keys_and_larger_ones_hold_smaller_ones() {
        theatre.rollout.shadow("loans", 2, new From.Now(), 0.2, "ann");
        theatre.rollout.shadow("loans", 3, new From.Now(), 0.5, "ann");
        for (int i = 0; i < 4_000; i++) {
            theatre.answered(1, Role.CHAMPION, i, Optional.of("person " + i % 1_000));
        }
        // last comes one that is in both samples, so that both readers have something to write at the end
        Optional<String> known = Stream.iterate(0, i -> i + 1)
                .map(i -> "person " + i)
                .filter(key -> Sampling.holds(0.2, Optional.of(key), new UUID(0, 0)))
                .findFirst();
        UUID last = theatre.answered(1, Role.CHAMPION, 1, known);
        try (Shadows shadows = theatre.shadows()) {
            Set<Integer> done = new HashSet<>();
            theatre.awaitFact(fact -> fact instanceof Fact.ShadowAnswers block
                    && block.answers().stream().anyMatch(answer -> answer.request().equals(last))
                    && done.add(block.version()) && done.size() == 2);
            Set<String> fifth = keys(2);
            Set<String> half = keys(3);

            assertThat(fifth.size()).isBetween(150, 250);
            assertThat(half.size()).isBetween(440, 560);
            assertThat(half).containsAll(fifth);
            assertThat(shadows.statuses()).allSatisfy(
                    status -> assertThat(status.answered() + status.skipped()).isEqualTo(4_001));
        }
    }

    @Test
    void a_reader_overtaken_by_retention_records_the_gap_and_goes_on() {
        theatre.close();
        theatre = new Theatre(directory.resolve("small"), new JournalSettings(
                JournalSettings.Durability.PROCESS, 64 << 10, Duration.ofDays(1), 1));
        theatre.rollout.promote("loans", 1, "ann");
        theatre.rollout.shadow("loans", 2, new From.Beginning(), 1, "ann");
        ask(3_000);
        theatre.pass(Duration.ofDays(3));
        ask(3_000);
        try (Shadows shadows = theatre.shadows()) {
            long end = theatre.journal.predictions().end();
            theatre.awaitFact(fact -> fact instanceof Fact.ShadowAnswers block && block.through() >= end);
            List<Fact.Gap> gaps = theatre.facts().stream()
                    .filter(Fact.Gap.class::isInstance)
                    .map(Fact.Gap.class::cast)
                    .toList();

            assertThat(theatre.journal.predictions().start()).isPositive();
            // retention goes on while the reader reads, so it may be overtaken more than once
            assertThat(gaps).isNotEmpty().isSortedAccordingTo(Comparator.comparingLong(Fact.Gap::from));
            assertThat(gaps).allSatisfy(gap -> {
                assertThat(gap.version()).isEqualTo(2);
                assertThat(gap.to()).isGreaterThan(gap.from());
            });
            assertThat(shadows.statuses().getFirst().answered()).isLessThan(6_000).isPositive();
        }
    }

    @Test
    void a_shadow_taken_away_and_given_back_leaves_nothing_out() {
        theatre.rollout.shadow("loans", 2, new From.Now(), 1, "ann");
        try (Shadows shadows = theatre.shadows()) {
            List<UUID> asked = ask(100);
            // changing the sample restarts the reader under its name
            for (int i = 0; i < 10; i++) {
                theatre.rollout.shadow("loans", 2, new From.Now(), i % 2 == 0 ? 0.999999 : 1, "ann");
                asked.addAll(ask(100));
            }
            assertThat(theatre.await(asked.size(), block -> block.version() == 2))
                    .extracting(Fact.ShadowAnswer::request)
                    .containsExactlyElementsOf(asked);
            assertThat(shadows.statuses()).hasSize(1);
        }
    }

    private Set<String> keys(int version) {
        Set<String> keys = new HashSet<>();
        theatre.facts().forEach(fact -> {
            if (fact instanceof Fact.ShadowAnswers block && block.version() == version) {
                block.answers().forEach(answer -> answer.key().ifPresent(keys::add));
            }
        });
        return keys;
    }

    private List<UUID> ask(int count) {
        List<UUID> asked = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            asked.add(theatre.answered(1, Role.CHAMPION, i, Optional.empty()));
        }
        return asked;
    }
}
