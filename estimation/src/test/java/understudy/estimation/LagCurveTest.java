package understudy.estimation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LagCurveTest {
    @Test
    void the_curve_is_kaplan_and_meiers() {
        LagCurve curve = new LagCurve();
        for (int i = 0; i < 60; i++) {
            Duration age = Duration.ofSeconds(i * 17 % 59 + 1);
            if (i % 3 == 0) {
                curve.open(age);
            } else {
                curve.arrived(age);
            }
        }

        // numpy 1.24, product over event times of 1 − d / n
        assertThat(curve.arrivedBy(Duration.ofSeconds(10)).value()).isCloseTo(0.1378820030544171, within(1e-12));
        assertThat(curve.arrivedBy(Duration.ofSeconds(30)).value()).isCloseTo(0.40252503146326124, within(1e-12));
        assertThat(curve.arrivedBy(Duration.ofSeconds(59)).value()).isEqualTo(1);
    }

    @Test
    void young_windows_do_not_bend_it() {
        LagCurve curve = delays(20_000, 1.0, 3);

        // exponential with a mean of 10 hours: median 6.93 hours, 90 % at 23.0
        LagCurve.Maturity maturity = curve.maturity();
        assertThat(maturity.median().orElseThrow().toMinutes()).isBetween(400L, 432L);
        assertThat(maturity.mature().orElseThrow().toMinutes()).isBetween(1320L, 1440L);
        assertThat(maturity.proposal().orElseThrow()).isBetween(Duration.ofHours(22), Duration.ofHours(24));
        assertThat(curve.arrivedBy(Duration.ofHours(10)).contains(1 - Math.exp(-1))).isTrue();
    }

    @Test
    void labels_that_never_come_are_not_waited_for() {
        LagCurve.Maturity maturity = delays(20_000, 0.6, 4).maturity();

        assertThat(maturity.arriving().value()).isCloseTo(0.6, within(0.02));
        assertThat(maturity.mature().orElseThrow().toMinutes()).isBetween(1300L, 1460L);
    }

    @Test
    void while_the_curve_still_rises_nothing_is_proposed() {
        LagCurve curve = new LagCurve();
        for (int i = 0; i < 1000; i++) {
            curve.arrived(Duration.ofMinutes(i));
            curve.open(Duration.ofMinutes(1000));
        }

        assertThat(curve.maturity().proposal()).isEmpty();
        assertThat(curve.maturity().median()).isPresent();
    }

    @Test
    void without_labels_nothing_is_known() {
        LagCurve curve = new LagCurve();
        assertThat(curve.maturity().arriving().isKnown()).isFalse();
        assertThat(curve.maturityAt(Duration.ofDays(1))).isEmpty();
        curve.open(Duration.ofHours(1));

        assertThat(curve.maturity().arriving().value()).isZero();
        assertThat(curve.maturity().mature()).isEmpty();
        assertThatThrownBy(() -> curve.arrived(Duration.ofSeconds(-1)))
                .hasMessage("age: PT-1S (expected: not negative)");
    }

    @Test
    void merged_shards_are_the_whole() {
        LagCurve merged = delays(500, 1, 5);
        merged.merge(delays(700, 1, 6));

        assertThat(merged.rows()).isEqualTo(1200);
        assertThat(merged.maturityAt(Duration.ofHours(23)).orElseThrow()).isCloseTo(0.9, within(0.05));
    }

    @Test
    void a_snapshot_gives_the_same_curve_back() {
        LagCurve curve = delays(500, 0.8, 7);
        LagCurve read = LagCurve.read(curve.bytes());

        assertThat(read.maturity()).isEqualTo(curve.maturity());
        assertThat(read.bytes()).isEqualTo(curve.bytes());
        assertThatThrownBy(() -> LagCurve.read(new byte[] {1}))
                .hasMessage("snapshot: 1 bytes (expected: a whole snapshot of a lag curve)");
    }

    /** Labels with exponential lags, watched for 0 to 100 hours. */
    private static LagCurve delays(int rows, double arriving, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        LagCurve curve = new LagCurve();
        for (int i = 0; i < rows; i++) {
            double lag = random.nextDouble() < arriving
                    ? -36_000 * Math.log(1 - random.nextDouble())
                    : Double.POSITIVE_INFINITY;
            double watched = 360_000 * random.nextDouble();
            if (lag <= watched) {
                curve.arrived(Duration.ofSeconds((long) lag));
            } else {
                curve.open(Duration.ofSeconds((long) watched));
            }
        }
        return curve;
    }

    @Test
    void labels_that_all_come_soon_are_known_to_once_they_were_watched_longer() {
        LagCurve curve = new LagCurve();
        for (int hour = 1; hour <= 100; hour++) {
            curve.arrived(Duration.ofHours(hour));
        }

        assertThat(curve.maturity().proposal()).isEmpty();
        assertThat(curve.maturity(Duration.ofDays(30)).proposal()).hasValue(Duration.ofDays(4));
    }
}
