package understudy.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StreamDetectorsTest {
    @Test
    void adwin_keeps_what_looks_alike_and_drops_what_does_not() {
        Adwin adwin = new Adwin();
        SplittableRandom random = new SplittableRandom(31);
        boolean cut = false;
        for (int i = 0; i < 4_000; i++) {
            cut |= adwin.add(random.nextDouble() < 0.2 ? 1 : 0);
        }
        assertThat(cut).isFalse();
        assertThat(adwin.width()).isEqualTo(4_000);
        assertThat(adwin.mean()).isCloseTo(0.2, within(0.02));

        int delay = 0;
        while (!adwin.add(random.nextDouble() < 0.5 ? 1 : 0)) {
            delay++;
        }
        assertThat(delay).isBetween(30, 200);
        for (int i = 0; i < 2_000; i++) {
            adwin.add(random.nextDouble() < 0.5 ? 1 : 0);
        }
        assertThat(adwin.mean()).isCloseTo(0.5, within(0.04));
        assertThat(adwin.width()).isLessThan(2_400);
    }

    @Test
    void adwin_cuts_where_its_formula_says_and_refuses_what_is_not_in_its_range() {
        // 64 zeros, then ones: the first check with |μ₀ − μ₁| beyond the bound is at 96 values, as computed by hand:
        // μ₀ = 0, μ₁ = 1, m = 21.3, L = ln(2 ln 96/0.002) = 8.42, σ² = 2/9: √0.1754 + 0.2631 = 0.682 < 1
        Adwin adwin = new Adwin();
        for (int i = 0; i < 64; i++) {
            assertThat(adwin.add(0)).isFalse();
        }
        for (int i = 64; i < 95; i++) {
            assertThat(adwin.add(1)).isFalse();
        }
        assertThat(adwin.add(1)).isTrue();
        assertThatThrownBy(() -> adwin.add(1.5)).hasMessage("value: 1.5 (expected: 0 to 1)");
    }

    @Test
    void page_hinkley_adds_up_a_rise_until_fifty() {
        PageHinkley detector = new PageHinkley();
        for (int i = 0; i < 1_000; i++) {
            assertThat(detector.add(0)).isFalse();
        }
        int delay = 1;
        while (!detector.add(1)) {
            delay++;
        }
        // the recursion written out in Python, x̄ rising as (i − 1000)/i, passes 50 at the 52nd
        assertThat(delay).isEqualTo(52);
        assertThat(detector.sum()).isZero();
    }

    @Test
    void an_error_rate_that_doubles_warns_before_it_has_drifted() {
        ErrorRateDetector detector = new ErrorRateDetector();
        SplittableRandom random = new SplittableRandom(32);
        int drifts = 0;
        for (int i = 0; i < 2_000; i++) {
            drifts += detector.add(i % 10 == 0) == ErrorRateDetector.State.DRIFT ? 1 : 0;
        }
        assertThat(drifts).isZero();

        boolean warned = false;
        ErrorRateDetector.State state;
        do {
            state = detector.add(random.nextDouble() < 0.3);
            warned |= state == ErrorRateDetector.State.WARNING;
        } while (state != ErrorRateDetector.State.DRIFT);
        assertThat(warned).isTrue();
        assertThat(detector.rate()).isZero();
    }
}
