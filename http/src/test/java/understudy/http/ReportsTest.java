package understudy.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
}
