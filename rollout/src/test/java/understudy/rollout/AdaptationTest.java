package understudy.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.comparison.Plan;
import understudy.comparison.PlanStore;
import understudy.core.AuditEvent;
import understudy.core.Problem;
import understudy.rollout.Adaptation.Arm;
import understudy.serving.Lineup;

class AdaptationTest {
    private static final Duration EVERY = Duration.ofMinutes(10);

    @TempDir
    private Path directory;

    private final List<Rewards.Earned> earned = new ArrayList<>();
    private final Kept store = new Kept();
    private Theatre theatre;
    private StagedRollouts staged;
    private Adaptation adaptation;

    private static final class Kept implements AdaptiveSharesStore {
        private final Map<String, AdaptiveShares> all = new HashMap<>();

        @Override
        public void save(AdaptiveShares shares) {
            all.put(shares.model(), shares);
        }

        @Override
        public Optional<AdaptiveShares> find(String model) {
            return Optional.ofNullable(all.get(model));
        }

        @Override
        public List<AdaptiveShares> active() {
            return all.values().stream().filter(AdaptiveShares::active).toList();
        }
    }

    private static final class NoPlans implements PlanStore {
        @Override
        public void add(Plan plan) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Plan> plans(String model, int version) {
            return List.of();
        }
    }

    @BeforeEach
    void open() {
        theatre = new Theatre(directory);
        theatre.rollout.promote("loans", 1, "ann");
        staged = new StagedRollouts(
                theatre.registry, theatre.lineups, theatre.rollout, new NoPlans(), theatre.journal.predictions(),
                new MemoryStagedRollouts(), new SaidEvidence(), theatre.audit::add, now -> {}, theatre::now, System::nanoTime,
                UUID::randomUUID, work -> new Thread(() -> {}));
        adaptation = new Adaptation(
                theatre.registry, theatre.lineups, staged, (model, from, to, reward) -> earned, store, theatre.audit::add,
                theatre::now, new Random(4), Thread::new);
    }

    @AfterEach
    void close() {
        theatre.close();
    }

    @Test
    void the_better_gains_callers_and_none_falls_below_the_floor() {
        theatre.rollout.canary("loans", 2, 0.1, "ann");
        theatre.rollout.canary("loans", 3, 0.1, "ann");
        adaptation.begin("loans", "paid", 0.05, EVERY, "ben");
        earned.add(new Rewards.Earned(1, 0.8, 800, 400));
        earned.add(new Rewards.Earned(2, 0.1, 100, 80));
        earned.add(new Rewards.Earned(3, 0.1, 100, 20));
        adaptation.turn();
        assertThat(share(2)).as("not yet").isEqualTo(0.1);

        theatre.pass(EVERY);
        adaptation.turn();
        assertThat(share(2)).isGreaterThan(0.89);
        assertThat(share(3)).isCloseTo(0.05, within(1e-6));
        assertThat(share(2) + share(3)).as("the champion's floor").isLessThanOrEqualTo(0.9501);
        AuditEvent last = theatre.audit.getLast();
        assertThat(last.actor() + " " + last.action()).isEqualTo("ben rollout.adapt");
        assertThat(last.details()).containsEntry("earned", "@1 400 of 800, @2 80 of 100, @3 20 of 100");
    }

    @Test
    void the_share_of_each_is_the_probability_its_answers_are_journalled_with() {
        theatre.rollout.canary("loans", 2, 0.3, "ann");
        adaptation.begin("loans", "paid", 0.1, EVERY, "ben");
        earned.add(new Rewards.Earned(1, 0.7, 700, 400));
        earned.add(new Rewards.Earned(2, 0.3, 300, 175));
        theatre.pass(EVERY);
        adaptation.turn();
        double canary = share(2);
        Map<Integer, Double> propensities = new HashMap<>();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 1_000; i++) {
            Lineup.Choice choice = lineup().choose(Optional.empty(), Map.of(), random);
            propensities.put(choice.version(), choice.propensity());
        }
        assertThat(propensities.get(2)).isEqualTo(canary);
        assertThat(propensities.get(1)).isCloseTo(1 - canary, within(1e-12));
    }

    @Test
    void what_each_would_earn_is_weighted_by_how_seldom_it_was_asked() {
        theatre.rollout.canary("loans", 2, 0.3, "ann");
        AdaptiveShares shares = adaptation.begin("loans", "paid", 0.1, EVERY, "ben");
        earned.add(new Rewards.Earned(1, 0.9, 900, 450));
        earned.add(new Rewards.Earned(2, 0.1, 100, 80));
        earned.add(new Rewards.Earned(1, 0.5, 500, 250));
        earned.add(new Rewards.Earned(2, 0.5, 500, 100));
        Arm canary = adaptation.arms(shares).get(1);
        assertThat(canary.labelled()).isEqualTo(600);
        assertThat(canary.estimate().orElseThrow().mean())
                .as("(80 / 0.1 + 100 / 0.5) / (100 / 0.1 + 500 / 0.5), where its own mean is 0.3")
                .isCloseTo(0.5, within(1e-12));
        assertThat(canary.estimate().orElseThrow().low()).isBetween(0.35, 0.5);
    }

    @Test
    void with_few_labels_shares_stay_and_say_why() {
        theatre.rollout.canary("loans", 2, 0.3, "ann");
        adaptation.begin("loans", "paid", 0.1, EVERY, "ben");
        earned.add(new Rewards.Earned(1, 0.7, 700, 400));
        theatre.pass(EVERY);
        adaptation.turn();
        assertThat(share(2)).isEqualTo(0.3);
        assertThat(store.find("loans").orElseThrow().sentence()).isEqualTo("shares stay: @2 has 0 labels of 30");
    }

    @Test
    void it_ends_where_nobody_is_left_to_share_with_or_one_climbs_by_steps() {
        theatre.rollout.canary("loans", 2, 0.3, "ann");
        adaptation.begin("loans", "paid", 0.1, EVERY, "ben");
        theatre.rollout.promote("loans", 2, "ann");
        theatre.pass(EVERY);
        adaptation.turn();
        assertThat(store.find("loans").orElseThrow().sentence()).isEqualTo("it ended: there is no canary any more");

        staged.begin("loans", 3, StagedRollouts.Wish.usual(), "ann");
        assertThatThrownBy(() -> adaptation.begin("loans", "paid", 0.1, EVERY, "ben"))
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith("loans@3 climbs by steps");
    }

    private Lineup lineup() {
        return theatre.lineups.find("loans").orElseThrow();
    }

    private double share(int version) {
        return lineup().canaries().stream()
                .filter(canary -> canary.version() == version)
                .mapToDouble(Lineup.Canary::share)
                .sum();
    }
}
