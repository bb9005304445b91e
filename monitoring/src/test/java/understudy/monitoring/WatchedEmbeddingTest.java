package understudy.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Rows with an embedding of 64 elements, which the archive gives as 64 columns. */
final class WatchedEmbeddingTest {
    private static final int QUIET = 42;
    private static final Instant THEN = Town.day(QUIET + 1);

    /** Around a mean that is not naught, a third of its directions strong, turned in 32 planes. */
    private static double[] vector(SimulatedRows.Row row, double angle) {
        SplittableRandom random = new SplittableRandom(Double.doubleToLongBits(row.income) ^ row.at.toEpochMilli());
        double[] vector = new double[SimulatedRows.ELEMENTS];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = 0.1 * (i % 5) + (i % 3 == 0 ? 0.3 : 0.05) * random.nextGaussian();
        }
        for (int i = 0; i < vector.length; i += 2) {
            double x = vector[i];
            double y = vector[i + 1];
            vector[i] = Math.cos(angle) * x - Math.sin(angle) * y;
            vector[i + 1] = Math.sin(angle) * x + Math.cos(angle) * y;
        }
        return vector;
    }

    @Test
    void weeks_of_the_same_embeddings_find_nothing_and_turned_ones_are_found_by_what_is_derived() {
        Town town = new Town();
        town.rows.volume = hour -> 50;
        town.rows.vectors = Optional.of(row -> vector(row, row.at.isBefore(THEN) ? 0 : 0.6));
        town.giveReference(1);
        town.jump(Duration.ofDays(QUIET));
        assertThat(town.findings.log).isEmpty();
        List<WindowSummary> windows = town.store.windows(Town.MODEL, Instant.EPOCH, Instant.MAX, 1);
        assertThat(windows.getLast().columns()).extracting(WindowSummary.Column::name)
                .contains("f0 to f63 · norm", "income")
                .doesNotContain("f0", "f63");

        town.days(2);
        assertThat(town.findings.opened("data.drift").text())
                .contains("f0 to f63 · distance from the mean moved up")
                .contains("f0 to f63 · reconstruction error ", "most changed: above")
                .doesNotContain("· norm");
    }
}
