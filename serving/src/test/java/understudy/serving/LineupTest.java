package understudy.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import understudy.core.Problem;
import understudy.core.Role;

final class LineupTest {
    private static final int KEYS = 20_000;

    @Test
    void a_key_always_meets_the_same_version() {
        Lineup lineup = lineup(new Lineup.Canary(2, 0.3), new Lineup.Canary(3, 0.2));
        Random random = new Random(1);
        for (int i = 0; i < KEYS; i++) {
            Optional<String> key = Optional.of("applicant-" + i);
            assertThat(lineup.choose(key, Map.of(), random)).isEqualTo(lineup.choose(key, Map.of(), random));
        }
    }

    @Test
    void widening_a_share_gives_no_key_back_to_the_champion() {
        Random random = new Random(1);
        for (int i = 0; i < KEYS; i++) {
            Optional<String> key = Optional.of("applicant-" + i);
            boolean before = false;
            for (double share : new double[] {0.01, 0.05, 0.2, 0.5, 0.8}) {
                Lineup lineup = lineup(new Lineup.Canary(2, share), new Lineup.Canary(3, 0.1));
                boolean now = lineup.choose(key, Map.of(), random).role() == Role.CANARY;
                assertThat(now || !before).as("key %s at share %s", key, share).isTrue();
                before = now;
            }
        }
    }

    @Test
    void keys_and_requests_without_one_are_shared_out_as_said() {
        Lineup lineup = lineup(new Lineup.Canary(2, 0.3), new Lineup.Canary(3, 0.2));
        Random random = new Random(1);
        Map<Integer, Integer> keyed = new HashMap<>();
        Map<Integer, Integer> unkeyed = new HashMap<>();
        for (int i = 0; i < KEYS; i++) {
            keyed.merge(lineup.choose(Optional.of("k" + i), Map.of(), random).version(), 1, Integer::sum);
            unkeyed.merge(lineup.choose(Optional.empty(), Map.of(), random).version(), 1, Integer::sum);
        }
        // five standard deviations of a share of one half
        double allowed = 5 * Math.sqrt(0.25 * KEYS);
        Map.of(1, 0.5, 2, 0.3, 3, 0.2).forEach((version, share) -> {
            assertThat((double) keyed.getOrDefault(version, 0)).isCloseTo(share * KEYS, within(allowed));
            assertThat((double) unkeyed.getOrDefault(version, 0)).isCloseTo(share * KEYS, within(allowed));
        });
    }

    @Test
    void two_models_do_not_share_their_canaries_people() {
        Lineup here = lineup(new Lineup.Canary(2, 0.5));
        Lineup there = new Lineup("other", 1, 1, here.canaries(), List.of(), List.of(), Instant.EPOCH, "ada");
        Random random = new Random(1);
        int same = 0;
        for (int i = 0; i < KEYS; i++) {
            Optional<String> key = Optional.of("k" + i);
            same += here.choose(key, Map.of(), random).equals(there.choose(key, Map.of(), random)) ? 1 : 0;
        }
        assertThat((double) same).isCloseTo(0.5 * KEYS, within(5 * Math.sqrt(0.25 * KEYS)));
    }

    @Test
    void the_propensity_is_how_likely_the_version_was() {
        Lineup lineup = lineup(new Lineup.Canary(2, 0.25));
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) {
            Lineup.Choice choice = lineup.choose(Optional.of("k" + i), Map.of(), random);
            assertThat(choice.propensity()).isEqualTo(choice.role() == Role.CANARY ? 0.25 : 0.75);
        }
    }

    @Test
    void the_first_route_that_matches_comes_before_canaries() {
        Lineup lineup = new Lineup(
                "fraud", 1, 1, List.of(new Lineup.Canary(2, 1)), List.of(),
                List.of(new Lineup.Route("region", "north", 3), new Lineup.Route("channel", "web", 1)),
                Instant.EPOCH, "ada");
        Random random = new Random(1);
        assertThat(lineup.choose(Optional.of("k"), Map.of("region", "north", "channel", "web"), random))
                .isEqualTo(new Lineup.Choice(3, Role.CANARY, 1));
        assertThat(lineup.choose(Optional.of("k"), Map.of("channel", "web"), random))
                .isEqualTo(new Lineup.Choice(1, Role.CHAMPION, 1));
        assertThat(lineup.choose(Optional.of("k"), Map.of("region", "south"), random).version()).isEqualTo(2);
    }

    @Test
    void no_route_leads_to_a_shadow() {
        assertThatThrownBy(() -> new Lineup(
                        "fraud", 1, 1, List.of(), List.of(new Lineup.Shadow(2, 0, 1, "r")),
                        List.of(new Lineup.Route("region", "north", 2)), Instant.EPOCH, "ada"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("routes: version 2");
    }

    private static Lineup lineup(Lineup.Canary... canaries) {
        return new Lineup("fraud", 1, 1, List.of(canaries), List.of(), List.of(), Instant.EPOCH, "ada");
    }
}
