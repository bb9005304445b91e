package understudy.estimation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class FairnessTest {
    @Test
    void incomes_of_the_adult_census_differ_between_women_and_men() throws IOException {
        Path census = Path.of(System.getProperty("understudy.cases", "none"), "adult", "adult.data");
        Assumptions.assumeTrue(Files.exists(census), "the adult census is not here");
        long[][] counts = new long[2][2];
        for (String line : Files.readAllLines(census)) {
            if (!line.isBlank()) {
                counts[line.contains(", Female, ") ? 0 : 1][line.endsWith(">50K") ? 1 : 0]++;
            }
        }

        Fairness fairness = Fairness.of(
                List.of(
                        group("women", counts[0][0] + counts[0][1], counts[0][1]),
                        group("men", counts[1][0] + counts[1][1], counts[1][1])),
                "men",
                0.5,
                100);

        assertThat(fairness.groups().get(0).selection().share().value()).isCloseTo(0.109461, within(5e-7));
        assertThat(fairness.groups().get(1).selection().share().value()).isCloseTo(0.305737, within(5e-7));
        Fairness.Parity parity = fairness.parities().getFirst();
        assertThat(parity.statisticalParity().value()).isCloseTo(-0.196276, within(5e-7));
        assertThat(parity.disparateImpact().value()).isCloseTo(0.358023, within(5e-7));
        assertThat(parity.parity()).isEqualTo(Fairness.Finding.OUTSIDE);
        assertThat(parity.impact()).isEqualTo(Fairness.Finding.OUTSIDE);
    }

    @Test
    void intervals_are_those_of_an_independent_calculation() {
        Fairness.Rate women = Fairness.Rate.of(1179, 10771);
        Fairness.Rate men = Fairness.Rate.of(6662, 21790);

        // scipy 1.10.1: Newcombe from binomtest(...).proportion_ci(0.95, 'wilson') of both;
        // contingency.relative_risk(1179, 10771, 6662, 21790).confidence_interval(0.95)
        Estimate difference = Fairness.difference(women, men);
        assertThat(difference.low()).isCloseTo(-0.20470126072141606, within(1e-9));
        assertThat(difference.high()).isCloseTo(-0.1877067621539862, within(1e-9));
        Estimate ratio = Fairness.ratio(women, men);
        assertThat(ratio.low()).isCloseTo(0.33802967442701776, within(1e-9));
        assertThat(ratio.high()).isCloseTo(0.37919791005807163, within(1e-9));
    }

    @Test
    void rates_by_label_show_who_misses_out() {
        SplittableRandom random = new SplittableRandom(3);
        Fairness fairness =
                Fairness.of(List.of(scored("young", 0.4, random), scored("old", 0.8, random)), "old", 0.5, 100);

        Fairness.Parity parity = fairness.parities().getFirst();
        assertThat(parity.equalOpportunity().contains(-0.4)).isTrue();
        assertThat(parity.falsePositives().contains(0)).isTrue();
        assertThat(parity.opportunity()).isEqualTo(Fairness.Finding.OUTSIDE);
        assertThat(parity.equalisedOdds()).isCloseTo(0.4, within(0.05));
        Fairness.Rates young = fairness.groups().getFirst();
        assertThat(young.truePositive().share().value() + young.falseNegative().share().value())
                .isCloseTo(1, within(1e-12));
    }

    @Test
    void groups_too_small_are_said_to_be() {
        Fairness fairness = Fairness.of(List.of(group("few", 12, 0), group("many", 5000, 2500)), "many", 0.5, 100);

        assertThat(fairness.groups().getFirst().tooSmall()).isTrue();
        assertThat(fairness.parities().getFirst().parity()).isEqualTo(Fairness.Finding.TOO_SMALL);
        assertThat(fairness.parities().getFirst().opportunity()).isEqualTo(Fairness.Finding.TOO_SMALL);
        assertThat(fairness.parities().getFirst().disparateImpact().high()).isInfinite();
    }

    @Test
    void a_difference_at_the_edge_of_the_band_is_unclear() {
        Fairness fairness = Fairness.of(List.of(group("a", 400, 161), group("b", 400, 200)), "b", 0.5, 100);

        assertThat(fairness.parities().getFirst().parity()).isEqualTo(Fairness.Finding.UNCLEAR);
        assertThatThrownBy(() -> Fairness.of(List.of(group("a", 9, 1)), "c", 0.5, 1))
                .hasMessage("against: c (expected: one of [a])");
        assertThatThrownBy(() -> group("a", 3, 4)).hasMessage("selected: 4 (expected: 0 to rows, 3, of a)");
    }

    private static Fairness.Group group(String name, long rows, long selected) {
        return new Fairness.Group(name, rows, selected, Optional.empty());
    }

    /** Half are positive; of these so many are selected, of the others one in five. */
    private static Fairness.Group scored(String name, double truePositiveRate, SplittableRandom random) {
        LabelledScores labelled = new LabelledScores(0.5);
        for (int row = 0; row < 4000; row++) {
            boolean positive = row % 2 == 0;
            labelled.add(random.nextDouble() < (positive ? truePositiveRate : 0.2) ? 0.7 : 0.3, positive);
        }
        return new Fairness.Group(name, 4000, (long) labelled.confusion(0.5).selected(), Optional.of(labelled));
    }
}
