package understudy.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class QuantilesTest {
    @Test
    void quantiles_of_many_are_within_the_rank_error() {
        Quantiles quantiles = new Quantiles();
        for (int i = 0; i < 100_000; i++) {
            quantiles.add((i * 7919L) % 100_000);
        }
        for (double rank : new double[] {0.01, 0.5, 0.99}) {
            assertThat(quantiles.at(rank)).isCloseTo(rank * 100_000, within(400.0));
        }
        assertThat(quantiles.count()).isEqualTo(100_000);
    }

    @Test
    void halves_merge() {
        Quantiles low = new Quantiles();
        Quantiles high = new Quantiles();
        for (int i = 0; i < 100; i++) {
            low.add(i);
            high.add(100 + i);
        }
        low.merge(high);
        assertThat(low.at(0.5)).isCloseTo(99.5, within(1.0));
    }

    @Test
    void nothing_has_no_quantiles() {
        assertThat(new Quantiles().at(0.5)).isNaN();
    }
}
