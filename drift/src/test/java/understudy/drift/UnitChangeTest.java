package understudy.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnitChangeTest {
    private final SplittableRandom random = new SplittableRandom(51);

    @Test
    void units_are_recognised_and_named() {
        expect("a thousand times", income(), value -> value * 1_000);
        expect("a thousandth", income(), value -> value / 1_000);
        expect("a hundred times", share(), value -> value * 100);
        expect("a hundredth", income(), value -> value / 100);
        expect("°C became °F", celsius(), value -> value * 1.8 + 32);
        expect("°F became °C", value -> celsius().applyAsDouble(0) * 1.8 + 32, value -> (value - 32) / 1.8);
        expect("sixty times", income(), value -> value * 60);
        expect("a sixtieth", income(), value -> value / 60);
        expect("kilometres became miles", distance(), value -> value / 1.609344);
        expect("miles became kilometres", distance(), value -> value * 1.609344);
        expect("kilograms became pounds", weight(), value -> value / 0.45359237);
        expect("pounds became kilograms", weight(), value -> value * 0.45359237);
    }

    @Test
    void what_is_as_it_was_or_merely_moved_has_no_other_unit() {
        for (DoubleUnaryOperator law : new DoubleUnaryOperator[] {income(), share(), celsius(), distance(), weight()}) {
            assertThat(between(law, value -> value)).isEmpty();
            assertThat(between(law, value -> value * 1.1)).isEmpty();
        }
        assertThat(between(celsius(), value -> value + 8)).isEmpty();
        assertThat(between(weight(), value -> value + 15)).isEmpty();
    }

    @Test
    void heavy_tails_are_never_taken_for_another_unit() {
        for (double sigma : new double[] {0.5, 1, 1.5, 2.5}) {
            for (int rows : new int[] {50, 100, 400, 2_000}) {
                int named = 0;
                for (int window = 0; window < 600; window++) {
                    named += between(2_000, rows, heavy(sigma), value -> value).isPresent() ? 1 : 0;
                }
                assertThat(named).as("log-normal, sigma %s, %s rows", sigma, rows).isZero();
            }
        }
        DoubleUnaryOperator pareto = ignored -> Math.pow(random.nextDouble(), -1 / 1.1);
        for (int window = 0; window < 1_000; window++) {
            assertThat(between(2_000, 100, pareto, value -> value)).isEmpty();
        }
    }

    @Test
    void growth_that_is_no_unit_has_no_name() {
        for (double times : new double[] {1.3, 1.45, 1.75, 2, 3, 10, 35, 300, 4_000}) {
            int named = 0;
            for (int window = 0; window < 200; window++) {
                named += between(2_000, 2_000, income(), value -> times * value).isPresent() ? 1 : 0;
                named += between(2_000, 300, heavy(1.5), value -> times * value).isPresent() ? 1 : 0;
            }
            assertThat(named).as("× %s", times).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void units_of_heavy_tailed_columns_are_recognised_where_the_data_are_sharp_enough() {
        assertThat(recognised(1.5, 250, 100)).as("× 100").isGreaterThan(85);
        assertThat(recognised(1.5, 250, 1_000)).as("× 1,000").isGreaterThan(85);
        assertThat(recognised(0.2, 500, 1.609344)).as("miles, sharp").isGreaterThan(85);
        assertThat(recognised(1.5, 250, 1.609344)).as("miles, blurred").isZero();
    }

    /** Of a hundred windows. */
    private int recognised(double sigma, int rows, double times) {
        int named = 0;
        for (int window = 0; window < 100; window++) {
            named += between(2_000, rows, heavy(sigma), value -> times * value)
                            .filter(change -> change.factor() == times)
                            .isPresent()
                    ? 1
                    : 0;
        }
        return named;
    }

    private DoubleUnaryOperator heavy(double sigma) {
        return ignored -> 50 * Math.exp(sigma * random.nextGaussian());
    }

    @Test
    void a_constant_and_too_few_rows_are_answered() {
        Sample five = Sample.of(IntStream.range(0, 50).mapToDouble(i -> 5).toArray());
        Sample thousands = Sample.of(IntStream.range(0, 50).mapToDouble(i -> 5_000).toArray());
        Sample zeros = Sample.of(new double[50]);

        assertThat(UnitChange.between(five, thousands).orElseThrow().factor()).isEqualTo(1_000);
        assertThat(UnitChange.between(zeros, zeros)).isEmpty();
        assertThat(UnitChange.between(Sample.of(1), Sample.of(1_000))).isEmpty();
    }

    private void expect(String name, DoubleUnaryOperator law, DoubleUnaryOperator conversion) {
        assertThat(between(law, conversion))
                .as(name)
                .hasValueSatisfying(change -> assertThat(change.name()).startsWith(name));
    }

    private Optional<UnitChange> between(DoubleUnaryOperator law, DoubleUnaryOperator conversion) {
        return between(2_000, 1_500, law, conversion);
    }

    private Optional<UnitChange> between(int before, int now, DoubleUnaryOperator law, DoubleUnaryOperator conversion) {
        double[] reference = IntStream.range(0, before).mapToDouble(i -> law.applyAsDouble(0)).toArray();
        double[] window = IntStream.range(0, now)
                .mapToDouble(i -> conversion.applyAsDouble(law.applyAsDouble(0)))
                .toArray();
        return UnitChange.between(Sample.of(reference), Sample.of(window));
    }

    private DoubleUnaryOperator income() {
        return ignored -> 30_000 * Math.exp(0.5 * random.nextGaussian());
    }

    private DoubleUnaryOperator share() {
        return ignored -> random.nextDouble();
    }

    private DoubleUnaryOperator celsius() {
        return ignored -> 15 + 8 * random.nextGaussian();
    }

    private DoubleUnaryOperator distance() {
        return ignored -> 20 + 80 * random.nextDouble();
    }

    private DoubleUnaryOperator weight() {
        return ignored -> 75 + 12 * random.nextGaussian();
    }
}
