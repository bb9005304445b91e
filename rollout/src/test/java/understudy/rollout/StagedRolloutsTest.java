package understudy.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.comparison.Comparison.Verdict;
import understudy.comparison.Guardrail;
import understudy.comparison.Plan;
import understudy.comparison.PlanStore;
import understudy.core.AuditEvent;
import understudy.core.Problem;
import understudy.core.Role;
import understudy.rollout.StagedRollout.State;
import understudy.rollout.StagedRollout.WhenThin;
import understudy.rollout.StagedRollouts.Wish;
import understudy.serving.Lineup;

/** The clock stands still unless it is told to pass, and each turn is taken by hand. */
class StagedRolloutsTest {
    private static final Duration EVERY = Duration.ofMinutes(10);
    private static final Duration QUICK = Duration.ofMillis(2);

    @TempDir
    private Path directory;

    private final MemoryStagedRollouts store = new MemoryStagedRollouts();
    private final SaidEvidence slow = new SaidEvidence();
    private final List<Plan> plans = new ArrayList<>();
    private final List<StagedRollout> told = new ArrayList<>();
    private final List<Ascent> driven = new ArrayList<>();
    private Theatre theatre;
    private StagedRollouts rollouts;

    @BeforeEach
    void open() {
        theatre = new Theatre(directory);
        theatre.rollout.promote("loans", 1, "ann");
        rollouts = started();
    }

    @AfterEach
    void close() {
        theatre.close();
    }

    /** A start of the program, as far as staged rollouts go. */
    private StagedRollouts started() {
        StagedRollouts fresh = new StagedRollouts(
                theatre.registry, theatre.lineups, theatre.rollout, new Planned(), theatre.journal.predictions(), store, slow,
                theatre.audit::add, told::add, theatre::now, () -> Duration.between(Theatre.START, theatre.now()).toNanos(),
                java.util.UUID::randomUUID, this::byHand);
        fresh.start();
        return fresh;
    }

    private Thread byHand(Runnable work) {
        if (work instanceof Ascent ascent) {
            driven.add(ascent);
        } else {
            work.run();
        }
        return new Thread(() -> {});
    }

    private final class Planned implements PlanStore {
        @Override
        public void add(Plan plan) {
            plans.addFirst(plan);
        }

        @Override
        public List<Plan> plans(String model, int version) {
            return plans;
        }
    }

    @Test
    void a_version_climbs_while_its_guardrails_hold_and_leads_in_the_end() {
        begin(wish("errors<+1%", "latency_p99<3x", "performance"));
        assertThat(share()).isEqualTo(0.05);
        step(false, false);
        assertThat(share()).as("its time is not over").isEqualTo(0.05);

        theatre.pass(EVERY);
        turn();
        assertThat(share()).isEqualTo(0.5);
        step(false, false);
        theatre.pass(EVERY);
        turn();

        assertThat(lineup().champion()).isEqualTo(2);
        assertThat(lineup().shadows()).extracting(Lineup.Shadow::version).as("warm, to step back to").containsExactly(1);
        StagedRollout ended = store.find("loans", 1).getFirst();
        assertThat(ended.state()).isEqualTo(State.FINISHED);
        assertThat(ended.changes()).extracting(StagedRollout.Change::share).containsExactly(0.05, 0.5, 1.0);
        assertThat(ended.sentence()).isEqualTo("loans@2 leads: all guardrails held at 50 % (00:10:01 to 00:20:02)");
        assertThat(told).extracting(StagedRollout::state).containsExactly(State.RUNNING, State.RUNNING, State.FINISHED);
        assertThat(theatre.audit).extracting(AuditEvent::action)
                .containsSubsequence("rollout.begin", "rollout.step", "rollout.promote");
        assertThat(theatre.rollout.rollback("loans", "ann").champion()).isEqualTo(1);
    }

    @Test
    void one_that_fails_every_call_is_taken_back_after_a_handful() {
        begin(wish("errors<+1%"));
        int calls = 0;
        while (share() > 0 && calls < 50) {
            calls++;
            theatre.called(2, Role.CANARY, 0.05, true, QUICK);
            champion(false);
            turn();
        }
        assertThat(calls).isLessThanOrEqualTo(12);
        assertThat(lineup().shadows()).extracting(Lineup.Shadow::version).containsExactly(2);
        assertThat(ended().state()).isEqualTo(State.ROLLED_BACK);
        assertThat(ended().sentence()).startsWith("loans@2 was taken back from 5 % to the shadows: " + calls + " of " + calls
                + " of its calls failed since 00:00:00, of the champion's 0 of ").endsWith(" at the same time (errors<+1%)");
        assertThat(theatre.audit.getLast().action()).isEqualTo("rollout.takeback");
        assertThat(theatre.audit.getLast().details()).containsEntry("why", ended().sentence());
    }

    @Test
    void one_that_begins_to_fail_after_thousands_of_good_calls_is_taken_back_soon() {
        begin(wish("errors<+1%"));
        for (int i = 0; i < 2_000; i++) {
            theatre.called(2, Role.CANARY, 0.05, false, QUICK);
            theatre.called(1, Role.CHAMPION, 0.05, false, QUICK);
        }
        turn();
        turn();
        turn();
        turn();
        turn();
        int failures = 0;
        while (share() > 0 && failures < 100) {
            failures++;
            theatre.called(2, Role.CANARY, 0.05, true, QUICK);
            theatre.called(1, Role.CHAMPION, 0.05, false, QUICK);
            turn();
        }
        assertThat(failures).isLessThanOrEqualTo(25);
    }

    @Test
    void what_fails_the_champion_as_well_is_held_against_nobody() {
        begin(wish("errors<+1%", "latency_p99<3x"));
        step(false, false);
        for (int i = 0; i < 300; i++) {
            theatre.called(2, Role.CANARY, 0.05, true, Duration.ofMillis(500));
            theatre.called(1, Role.CHAMPION, 0.05, true, Duration.ofMillis(500));
        }
        judged();
        assertThat(share()).isEqualTo(0.05);
        assertThat(rollouts.judgements("loans")).extracting(Judgement::ruling)
                .containsExactly(Judgement.Ruling.HOLDS, Judgement.Ruling.HOLDS);
    }

    @Test
    void a_slow_version_is_taken_back_and_one_within_the_limit_is_not() {
        begin(wish("latency_p99<3x"));
        for (int i = 0; i < 400; i++) {
            theatre.called(2, Role.CANARY, 0.05, false, Duration.ofNanos(2_400_000 + i * 1_000L));
            theatre.called(1, Role.CHAMPION, 0.05, false, Duration.ofNanos(1_000_000 + i * 1_000L));
        }
        judged();
        assertThat(share()).isEqualTo(0.05);
        for (int i = 0; i < 100; i++) {
            theatre.called(2, Role.CANARY, 0.05, false, Duration.ofMillis(30));
            theatre.called(1, Role.CHAMPION, 0.05, false, Duration.ofMillis(1));
        }
        judged();
        assertThat(ended().state()).isEqualTo(State.ROLLED_BACK);
        assertThat(ended().sentence()).contains("p99 of its 500 calls is 30 ms, of the champion's 500").contains("(latency_p99<3x)");
    }

    @Test
    void thin_evidence_makes_it_wait_and_more_lets_it_go_on() {
        begin(wish("errors<+1%", "performance"));
        slow.ruling = Judgement.Ruling.THIN;
        step(false, false);
        theatre.pass(EVERY);
        turn();
        assertThat(share()).isEqualTo(0.05);
        assertThat(now().state()).isEqualTo(State.WAITING);
        assertThat(now().sentence()).isEqualTo(
                "loans@2 waits at 5 %, too little is known: its labels say THIN (performance)");

        slow.ruling = Judgement.Ruling.HOLDS;
        theatre.pass(Duration.ofMinutes(1));
        turn();
        turn();
        assertThat(share()).isEqualTo(0.5);
        assertThat(now().state()).isEqualTo(State.RUNNING);
    }

    @Test
    void told_to_go_it_does_not_wait_for_labels_but_for_calls() {
        begin(new Wish(List.of(0.05, 1.0), Optional.of(EVERY), guardrails("errors<+1%", "performance"), WhenThin.GO));
        slow.ruling = Judgement.Ruling.THIN;
        theatre.pass(EVERY);
        judged();
        assertThat(now().state()).as("no call yet").isEqualTo(State.WAITING);
        step(false, false);
        judged();
        assertThat(lineup().champion()).isEqualTo(2);
        assertThat(ended().sentence()).contains("no guardrail broke, too little was known of performance at 5 %");
    }

    @Test
    void told_to_go_it_never_passes_what_broke() {
        begin(new Wish(List.of(0.05, 1.0), Optional.of(EVERY), guardrails("errors<+1%", "performance"), WhenThin.GO));
        slow.ruling = Judgement.Ruling.BROKEN;
        step(false, false);
        theatre.pass(EVERY);
        judged();
        assertThat(ended().state()).isEqualTo(State.ROLLED_BACK);
        assertThat(ended().sentence()).isEqualTo(
                "loans@2 was taken back from 5 % to the shadows: its labels say BROKEN (performance)");
    }

    @Test
    void after_a_restart_it_reads_the_step_again_and_goes_on() {
        begin(wish("errors<+1%"));
        theatre.pass(EVERY);
        step(false, true);
        assertThat(share()).isEqualTo(0.5);
        for (int i = 0; i < 5; i++) {
            theatre.called(2, Role.CANARY, 0.5, true, QUICK);
        }
        judged();
        List<Judgement> before = rollouts.judgements("loans");
        assertThat(before.getFirst().value()).startsWith("5 of 5 of its calls failed at this step");

        rollouts = started();
        judged();
        assertThat(rollouts.judgements("loans")).isEqualTo(before);
        for (int i = 0; i < 20 && share() > 0; i++) {
            theatre.called(2, Role.CANARY, 0.5, true, QUICK);
            turn();
        }
        assertThat(ended().state()).isEqualTo(State.ROLLED_BACK);
    }

    @Test
    void whoever_changes_the_lineup_by_hand_ends_it_and_is_named() {
        begin(wish("errors<+1%"));
        theatre.rollout.shadow("loans", 3, new Rollout.From.Now(), 1, "ben");
        turn();
        assertThat(now().state()).as("another version's role is no concern of it").isEqualTo(State.RUNNING);

        theatre.rollout.canary("loans", 2, 0.3, "cat");
        theatre.rollout.canary("loans", 2, 0.2, "dan");
        rollouts = started();
        turn();
        assertThat(ended().state()).isEqualTo(State.STOPPED);
        assertThat(ended().changes().getLast().by()).isEqualTo("cat");
        assertThat(ended().sentence()).startsWith("the staged rollout of loans@2 ended: cat changed the lineup by hand");
        assertThat(share()).as("as they left it").isEqualTo(0.2);
    }

    @Test
    void a_person_can_stop_it_where_it_is() {
        begin(wish("errors<+1%"));
        assertThat(rollouts.stop("loans", "ben").state()).isEqualTo(State.STOPPED);
        assertThat(share()).isEqualTo(0.05);
        assertThat(rollouts.underWay("loans")).isEmpty();
        refused(Problem.Code.NOT_FOUND, () -> rollouts.stop("loans", "ben"), "no staged rollout of loans is under way");
    }

    @Test
    void a_step_that_other_canaries_leave_no_room_for_is_waited_for() {
        theatre.rollout.canary("loans", 3, 0.6, "ben");
        begin(wish("errors<+1%"));
        theatre.pass(EVERY);
        step(false, false);
        judged();
        assertThat(now().state()).isEqualTo(State.WAITING);
        assertThat(now().sentence()).contains("the next step is refused: canaries: 1.1");
    }

    @Test
    void it_rehearses_until_its_plan_says_better() {
        plan(2);
        rollouts.beginWhenBetter("loans", 2, wish("errors<+1%"), "ann");
        assertThat(lineup().shadows()).extracting(Lineup.Shadow::version).containsExactly(2);
        for (Verdict undecided : List.of(Verdict.NOT_ENOUGH_YET, Verdict.EQUIVALENT)) {
            slow.verdict = undecided;
            theatre.pass(Duration.ofMinutes(1));
            turn();
            assertThat(now().state()).isEqualTo(State.REHEARSING);
        }
        rollouts = started();
        slow.verdict = Verdict.BETTER_WITHIN_MARGIN;
        turn();
        assertThat(share()).isEqualTo(0.05);
        assertThat(now().sentence()).isEqualTo(
                "loans@2 answers 5 % of callers: it is better. The verdict is BETTER_WITHIN_MARGIN.");
    }

    @Test
    void one_that_is_worse_stays_in_the_shadows() {
        plan(2);
        rollouts.beginWhenBetter("loans", 2, wish("errors<+1%"), "ann");
        slow.verdict = Verdict.WORSE;
        turn();
        assertThat(ended().state()).isEqualTo(State.REJECTED);
        assertThat(lineup().shadows()).extracting(Lineup.Shadow::version).containsExactly(2);
        assertThat(ended().sentence()).isEqualTo(
                "loans@2 stays in the shadows: it is not better. The verdict is WORSE.");
    }

    @Test
    void the_plans_guardrails_are_kept_to_where_none_are_given() {
        plan(2);
        rollouts.begin("loans", 2, Wish.usual(), "ann");
        assertThat(now().terms().guardrails()).containsExactly(Guardrail.parse("agreement>90%"));
        assertThat(now().terms().steps()).containsExactly(0.01, 0.05, 0.25, 0.5, 1.0);
        rollouts.stop("loans", "ann");
        plans.clear();
        rollouts.begin("loans", 2, Wish.usual(), "ann");
        assertThat(now().terms().guardrails()).isEqualTo(Guardrail.standard());
    }

    @Test
    void what_cannot_be_begun_is_refused() {
        refused(Problem.Code.CONFLICT, () -> rollouts.begin("loans", 1, Wish.usual(), "ann"), "loans@1 is the champion");
        refused(Problem.Code.NOT_FOUND, () -> rollouts.begin("loans", 9, Wish.usual(), "ann"), "loans@9 is not known");
        refused(
                Problem.Code.CONFLICT, () -> rollouts.beginWhenBetter("loans", 2, Wish.usual(), "ann"),
                "loans@2 has no plan that says what better is. Make one first: understudy plan loans@2 --metric");
        for (List<Double> steps : List.of(List.of(1.0), List.of(0.5, 0.2, 1.0), List.of(0.1, 0.5), List.of(0.0, 1.0))) {
            Wish wish = new Wish(steps, Optional.empty(), List.of(), WhenThin.WAIT);
            refused(Problem.Code.INVALID, () -> rollouts.begin("loans", 2, wish, "ann"), "steps: " + steps);
        }
        begin(wish("errors<+1%"));
        refused(
                Problem.Code.CONFLICT, () -> rollouts.begin("loans", 3, Wish.usual(), "ann"),
                "loans@2 is on its way to the front");
    }

    private void plan(int version) {
        plans.addFirst(new Plan(
                "loans", version, 1, "brier", 0.005, 0.05, 1_000, Optional.empty(), false, guardrails("agreement>90%"),
                Theatre.START, "ann", ""));
    }

    private void begin(Wish wish) {
        rollouts.begin("loans", 2, wish, "ann");
    }

    private static Wish wish(String... guardrails) {
        return new Wish(List.of(0.05, 0.5, 1.0), Optional.of(EVERY), guardrails(guardrails), WhenThin.WAIT);
    }

    private static List<Guardrail> guardrails(String... lines) {
        return List.of(lines).stream().map(Guardrail::parse).toList();
    }

    private void champion(boolean failed) {
        theatre.called(1, Role.CHAMPION, 0.95, failed, QUICK);
    }

    /** Three hundred calls of each, as the present share has them, and a look. */
    private void step(boolean canaryFails, boolean championFails) {
        double share = share();
        for (int i = 0; i < 300; i++) {
            theatre.called(2, Role.CANARY, share, canaryFails, QUICK);
            theatre.called(1, Role.CHAMPION, share, championFails, QUICK);
        }
        judged();
    }

    /** A moment later, so that latencies are looked at again. */
    private void judged() {
        turn();
        theatre.pass(Duration.ofSeconds(1));
        turn();
    }

    private void turn() {
        driven.getLast().turn(Duration.ZERO);
    }

    private Lineup lineup() {
        return theatre.lineups.find("loans").orElseThrow();
    }

    private double share() {
        return lineup().canaries().stream()
                .filter(canary -> canary.version() == 2)
                .mapToDouble(Lineup.Canary::share)
                .sum();
    }

    private StagedRollout now() {
        return rollouts.underWay("loans").orElseThrow();
    }

    private StagedRollout ended() {
        StagedRollout last = store.find("loans", 1).getFirst();
        assertThat(last.state().isOver()).as(last.sentence()).isTrue();
        return last;
    }

    private static void refused(Problem.Code code, ThrowingCallable verb, String message) {
        assertThatThrownBy(verb)
                .isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.code()).isEqualTo(code))
                .hasMessageStartingWith(message);
    }
}
