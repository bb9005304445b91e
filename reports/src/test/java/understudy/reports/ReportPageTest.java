package understudy.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import understudy.api.BacktestView;
import understudy.api.ComparisonView;
import understudy.api.ComparisonView.Metric;
import understudy.api.PlanView;

class ReportPageTest {
    private static final Instant FROM = Instant.parse("2026-05-01T08:00:00Z");
    private static final Instant NOW = Instant.parse("2026-06-01T08:00:00Z");
    private static final String EVIL = "<script>alert('x')</script>\"&<img src=x onerror=y>\u0007";

    private final ReportPage reports = new ReportPage();

    @Test
    void the_verdict_stands_first_and_every_section_after_it_in_order() {
        String page = reports.comparison(comparison("north", "better"), NOW);
        int at = 0;
        for (String each : List.of(
                "loan@2 against loan@1", "Better, but a guardrail is broken", "It is better", "The plan", "Whom the labels",
                "Metrics", "<svg class=\"good\"", "How scores move", "Who is treated differently", "decline",
                "Latency and errors", "Guardrails", "Segments", "Where it loses", "Where the two differ", "Worth reading",
                "The small print", "α = 0.05", "17 requests were never shown")) {
            int found = page.indexOf(each, at);
            assertThat(found).as(each).isPositive();
            at = found;
        }
    }

    @Test
    void what_others_wrote_stays_text_wherever_it_stands() {
        String page = reports.comparison(comparison(EVIL, EVIL), NOW)
                + reports.backtests(List.of(new BacktestView(2, comparison(EVIL, EVIL), comparison(EVIL, EVIL))), NOW);
        assertThat(page).doesNotContain("<script").doesNotContain("<img").doesNotContain("\u0007");
        assertThat(page).contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;&lt;img src=x onerror=y&gt; ");
        Matcher tags = Pattern.compile("<[a-z][^>]*>").matcher(page);
        while (tags.find()) {
            assertThat(tags.group()).doesNotContain("onerror").doesNotContain("alert");
        }
    }

    @Test
    void it_is_whole_in_itself() {
        String page = reports.comparison(comparison("north", "better"), NOW);
        assertThat(page).doesNotContain("href=").doesNotContain("src=").doesNotContain("url(").doesNotContain("@import")
                .doesNotContain(" style=").contains("@media print").contains("size: A4");
        assertThat(page).contains("default-src 'none'; style-src 'sha256-");
    }

    @Test
    void versions_of_a_backtest_stand_side_by_side_before_each_is_told() {
        ComparisonView then = comparison("north", "better");
        String page = reports.backtests(List.of(new BacktestView(2, then, then), new BacktestView(3, then, then)), NOW);
        assertThat(page).contains("2 versions of loan against @1", "<td class=\"key\">loan@3</td>", "With all labels known");
        assertThat(page.split("<article>", -1)).hasSize(3);
    }

    @Test
    void nothing_known_makes_a_page_too() {
        ComparisonView empty = new ComparisonView(
                "loan", 1, 2, FROM, FROM, 0, 0, 0, Optional.empty(), "not_enough_yet", "Nothing yet.", "", Optional.empty(),
                List.of(), Optional.empty(),
                new ComparisonView.Operating(
                        0, 0, 0, List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                new ComparisonView.Latency(0, 0, 0, 0), new ComparisonView.Errors(0, 0, 0), List.of(), List.of(),
                Optional.empty(), List.of(), Optional.empty(), 0, Duration.ZERO, 0.05, 0.01);
        assertThat(reports.comparison(empty, NOW)).contains("Not enough yet", "Nothing yet.").doesNotContain("Metrics");
    }

    private static ComparisonView comparison(String said, String verdict) {
        Metric brier = metric("brier", 0.1801, 0.1750, 0.0051, 0.0021, 0.0081, "better");
        Metric auc = metric("auc", 0.7412, 0.7533, 0.0121, -0.002, 0.026, "not_enough_yet");
        PlanView plan = new PlanView(
                "loan", 2, 3, "brier", 0.002, 0.05, 5_000, Optional.empty(), true, List.of("errors<+1%"), FROM, said, said);
        return new ComparisonView(
                "loan", 1, 2, FROM, FROM.plusSeconds(777_600), 12_345, 4_321, 3_210, Optional.of(0.943), verdict,
                "It is better. " + said, "Labels stand for " + said, Optional.of("brier"), List.of(brier, auc),
                Optional.of(new ComparisonView.ScoreShift(
                        -0.0123, List.of(-0.21, -0.1, -0.03, -0.01, 0.01, 0.08, 0.15), 0.912, 0.031, 0.004)),
                new ComparisonView.Operating(
                        710, 78.9, 655,
                        List.of(new ComparisonView.Change("decline", said, 500), new ComparisonView.Change(said, "decline", 210)),
                        Optional.of(12.5), Optional.of(11.75), Optional.of(0.031), Optional.of(0.024), Optional.empty(), Optional.empty()),
                new ComparisonView.Latency(0.1821, 1.25, 0.0931, 0.774), new ComparisonView.Errors(0, 2, 0),
                List.of(new ComparisonView.Segment("region", said, 8_000, 3_000, Optional.of(0.96), Optional.of(brier)),
                        new ComparisonView.Segment(said, "south", 4_345, 1_321, Optional.empty(), Optional.empty())),
                List.of(new ComparisonView.Disagreement(
                        "0196a1b2-0000-7000-8000-000000000001.0", FROM, Map.of("region", said), Optional.of(0.71),
                        Optional.of(0.22), Optional.of("decline"), Optional.of(said), Optional.of(said))),
                Optional.of(plan),
                List.of(new ComparisonView.Guardrail("errors<+1%", "holds", Optional.of(0.0002), "2 of 12,345 failed"),
                        new ComparisonView.Guardrail("segment:region=" + said, "broken", Optional.of(-0.02), said)),
                Optional.of(new ComparisonView.Differences(
                        3_210, Optional.of("brier"), 412, 0.05,
                        List.of(new ComparisonView.Slice(
                                "channel " + said, Optional.empty(), 64, 0.02, 0.21, 0.45, -0.24, -0.31, -0.17, 0.0001)),
                        List.of(new ComparisonView.Region("income from " + said, 1_200, 0.31)))),
                17, Duration.ofDays(30), 0.05, 0.002);
    }

    private static Metric metric(
            String name, double champion, double challenger, double difference, double low, double high, String verdict) {
        return new Metric(
                name, name.equals("auc"), champion, challenger, difference, Optional.of(low), Optional.of(high),
                !name.equals("auc"), verdict, 0.002, Optional.empty());
    }
}
