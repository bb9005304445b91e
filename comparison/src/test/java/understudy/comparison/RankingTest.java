package understudy.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import understudy.core.Model;
import understudy.serving.Lineup;
import understudy.testkit.MemoryRegistry;

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
    void twenty_challengers_are_read_once_each_and_looking_again_reads_nothing() {
        List<Lineup.Shadow> shadows = new ArrayList<>();
        Model model = scene.registry.model("loans").orElseThrow();
        for (int version = 4; version <= 21; version++) {
            scene.registry.add(MemoryRegistry.version(model, "v" + version, "linear", Optional.empty()));
        }
        for (int version = 2; version <= 21; version++) {
            shadows.add(new Lineup.Shadow(version, 0, 1, "s" + version));
            traffic(version, 200, 0.9);
        }
        scene.registry.save(new Lineup("loans", 2, 1, List.of(), shadows, List.of(), Scene.START, "ann"));
        Ranking ranking = scene.comparisons.rank("loans", Optional.empty());

        assertThat(ranking.places()).hasSize(20);
        assertThat(scene.pairs.reads).isEqualTo(20);
        scene.comparisons.rank("loans", Optional.empty());
        assertThat(scene.pairs.reads).isEqualTo(20);
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
