package understudy.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import understudy.monitoring.WindowSummary;

class ReportsTest {
    @Test
    void a_comparison_can_be_fetched_as_a_page_and_so_can_a_backtest() throws Exception {
        try (Lab lab = new Lab()) {
            lab.register("loan", "linear 0.5");
            lab.register("loan", "linear 0.25");
            var page = lab.get("/api/v1/models/loan/comparisons/2/report?explore=true");
            assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
            assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
            assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow()).startsWith("default-src 'none'");
            assertThat(page.body()).contains("loan@2 against loan@1");
            assertThat(lab.get("/api/v1/jobs/none/report").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void a_model_in_a_period_can_be_fetched_as_a_page() throws Exception {
        try (Lab lab = new Lab()) {
            lab.register("loan", "linear 0.5");
            lab.watched.windows.add(window("2026-05-02T00:00:00Z", "<script>"));
            lab.watched.windows.add(window("2026-05-03T00:00:00Z", "income"));
            var page = lab.get("/api/v1/models/loan/report?from=2026-05-01&to=2026-05-08&window=week");
            assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
            assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow()).startsWith("default-src 'none'");
            assertThat(page.body())
                    .contains("loan, 2026-05-01 00:00 to 2026-05-08 00:00 UTC", "2,000 requests came", "12.0 %", "39000 ±")
                    .contains("Not enough yet: no answer of the period can be measured", "&lt;script&gt;")
                    .doesNotContain("<script");
        }
    }

    @Test
    void who_asks_for_no_period_is_told_what_is_expected() throws Exception {
        try (Lab lab = new Lab()) {
            lab.register("loan", "linear 0.5");
            assertThat(lab.get("/api/v1/models/nobody/report").statusCode()).isEqualTo(404);
            assertThat(lab.get("/api/v1/models/loan/report?from=2026-05-08&to=2026-05-01").body()).contains("to: 2026-05-01");
            assertThat(lab.get("/api/v1/models/loan/report?from=900d").body()).contains("at most 400 days before");
            assertThat(lab.get("/api/v1/models/loan/report?window=fortnight").body()).contains("window: fortnight");
        }
    }

    private static WindowSummary window(String from, String column) {
        Instant begin = Instant.parse(from);
        return new WindowSummary(
                new WindowSummary.Head(
                        "loan", "day " + from, begin, begin.plus(Duration.ofDays(1)), OptionalLong.empty(), 1_000, 3,
                        Map.of(1, 1_000L), Map.of(), "", List.of(), List.of(), 0, begin.plus(Duration.ofDays(1))),
                List.of(new WindowSummary.Column(
                        column, "number", 1_000, 120, 0, 39_000, 9_000, 1, 90_000, 800, List.of(), Optional.empty(), List.of())));
    }
}
