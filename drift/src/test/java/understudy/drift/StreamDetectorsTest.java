package understudy.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import understudy.drift.StreamDetector.Shift;

class StreamDetectorsTest {
    @Test
    void adwin_keeps_what_looks_alike_and_drops_what_does_not() {
        Adwin adwin = new Adwin();
        SplittableRandom random = new SplittableRandom(31);
        boolean cut = false;
        for (int i = 0; i < 4_000; i++) {
            cut |= adwin.add(random.nextDouble() < 0.2 ? 1 : 0, i).isPresent();
        }
        assertThat(cut).isFalse();
        assertThat(adwin.rows()).isEqualTo(4_000);
        assertThat(adwin.mean()).isCloseTo(0.2, within(0.02));

        int delay = 0;
        Optional<Shift> moved = Optional.empty();
        while (moved.isEmpty()) {
            moved = adwin.add(random.nextDouble() < 0.5 ? 1 : 0, 4_000 + delay++);
        }
        assertThat(delay).isBetween(30, 200);
        assertThat(moved.get().before()).isCloseTo(0.2, within(0.03));
        assertThat(moved.get().after()).isCloseTo(0.5, within(0.15));
        assertThat(moved.get().since()).isBetween(3_900L, 4_100L);
        assertThat(moved.get().rows()).isBetween(10L, 300L);
        assertThat(adwin.since()).isPositive();
        for (int i = 0; i < 2_000; i++) {
            adwin.add(random.nextDouble() < 0.5 ? 1 : 0, 5_000 + i);
        }
        assertThat(adwin.mean()).isCloseTo(0.5, within(0.04));
        assertThat(adwin.rows()).isLessThan(2_400);
    }

    @Test
    void adwin_cuts_where_its_formula_says_and_refuses_what_is_not_in_its_range() {
        // 64 zeros, then ones: the first check with |μ₀ − μ₁| beyond the bound is at 96 values, as computed by hand:
        // μ₀ = 0, μ₁ = 1, m = 21.3, L = ln(2 ln 96/0.002) = 8.42, σ² = 2/9: √0.1754 + 0.2631 = 0.682 < 1
        Adwin adwin = new Adwin();
        for (int i = 0; i < 64; i++) {
            assertThat(adwin.add(0, i)).isEmpty();
        }
        for (int i = 64; i < 95; i++) {
            assertThat(adwin.add(1, i)).isEmpty();
        }
        assertThat(adwin.add(1, 96)).contains(new Shift(0, 1, 64, 32));
        assertThatThrownBy(() -> adwin.add(1.5, 97)).hasMessage("value: 1.5 (expected: 0 to 1)");
    }

    @Test
    void page_hinkley_adds_up_a_rise_until_fifty() {
        PageHinkley detector = new PageHinkley();
        for (int i = 0; i < 1_000; i++) {
            assertThat(detector.add(0, i)).isEmpty();
        }
        int delay = 0;
        Optional<Shift> moved = Optional.empty();
        while (moved.isEmpty()) {
            moved = detector.add(1, 1_000 + delay++);
        }
        // the recursion written out in Python, x̄ rising as (i − 1000)/i, passes 50 at the 52nd
        assertThat(delay).isEqualTo(52);
        assertThat(moved).contains(new Shift(0, 1, 1_000, 52));
        assertThat(detector.evidence()).isZero();
    }

    @Test
    void page_hinkley_adds_up_a_fall_as_it_does_a_rise() {
        PageHinkley detector = new PageHinkley();
        for (int i = 0; i < 1_000; i++) {
            assertThat(detector.add(1, i)).isEmpty();
        }
        for (int i = 0; i < 51; i++) {
            assertThat(detector.add(0, 1_000 + i)).isEmpty();
        }
        assertThat(detector.add(0, 1_051)).contains(new Shift(1, 0, 1_000, 52));
    }

    @Test
    void an_error_rate_that_doubles_warns_before_it_has_drifted() {
        ErrorRateDetector detector = new ErrorRateDetector();
        SplittableRandom random = new SplittableRandom(32);
        int drifts = 0;
        for (int i = 0; i < 2_000; i++) {
            drifts += detector.add(i % 10 == 0 ? 1 : 0, i).isPresent() ? 1 : 0;
        }
        assertThat(drifts).isZero();

        boolean warned = false;
        Optional<Shift> moved = Optional.empty();
        for (int at = 2_000; moved.isEmpty(); at++) {
            moved = detector.add(random.nextDouble() < 0.3 ? 1 : 0, at);
            warned |= detector.warns();
        }
        assertThat(warned).isTrue();
        assertThat(moved.get().before()).isCloseTo(0.1, within(0.01));
        assertThat(moved.get().after()).isCloseTo(0.3, within(0.1));
        assertThat(moved.get().since()).isBetween(2_000L, 2_200L);
        assertThat(detector.rows()).isZero();
    }

    @Test
    void one_error_after_a_thousand_right_answers_is_no_drift_and_ten_in_a_row_are_not_yet() {
        ErrorRateDetector detector = new ErrorRateDetector();
        for (int i = 0; i < 1_000; i++) {
            assertThat(detector.add(0, i)).isEmpty();
        }
        for (int i = 0; i < 10; i++) {
            assertThat(detector.add(1, 1_000 + i)).isEmpty();
        }
        int more = 0;
        while (detector.add(1, 1_010 + more).isEmpty()) {
            more++;
        }
        assertThat(more).isLessThan(10);
    }

    static Stream<Arguments> detectors() {
        return Stream.of(
                Arguments.of((Supplier<StreamDetector>) Adwin::new, 0),
                Arguments.of((Supplier<StreamDetector>) PageHinkley::new, 0),
                Arguments.of((Supplier<StreamDetector>) ErrorRateDetector::new, 12));
    }

    /** Twenty streams for each of three error rates. */
    @ParameterizedTest
    @MethodSource("detectors")
    void twenty_thousand_rows_of_one_rate_make_alarms_no_more_often_than_the_docs_say(
            Supplier<StreamDetector> fresh, int most) {
        SplittableRandom random = new SplittableRandom(33);
        int alarmed = 0;
        for (double rate : new double[] {0.001, 0.01, 0.1}) {
            for (int stream = 0; stream < 20; stream++) {
                StreamDetector detector = fresh.get();
                boolean moved = false;
                for (int i = 0; i < 20_000; i++) {
                    moved |= detector.add(random.nextDouble() < rate ? 1 : 0, i).isPresent();
                }
                alarmed += moved ? 1 : 0;
            }
        }
        assertThat(alarmed).isLessThanOrEqualTo(most);
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void a_detector_made_anew_of_its_snapshot_after_every_value_says_the_same(Supplier<StreamDetector> fresh, int most) {
        SplittableRandom random = new SplittableRandom(34);
        StreamDetector calm = fresh.get();
        StreamDetector torn = fresh.get();
        int shifts = 0;
        for (int i = 0; i < 3_000; i++) {
            double value = random.nextDouble() < (i / 1_000 % 2 == 0 ? 0.1 : 0.6) ? 1 : 0;
            StreamDetector next = fresh.get();
            next.restore(torn.snapshot());
            torn = next;
            Optional<Shift> seen = calm.add(value, i);
            assertThat(torn.add(value, i)).isEqualTo(seen);
            assertThat(torn.snapshot()).isEqualTo(calm.snapshot());
            shifts += seen.isPresent() ? 1 : 0;
        }
        assertThat(shifts).isPositive();
        StreamDetector broken = fresh.get();
        assertThatThrownBy(() -> broken.restore(new byte[] {1, 2})).hasMessageContaining("snapshot: 2 bytes");
    }
}
