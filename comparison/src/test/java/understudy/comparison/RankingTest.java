package understudy.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RankingTest {
    private final Scene scene = Scene.binary();

    private void traffic(int challenger, int pairs, double skill) {
        for (int i = 0; i < pairs; i++) {
            double truth = scene.random.nextDouble();
            scene.add(
                    challenger, 0.5 + 0.3 * (truth - 0.5), 0.5 + skill * (truth - 0.5),
                    scene.random.nextDouble() < truth ? "default" : "repaid", Map.of());
        }
    }

    @Test
    void the_best_of_several_is_named_once_it_is_sure() {
        traffic(2, 5_000, 0.95);
        traffic(3, 5_000, 0.45);
        Ranking ranking = scene.comparisons.rank("loans", Optional.empty());

        assertThat(ranking.places()).extracting(Ranking.Place::version).containsExactly(2, 3);
        assertThat(ranking.best()).contains(2);
        assertThat(ranking.sentence()).isEqualTo("loans@2 is the best of 3 versions.");
    }

    @Test
    void as_long_as_several_may_be_it_none_is() {
        traffic(2, 3_000, 0.95);
        traffic(3, 3_000, 0.94);
        Ranking ranking = scene.comparisons.rank("loans", Optional.of("log_loss"));

        assertThat(ranking.best()).isEmpty();
        assertThat(ranking.contenders()).containsExactlyInAnyOrder(2, 3);
        assertThat(ranking.sentence()).startsWith("Not enough yet to name the best: ");
        assertThat(ranking.places().getFirst().metric().orElseThrow().name()).isEqualTo("log_loss");
    }

    @Test
    void the_champion_stays_best_when_all_are_worse() {
        traffic(2, 5_000, -0.5);
        traffic(3, 5_000, -0.8);
        Ranking ranking = scene.comparisons.rank("loans", Optional.empty());

        assertThat(ranking.best()).contains(1);
        assertThat(ranking.sentence()).contains("loans@1 stays best: each of 2 challengers is worse.");
    }

    @Test
    void a_challenger_without_labels_is_last_and_may_still_be_it() {
        traffic(3, 5_000, 0.95);
        Ranking ranking = scene.comparisons.rank("loans", Optional.empty());

        assertThat(ranking.places()).extracting(Ranking.Place::version).containsExactly(3, 2);
        assertThat(ranking.best()).isEmpty();
        assertThat(ranking.contenders()).containsExactly(3, 2);
    }
}
