package understudy.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.core.Problem;

class WindowsTest {
    private static final ZoneId VIENNA = ZoneId.of("Europe/Vienna");
    private static final Windows HOURS = new Windows.ByTime(ChronoUnit.HOURS, ZoneOffset.UTC);

    private static long at(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }

    @Test
    void the_day_on_which_clocks_are_set_back_has_25_hours_and_each_has_its_own_name() {
        List<Window> hours = new Windows.ByTime(ChronoUnit.HOURS, VIENNA)
                .between(at("2026-10-24T22:00:00Z"), at("2026-10-25T23:00:00Z"));
        assertThat(hours).hasSize(25);
        assertThat(hours.stream().map(Window::id).distinct()).hasSize(25);
        assertThat(hours.get(2).id()).isEqualTo("2026-10-25T02+02:00[Europe/Vienna]");
        assertThat(hours.get(3).id()).isEqualTo("2026-10-25T02+01:00[Europe/Vienna]");
        Window day = new Windows.ByTime(ChronoUnit.DAYS, VIENNA).of(at("2026-10-25T12:00:00Z")).getFirst();
        assertThat(Duration.ofMillis(day.to() - day.from())).isEqualTo(Duration.ofHours(25));
    }

    @Test
    void months_are_those_of_the_calendar() {
        Windows months = new Windows.ByTime(ChronoUnit.MONTHS, ZoneOffset.UTC);
        assertThat(months.of(at("2028-02-29T23:59:59Z")).getFirst().id()).isEqualTo("2028-02[Z]");
        assertThat(months.between(at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z"))).hasSize(12);
    }

    @Test
    void a_row_belongs_to_every_sliding_window_over_it() {
        Windows sliding = new Windows.Sliding(Duration.ofHours(1), Duration.ofMinutes(15));
        List<Window> windows = sliding.of(at("2026-01-01T10:07:00Z"));
        assertThat(windows).hasSize(4).allMatch(window -> window.from() <= at("2026-01-01T10:07:00Z")
                && at("2026-01-01T10:07:00Z") < window.to());
        assertThat(windows.getLast().id()).isEqualTo("2026-01-01T10:00:00Z/PT1H");
        assertThat(sliding.between(at("2026-01-01T00:00:00Z"), at("2026-01-02T00:00:00Z"))).hasSize(96);
    }

    @Test
    void more_windows_than_can_be_listed_are_refused() {
        assertThatThrownBy(() -> HOURS.between(0, at("2026-01-01T00:00:00Z")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("more than 100000");
    }
}
