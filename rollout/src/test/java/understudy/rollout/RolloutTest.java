package understudy.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.AuditEvent;
import understudy.core.Problem;
import understudy.core.Role;
import understudy.rollout.Rollout.From;
import understudy.serving.Lineup;
import understudy.serving.Lineups;

class RolloutTest {
    @TempDir
    private Path directory;

    private Theatre theatre;
    private Rollout rollout;

    @BeforeEach
    void open() {
        theatre = new Theatre(directory);
        rollout = theatre.rollout;
        rollout.promote("loans", 1, "ann");
    }

    @AfterEach
    void close() {
        theatre.close();
    }

    @Test
    void the_promoted_leads_and_the_champion_before_rehearses() {
        rollout.shadow("loans", 2, new From.Now(), 1, "ann");
        theatre.answered(1, Role.CHAMPION, 1, Optional.empty());
        Lineup lineup = rollout.promote("loans", 2, "ann");

        assertThat(lineup.champion()).isEqualTo(2);
        assertThat(lineup.shadows()).singleElement().satisfies(shadow -> {
            assertThat(shadow.version()).isEqualTo(1);
            assertThat(shadow.from()).isEqualTo(theatre.journal.predictions().end());
        });
        assertThat(theatre.instances.isReady("loans", 1)).isTrue();
    }

    @Test
    void rolling_back_restores_the_champion_before_and_takes_it_out_of_the_shadows() {
        rollout.promote("loans", 2, "ann");
        Lineup lineup = rollout.rollback("loans", "ben");

        assertThat(lineup.champion()).isEqualTo(1);
        assertThat(lineup.shadows()).extracting(Lineup.Shadow::version).containsExactly(2);
        assertThat(lineup.by()).isEqualTo("ben");
    }

    @Test
    void there_is_nothing_to_roll_back_to_at_first() {
        refused(Problem.Code.CONFLICT, () -> rollout.rollback("loans", "ann"), "loans has no earlier champion");
    }

    @Test
    void a_shadow_may_become_a_canary_and_step_back() {
        rollout.shadow("loans", 2, new From.Now(), 1, "ann");
        Lineup canary = rollout.canary("loans", 2, 0.1, "ann");
        assertThat(canary.canaries()).containsExactly(new Lineup.Canary(2, 0.1));
        assertThat(canary.shadows()).isEmpty();

        assertThat(rollout.canary("loans", 2, 0.3, "ann").canaries()).containsExactly(new Lineup.Canary(2, 0.3));

        Lineup back = rollout.shadow("loans", 2, new From.Now(), 1, "ann");
        assertThat(back.canaries()).isEmpty();
        assertThat(back.shadows()).extracting(Lineup.Shadow::version).containsExactly(2);
    }

    @Test
    void shares_beyond_the_whole_are_refused() {
        rollout.canary("loans", 2, 0.7, "ann");
        refused(Problem.Code.INVALID, () -> rollout.canary("loans", 3, 0.4, "ann"), "canaries: 1.1");
        refused(Problem.Code.INVALID, () -> rollout.canary("loans", 3, 0, "ann"), "canary.share: 0.0");
        refused(Problem.Code.INVALID, () -> rollout.shadow("loans", 3, new From.Now(), 2, "ann"), "shadow.sample: 2.0");
    }

    @Test
    void a_shadow_asked_for_again_goes_on_and_one_from_a_time_begins_anew() {
        theatre.answered(1, Role.CHAMPION, 1, Optional.empty());
        theatre.pass(Duration.ofHours(1));
        long second = theatre.journal.predictions().end();
        theatre.answered(1, Role.CHAMPION, 2, Optional.empty());
        Lineup.Shadow first = rollout.shadow("loans", 2, new From.Now(), 1, "ann").shadows().getFirst();
        Lineup.Shadow same = rollout.shadow("loans", 2, new From.Now(), 0.5, "ann").shadows().getFirst();
        Lineup.Shadow anew =
                rollout.shadow("loans", 2, new From.Time(theatre.now()), 1, "ann").shadows().getFirst();
        Lineup.Shadow all = rollout.shadow("loans", 2, new From.Beginning(), 1, "ann").shadows().getFirst();

        assertThat(same).isEqualTo(new Lineup.Shadow(2, first.from(), 0.5, first.reader()));
        assertThat(anew.reader()).isNotEqualTo(first.reader());
        assertThat(anew.from()).isEqualTo(second);
        assertThat(all.from()).isEqualTo(theatre.journal.predictions().start());
    }

    @Test
    void the_champion_takes_no_other_role() {
        refused(Problem.Code.CONFLICT, () -> rollout.shadow("loans", 1, new From.Now(), 1, "ann"), "loans@1 is the champion");
        refused(Problem.Code.CONFLICT, () -> rollout.canary("loans", 1, 0.5, "ann"), "loans@1 is the champion");
        refused(Problem.Code.CONFLICT, () -> rollout.promote("loans", 1, "ann"), "loans@1 is the champion");
        refused(Problem.Code.CONFLICT, () -> rollout.retire("loans", 1, "ann"), "loans@1 is the champion");
    }

    @Test
    void the_retired_leaves_every_role_and_takes_none_again() {
        rollout.canary("loans", 2, 0.5, "ann");
        rollout.retire("loans", 2, "ann");

        assertThat(theatre.lineups.find("loans").orElseThrow().canaries()).isEmpty();
        assertThat(theatre.registry.version("loans", 2).orElseThrow().retired()).isTrue();
        refused(Problem.Code.UNPROCESSABLE, () -> rollout.promote("loans", 2, "ann"), "loans@2 is retired");
        assertThat(theatre.lineups.find("loans").orElseThrow().champion()).isEqualTo(1);
    }

    @Test
    void one_that_answers_a_segment_still_does_not_shadow_when_another_leads() {
        theatre.lineups.change("loans", Lineups.Why.edited("loans", "ann"), now -> new Lineup(
                "loans", now.revision(), 1, now.canaries(), now.shadows(),
                List.of(new Lineup.Route("region", "north", 1)), now.since(), "ann"));
        assertThat(rollout.promote("loans", 2, "ann").shadows()).isEmpty();
    }

    @Test
    void what_is_not_there_is_not_found() {
        refused(Problem.Code.NOT_FOUND, () -> rollout.promote("cars", 1, "ann"), "model: cars is not known");
        refused(Problem.Code.NOT_FOUND, () -> rollout.canary("loans", 9, 0.1, "ann"), "loans@9 is not known");
    }

    @Test
    void every_verb_is_audited() {
        rollout.shadow("loans", 2, new From.Now(), 1, "ann");
        rollout.canary("loans", 2, 0.1, "ben");
        rollout.promote("loans", 2, "cat");
        rollout.rollback("loans", "dan");
        rollout.retire("loans", 2, "eve");

        assertThat(theatre.audit).extracting(event -> event.actor() + " " + event.action() + " " + event.subject())
                .filteredOn(event -> event.contains("rollout."))
                .containsExactly(
                        "ann rollout.promote loans@1", "ann rollout.shadow loans@2", "ben rollout.canary loans@2",
                        "cat rollout.promote loans@2", "dan rollout.rollback loans@1", "eve rollout.retire loans@2");
        assertThat(theatre.audit).extracting(AuditEvent::at).containsOnly(Theatre.START);
    }

    private static void refused(Problem.Code code, ThrowingCallable verb, String message) {
        assertThatThrownBy(verb)
                .isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.code()).isEqualTo(code))
                .hasMessageStartingWith(message);
    }
}
