package understudy.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PairedConfusionTest {
    @Test
    void ratios_are_those_of_an_independent_calculation() {
        PairedConfusion confusion = sixty(0, 60);

        // values: scikit-learn 1.2.1; variances: numpy 1.24, row by row, by complex-step derivatives of the ratio
        check(confusion.f1().orElseThrow(), 0.22222222222222224, 0.6909090909090909, 0.006642930200525539);
        check(confusion.precision().orElseThrow(), 0.2, 0.6129032258064516, 0.006618285164423258);
        check(confusion.recall().orElseThrow(), 0.25, 0.7916666666666666, 0.010344328703703705);
        assertThat(confusion.f1Champion().orElseThrow()).isCloseTo(0.22222222222222224, within(1e-12));
        assertThat(confusion.f1Challenger().orElseThrow()).isCloseTo(0.6909090909090909, within(1e-12));
    }

    @Test
    void counts_are_those_of_the_rows() {
        PairedConfusion confusion = sixty(0, 60);

        assertThat(confusion.units()).isEqualTo(60);
        assertThat(confusion.positives()).isEqualTo(24);
        assertThat(confusion.discordant()).isEqualTo(31);
        assertThat(confusion.championOnlyRight()).isEqualTo(3);
        assertThat(confusion.challengerOnlyRight()).isEqualTo(28);
    }

    @Test
    void shards_merge_exactly() {
        PairedConfusion merged = sixty(0, 17);
        merged.merge(sixty(17, 60));

        assertThat(merged.f1()).isEqualTo(sixty(0, 60).f1());
    }

    @Test
    void readiness_wants_positives_and_rows_decided_differently() {
        PairedConfusion confusion = new PairedConfusion();
        for (int i = 0; i < 49; i++) {
            confusion.add(true, i < 25, true);
        }
        assertThat(confusion.isReady()).isFalse();
        confusion.add(true, true, true);
        assertThat(confusion.discordant()).isEqualTo(24);
        assertThat(confusion.isReady()).isFalse();
        confusion.add(false, true, false);
        assertThat(confusion.isReady()).isTrue();
    }

    @Test
    void what_has_no_denominator_has_no_value() {
        PairedConfusion confusion = new PairedConfusion();
        assertThat(confusion.f1()).isEmpty();
        confusion.add(true, false, false);
        assertThat(confusion.precision()).isEmpty();
        assertThat(confusion.recall()).isEmpty();
        assertThat(confusion.f1Champion()).hasValue(0);
        assertThat(confusion.f1Challenger()).isEmpty();
    }

    @Test
    void the_variance_of_f1_is_that_of_many_repeats() {
        SplittableRandom random = new SplittableRandom(51);
        PairedSums differences = new PairedSums();
        double estimated = 0;
        for (int run = 0; run < 2_000; run++) {
            PairedConfusion confusion = new PairedConfusion();
            for (int i = 0; i < 1_000; i++) {
                boolean positive = random.nextInt(5) == 0;
                confusion.add(
                        positive == random.nextInt(10) > 1, positive == random.nextInt(10) > 2, positive);
            }
            PairedEstimate f1 = confusion.f1().orElseThrow();
            differences.add(f1.difference());
            estimated += f1.variance() / 2_000;
        }
        assertThat(estimated).isCloseTo(differences.varianceOfMean() * 2_000, within(0.1 * estimated));
    }

    private static void check(PairedEstimate found, double champion, double challenger, double variance) {
        assertThat(found.champion()).isCloseTo(champion, within(1e-12));
        assertThat(found.challenger()).isCloseTo(challenger, within(1e-12));
        assertThat(found.variance()).isCloseTo(variance, within(1e-12));
    }

    private static PairedConfusion sixty(int from, int to) {
        PairedConfusion confusion = new PairedConfusion();
        for (int i = from; i < to; i++) {
            confusion.add(i * 13 % 10 < 5, i * 7 % 10 < 3 || i * 11 % 17 < 4, i * 7 % 10 < 4);
        }
        return confusion;
    }
}
