package understudy.estimation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EstimateTrustTest {
    private static final EstimateTrust.Past HIT =
            new EstimateTrust.Past(new Estimate(0.80, 0.76, 0.84), new Estimate(0.78, 0.75, 0.81));
    private static final EstimateTrust.Past MISS =
            new EstimateTrust.Past(new Estimate(0.80, 0.76, 0.84), new Estimate(0.60, 0.55, 0.65));

    @Test
    void before_three_windows_have_labels_it_is_untested() {
        assertThat(trust(2, 0).level()).isEqualTo(EstimateTrust.Level.UNTESTED);
        assertThat(EstimateTrust.of(List.of()).bias()).isNaN();
        EstimateTrust unknown = EstimateTrust.of(List.of(new EstimateTrust.Past(HIT.estimated(), Estimate.unknown())));
        assertThat(unknown.windows()).isZero();
    }

    @Test
    void trust_falls_with_misses_and_the_next_estimate_is_shown_accordingly() {
        Estimate next = new Estimate(0.8, 0.7, 0.9);

        assertThat(trust(11, 1).level()).isEqualTo(EstimateTrust.Level.SOUND);
        assertThat(trust(11, 1).applied(next)).isEqualTo(next);
        EstimateTrust doubtful = trust(8, 4);
        assertThat(doubtful.level()).isEqualTo(EstimateTrust.Level.DOUBTFUL);
        assertThat(doubtful.meanAbsoluteError()).isCloseTo((8 * 0.02 + 4 * 0.2) / 12, within(1e-12));
        assertThat(doubtful.applied(next).low()).isCloseTo(0.7 - doubtful.meanAbsoluteError(), within(1e-12));
        assertThat(trust(5, 7).level()).isEqualTo(EstimateTrust.Level.USELESS);
        assertThat(trust(5, 7).applied(next).isKnown()).isFalse();
    }

    @Test
    void only_the_last_twelve_windows_count() {
        List<EstimateTrust.Past> windows = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            windows.add(MISS);
        }
        for (int i = 0; i < 12; i++) {
            windows.add(HIT);
        }

        EstimateTrust trust = EstimateTrust.of(windows);
        assertThat(trust.misses()).isZero();
        assertThat(trust.bias()).isCloseTo(0.02, within(1e-12));
    }

    @Test
    void an_estimate_outside_its_own_bounds_is_refused() {
        assertThatThrownBy(() -> new Estimate(0.5, 0.6, 0.7))
                .hasMessage("value: 0.5 (expected: from low, 0.6, to high, 0.7)");
    }

    private static EstimateTrust trust(int hits, int misses) {
        List<EstimateTrust.Past> windows = new ArrayList<>();
        for (int i = 0; i < hits; i++) {
            windows.add(HIT);
        }
        for (int i = 0; i < misses; i++) {
            windows.add(MISS);
        }
        return EstimateTrust.of(windows);
    }
}
