package understudy.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import understudy.core.Problem;

class LimitsTest {
    @Test
    void options_of_a_version_replace_what_is_usual() {
        Limits limits = Limits.usual(1024)
                .with(Map.of("memory_mb", "64", "cpus", "0.5", "processes", "40", "timeout_ms", "250", "other", "x"));

        assertThat(limits).isEqualTo(new Limits(
                64L << 20, Optional.of(0.5), 40, Duration.ofMillis(250), Duration.ofMinutes(2)));
    }

    @Test
    void without_options_the_usual_holds() {
        assertThat(Limits.usual(1024).with(Map.of())).isEqualTo(Limits.usual(1024));
    }

    @ParameterizedTest
    @CsvSource({
        "memory_mb, 31", "memory_mb, much", "memory_mb, -1", "memory_mb, 99999999999999999999", "cpus, 0", "cpus, 1e3",
        "processes, 0", "timeout_ms, 0", "timeout_ms, 9999999999", "start_timeout_ms, ''"
    })
    void an_option_that_cannot_be_is_named_with_its_value(String option, String value) {
        assertThatThrownBy(() -> Limits.usual(1024).with(Map.of(option, value)))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.code()).isEqualTo(Problem.Code.INVALID);
                    assertThat(problem.fact()).startsWith("options." + option + ": " + value);
                });
    }
}
