package understudy.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class WatchTest {
    @Test
    void a_shift_of_the_mean_is_found_and_told_in_the_columns_own_units() {
        Town town = new Town();
        town.giveReference(1);
        town.rows.planted = row -> row.income += row.at.isBefore(Town.day(62)) ? 0 : 5_000;
        town.jump(Duration.ofDays(61));
        assertThat(town.findings.log).isEmpty();

        town.hours(48);

        assertThat(town.findings.open).containsKey("data.drift");
        assertThat(town.findings.open.get("data.drift").text()).contains("income moved up").contains("standard deviations");
        System.out.println(town.findings.log);
        System.out.println(town.findings.open.get("data.drift"));
    }

    @Test
    void sixty_days_without_drift_find_nothing() {
        Town town = new Town();
        town.rows.cycle = 0.4;
        town.giveReference(1);
        town.jump(Duration.ofDays(1));
        town.days(59);
        System.out.println(town.findings.log);
        assertThat(town.findings.log).isEmpty();
    }
}
