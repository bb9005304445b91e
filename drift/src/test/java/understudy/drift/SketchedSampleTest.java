package understudy.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import understudy.statistics.Quantiles;

class SketchedSampleTest {
    private static final double KLL = 0.00354;

    @Test
    void without_an_error_it_is_the_distance_and_nearly_the_p_value_of_all_rows() {
        Sample reference = normal(4_000, 0, 1);
        Sample window = normal(1_000, 0.1, 2);
        Measured exact = NumberStatistic.named("ks").orElseThrow().measure(reference, window);
        Measured sketched = SketchedSample.kolmogorovSmirnov(
                new SketchedSample(reference::quantile, 4_000, 0), new SketchedSample(window::quantile, 1_000, 0));

        assertThat(sketched.value()).isCloseTo(exact.value(), within(0.004));
        assertThat(sketched.pValue().orElseThrow()).isCloseTo(exact.pValue().orElseThrow(), within(0.005));
    }

    @Test
    void what_the_sketches_may_be_off_is_never_called_drift() {
        SketchedSample reference = sketch(400_000, 0, 3);
        int drifted = 0;
        for (int seed = 0; seed < 20; seed++) {
            drifted += SketchedSample.kolmogorovSmirnov(reference, sketch(200_000, 0, 100 + seed)).drifted() ? 1 : 0;
        }

        assertThat(drifted).isLessThanOrEqualTo(1);
        assertThat(SketchedSample.kolmogorovSmirnov(reference, sketch(200_000, 0.05, 4)).drifted()).isTrue();
    }

    @Test
    void values_that_repeat_are_compared_at_their_steps() {
        Sample zeros = Sample.of(0, 0, 0, 0, 0, 0, 0, 1, 2, 3);
        Sample ones = Sample.of(1, 1, 1, 1, 1, 1, 1, 1, 2, 3);
        Measured measured = SketchedSample.kolmogorovSmirnov(stepped(zeros), stepped(ones));

        assertThat(measured.value()).isCloseTo(0.7, within(1e-6));
    }

    @Test
    void rows_and_errors_that_can_not_be_are_refused() {
        assertThatThrownBy(() -> new SketchedSample(rank -> rank, 0, 0)).hasMessageStartingWith("rows, error: 0");
        assertThatThrownBy(() -> new SketchedSample(rank -> rank, 5, -1)).hasMessageContaining("-1.0");
    }

    /** Quantiles that are values of the sample, as a sketch gives them. */
    private static SketchedSample stepped(Sample sample) {
        return new SketchedSample(
                rank -> sample.at((int) Math.clamp((long) Math.ceil(rank * sample.size()) - 1, 0, sample.size() - 1)),
                sample.size(),
                0);
    }

    private static SketchedSample sketch(int rows, double mean, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Quantiles quantiles = new Quantiles();
        IntStream.range(0, rows).forEach(i -> quantiles.add(mean + random.nextGaussian()));
        return new SketchedSample(quantiles::at, rows, KLL);
    }

    private static Sample normal(int rows, double mean, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return Sample.of(IntStream.range(0, rows).mapToDouble(i -> mean + random.nextGaussian()).toArray());
    }
}
