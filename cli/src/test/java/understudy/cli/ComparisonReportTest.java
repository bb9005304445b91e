package understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.api.BacktestView;
import understudy.api.ComparisonView;
import understudy.api.ComparisonView.Metric;
import understudy.api.PlanView;
import understudy.api.RankingView;

class ComparisonReportTest {
    private static final Instant FROM = Instant.parse("2026-05-01T08:00:00Z");
    private static final Ink PLAIN = new Ink(false);

    private static Metric metric(String name, double champion, double challenger, double difference, double low,
            double high, String verdict) {
        return new Metric(name, name.equals("auc"), champion, challenger, difference, Optional.of(low), Optional.of(high),
                !name.equals("auc"), verdict, 0.002, Optional.of(1_800L).filter(more -> verdict.equals("not_enough_yet")));
    }

    private static ComparisonView comparison(String verdict, String explanation, Metric primary) {
        return comparison(verdict, explanation, primary, Optional.empty(), List.of(), Optional.empty());
    }

    private static ComparisonView comparison(
            String verdict, String explanation, Metric primary, Optional<PlanView> plan,
            List<ComparisonView.Guardrail> guardrails, Optional<ComparisonView.Differences> differences) {
        return new ComparisonView(
                "loan", 1, 2, FROM, FROM.plus(Duration.ofDays(9)), 12_345, 4_321, 3_210, Optional.of(0.9425), verdict,
                explanation, "Labels stand for the applications the champion approved; declined ones have none.",
                Optional.of("log_loss"),
                List.of(primary, metric("auc", 0.7412, 0.7533, 0.0121, -0.0042, 0.0284, "not_enough_yet")),
                Optional.of(new ComparisonView.ScoreShift(
                        -0.0123, List.of(-0.21, -0.1, -0.03, -0.01, 0.01, 0.06, 0.15), 0.912, 0.031, 0.004)),
                new ComparisonView.Operating(
                        710, 78.9, 655,
                        List.of(new ComparisonView.Change("decline", "approve", 500),
                                new ComparisonView.Change("approve", "decline", 210)),
                        Optional.of(12.5), Optional.of(11.75), Optional.of(0.031), Optional.of(0.024), Optional.empty(), Optional.empty()),
                new ComparisonView.Latency(0.1821, 1.25, 0.0931, 0.774),
                new ComparisonView.Errors(0, 2, 0),
                List.of(new ComparisonView.Segment("region", "north", 8_000, 3_000, Optional.of(0.96), Optional.of(
                                metric("log_loss", 0.31, 0.30, 0.01, 0.002, 0.018, "better"))),
                        new ComparisonView.Segment("region", "south", 4_345, 1_321, Optional.empty(), Optional.empty())),
                List.of(new ComparisonView.Disagreement(
                        "0196a1b2-0000-7000-8000-000000000001.0", FROM, Map.of("region", "north"), Optional.of(0.71),
                        Optional.of(0.22), Optional.of("decline"), Optional.of("approve"), Optional.of("0"))),
                plan, guardrails, differences, 17, Duration.ofDays(30), 0.05, 0.002);
    }

    @Test
    void a_verdict_stands_first_and_the_evidence_below_it() {
        ComparisonView better = comparison(
                "better", "log_loss of loan@2 is lower by 0.0122 (0.0041 to 0.0203), however often one looks.",
                metric("log_loss", 0.3123, 0.3001, 0.0122, 0.0041, 0.0203, "better"));
        assertThat(ComparisonReport.text(better, PLAIN, 100)).isEqualTo(golden("compare-better.txt"));
    }

    @Test
    void a_plan_its_guardrails_and_where_it_loses_stand_with_the_evidence() {
        PlanView plan = new PlanView(
                "loan", 2, 3, "log_loss", 0.002, 0.05, 5_000, Optional.empty(), false,
                List.of("errors<+1%", "segment:region=north"), FROM, "ann", "");
        ComparisonView broken = comparison(
                "better", "It is better, but not for all.",
                metric("log_loss", 0.3123, 0.3001, 0.0122, 0.0041, 0.0203, "better"), Optional.of(plan),
                List.of(new ComparisonView.Guardrail("errors<+1%", "holds", Optional.of(0.0002), "2 of 12,345 calls failed"),
                        new ComparisonView.Guardrail("segment:region=north", "broken", Optional.of(-0.02), "worse there")),
                Optional.of(new ComparisonView.Differences(
                        3_210, Optional.of("log_loss"), 412, 0.05,
                        List.of(new ComparisonView.Slice(
                                "channel partner, income below 1200", Optional.of("slice:channel=partner&income<1200.0"),
                                64, 0.02, 0.21, 0.45, -0.24, -0.31, -0.17, 0.0001)),
                        List.of(new ComparisonView.Region("income from 2000", 1_200, 0.31),
                                new ComparisonView.Region("income below 2000", 11_145, 0.02)))));
        assertThat(ComparisonReport.text(broken, PLAIN, 100)).isEqualTo(golden("compare-plan.txt"));
    }

    @Test
    void thin_evidence_says_what_it_would_take() {
        ComparisonView thin = comparison(
                "not_enough_yet", "The interval of log_loss still holds both better and worse.",
                metric("log_loss", 0.3123, 0.3101, 0.0022, -0.0091, 0.0135, "not_enough_yet"));
        assertThat(ComparisonReport.text(thin, PLAIN, 80)).isEqualTo(golden("compare-not-enough.txt"));
    }

    @Test
    void without_pairs_it_says_where_to_look() {
        ComparisonView empty = new ComparisonView(
                "loan", 1, 2, FROM, FROM, 0, 0, 0, Optional.empty(), "not_enough_yet", "Nothing was answered by both yet.",
                "", Optional.empty(), List.of(), Optional.empty(),
                new ComparisonView.Operating(
                        0, 0, 0, List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                new ComparisonView.Latency(0, 0, 0, 0), new ComparisonView.Errors(0, 0, 0), List.of(), List.of(),
                Optional.empty(), List.of(), Optional.empty(), 0, Duration.ZERO, 0.05, 0.01);
        assertThat(ComparisonReport.text(empty, PLAIN, 100))
                .contains("NOT ENOUGH YET")
                .contains("does the challenger shadow, and is there")
                .contains("understudy lineup loan");
    }

    @Test
    void no_line_is_wider_than_the_screen_and_the_report_fits_one() {
        ComparisonView better = comparison("better", "word ".repeat(60),
                metric("log_loss", 0.3123, 0.3001, 0.0122, 0.0041, 0.0203, "better"));
        ComparisonView explored = comparison("better", "It is.",
                metric("log_loss", 0.3123, 0.3001, 0.0122, 0.0041, 0.0203, "better"), Optional.empty(), List.of(),
                Optional.of(new ComparisonView.Differences(
                        100, Optional.of("log_loss"), 3, 0.05, List.of(),
                        List.of(new ComparisonView.Region("employment employed or retired, ".repeat(8), 1_360, 0.048)))));
        assertThat(ComparisonReport.text(explored, PLAIN, 80).lines()).allMatch(line -> line.length() <= 80);
        for (int width : new int[] {80, 100, 110}) {
            String text = ComparisonReport.text(better, PLAIN, width);
            assertThat(text.lines()).allMatch(line -> line.length() <= width);
            assertThat(text.lines()).hasSizeLessThan(40);
        }
    }

    @Test
    void colour_changes_no_letter() {
        ComparisonView worse = comparison("worse", "It is worse.",
                metric("log_loss", 0.3001, 0.3123, -0.0122, -0.0203, -0.0041, "worse"));
        String painted = ComparisonReport.text(worse, new Ink(true), 100);
        assertThat(painted).contains("\u001b[31mWORSE");
        assertThat(painted.replaceAll("\u001b\\[[0-9]+m", "")).isEqualTo(ComparisonReport.text(worse, PLAIN, 100));
    }

    @Test
    void an_interval_is_drawn_about_zero_with_better_to_the_right() {
        assertThat(Interval.drawn(metric("brier", 0, 0, 0.5, 0, 1, "better"), 0, 21)).isEqualTo("··········├────●────┤");
        assertThat(Interval.drawn(metric("brier", 0, 0, 0, -1, 1, ""), 0.5, 21)).isEqualTo("├─────────●─────────┤");
        assertThat(Interval.drawn(metric("brier", 0, 0, -0.5, -0.75, -0.25, "worse"), 1, 21))
                .isEqualTo("┊··├─●──┤·│·········┊");
        IntStream.of(1, 15, 33).forEach(width -> assertThat(Interval.drawn(
                        metric("brier", 0, 0, Double.NaN, Double.NEGATIVE_INFINITY, 1, ""), 0, width))
                .hasSize(width));
    }

    @Test
    void numbers_show_four_digits_that_count() {
        assertThat(List.of(0.31234567, 12345.678, 0.0, -0.00456, 1.5e-7, 1e9).stream().map(ComparisonReport::number))
                .containsExactly("0.3123", "12346", "0", "-0.00456", "1.50e-07", "1.00e+09");
    }

    @Test
    void compare_prints_the_servers_words_as_json_and_the_report_otherwise(@TempDir Path home) throws IOException {
        ComparisonView better = comparison("better", "It is better.",
                metric("log_loss", 0.3123, 0.3001, 0.0122, 0.0041, 0.0203, "better"));
        try (RecordedServer server = new RecordedServer();
                Shell shell = new Shell(home, server)) {
            server.on("GET /api/v1/models/loan/comparisons/2", Json.line(Json.tree(better)));
            Shell.Done json = shell.type("compare", "loan@2", "-o", "json");
            assertThat(Json.read(json.out().getBytes(StandardCharsets.UTF_8)).orElseThrow().properties())
                    .extracting(Map.Entry::getKey)
                    .contains("model", "champion", "challenger", "pairs", "labelled", "agreement", "verdict", "segments");
            assertThat(shell.type("compare", "loan@2").out()).isEqualTo(ComparisonReport.text(better, PLAIN, 100));
        }
    }

    @Test
    void a_backtest_waits_for_its_job_and_prints_the_comparison(@TempDir Path home) throws IOException {
        ComparisonView better = comparison("better", "It is better.",
                metric("log_loss", 0.3123, 0.3001, 0.0122, 0.0041, 0.0203, "better"));
        String job = "{\"id\":\"j1\",\"kind\":\"backtest\",\"subject\":\"loan@2\",\"state\":\"%s\",\"progress\":%s,"
                + "\"by\":\"ann\",\"started_at\":\"2026-05-01T00:00:00Z\",\"problem\":%s,\"backtests\":%s}";
        try (RecordedServer server = new RecordedServer();
                Shell shell = new Shell(home, server)) {
            server.on("POST /api/v1/models/loan/backtests", job.formatted("running", 0, null, null));
            server.on("GET /api/v1/jobs/j1", asked -> RecordedServer.Said.json(server.asked().size() < 4
                    ? job.formatted("running", 0.5, null, null)
                    : job.formatted("done", 1, null, Json.line(Json.tree(List.of(new BacktestView(2, better, better)))))));
            Shell.Done done = shell.type("backtest", "loan@2", "--from", "7d", "--to", "2026-05-09");
            assertThat(done.exitCode()).as(done.err()).isZero();
            assertThat(server.asked().getFirst().text()).isEqualTo(
                    "{\"version\":null,\"versions\":[2],\"from\":\"2026-05-03T12:00:00Z\",\"to\":\"2026-05-09T00:00:00Z\"}");
            assertThat(done.out()).startsWith(ComparisonReport.text(better, PLAIN, 100) + "\nVERSION ");
            assertThat(done.err()).contains("backtest: 50%", "backtest: 100%");

            server.on("POST /api/v1/models/loan/backtests", job.formatted("failed", 0, "\"no disk\"", null));
            assertThat(shell.type("backtest", "loan@2", "--from", "7d").err()).isEqualTo("error: no disk\n");
            assertThat(shell.type("backtest", "loan@2", "--from", "now").exitCode()).isEqualTo(2);
            assertThat(shell.type("backtest", "loan@2", "--from", "yesterday").err()).contains("yesterday is no time");
        }
    }

    @Test
    void versions_of_a_backtest_stand_side_by_side_as_known_then_and_now(@TempDir Path home) throws IOException {
        ComparisonView then = comparison("not_enough_yet", "It is thin.",
                metric("log_loss", 0.3123, 0.3101, 0.0022, -0.0091, 0.0135, "not_enough_yet"));
        ComparisonView now = comparison("better", "It is better.",
                metric("log_loss", 0.3123, 0.3001, 0.0122, 0.0041, 0.0203, "better"));
        String found = Json.line(Json.tree(List.of(new BacktestView(2, then, now), new BacktestView(3, now, now))));
        try (RecordedServer server = new RecordedServer();
                Shell shell = new Shell(home, server)) {
            server.on("POST /api/v1/models/loan/backtests",
                    "{\"id\":\"j1\",\"kind\":\"backtest\",\"subject\":\"\",\"state\":\"done\",\"progress\":1,"
                            + "\"by\":\"ann\",\"started_at\":\"2026-05-01T00:00:00Z\",\"backtests\":" + found + "}");
            server.on("GET /api/v1/jobs/j1/report", asked -> new RecordedServer.Said(200, "text/html", "<p>x", Map.of()));
            Path page = home.resolve("page.html");
            Shell.Done done = shell.type(
                    "backtest", "loan@2", "loan@3", "--from", "90d", "--report", page.toString());
            assertThat(done.out()).isEqualTo(golden("backtest-side-by-side.txt"));
            assertThat(done.err()).contains("written to " + page);
            assertThat(page).hasContent("<p>x");
            assertThat(Json.read(shell.type("backtest", "loan@2", "loan@3", "--from", "90d", "-o", "json").out()
                            .getBytes(StandardCharsets.UTF_8)).orElseThrow().path(1).path("as_known_now").path("pairs").asInt())
                    .isEqualTo(12_345);
            assertThat(shell.type("backtest", "loan@2", "fraud@3", "--from", "90d").err()).contains("several models");
        }
    }

    @Test
    void without_a_version_all_challengers_are_ranked(@TempDir Path home) throws IOException {
        RankingView ranking = new RankingView(
                "loan", 1,
                List.of(new RankingView.Place(3, 12_345, 3_210, Optional.of(
                                metric("brier", 0.18, 0.17, 0.01, 0.002, 0.018, "better"))),
                        new RankingView.Place(2, 12_345, 3_210, Optional.of(
                                metric("brier", 0.18, 0.19, -0.01, -0.018, -0.002, "worse"))),
                        new RankingView.Place(4, 7, 0, Optional.empty())),
                Optional.empty(), List.of(3, 4), "Not enough yet to name the best: loan@3, loan@4 may still be it.");
        try (RecordedServer server = new RecordedServer();
                Shell shell = new Shell(home, server)) {
            server.on("GET /api/v1/models/loan/comparisons", Json.line(Json.tree(ranking)));
            assertThat(shell.type("compare", "loan", "--metric", "brier").out()).isEqualTo(golden("compare-ranking.txt"));
            assertThat(server.last().query()).isEqualTo("metric=brier");
            assertThat(shell.type("compare", "loan", "--explore").exitCode()).isEqualTo(2);
            assertThat(shell.type("compare", "loan@2", "--metric", "brier").err()).contains("understudy plan loan@2");
        }
    }

    @Test
    void a_comparison_is_explored_and_kept_as_a_page_when_asked(@TempDir Path home) throws IOException {
        ComparisonView better = comparison("better", "It is better.",
                metric("log_loss", 0.3123, 0.3001, 0.0122, 0.0041, 0.0203, "better"));
        try (RecordedServer server = new RecordedServer();
                Shell shell = new Shell(home, server)) {
            server.on("GET /api/v1/models/loan/comparisons/2", Json.line(Json.tree(better)));
            server.on("GET /api/v1/models/loan/comparisons/2/report",
                    asked -> new RecordedServer.Said(200, "text/html", "<p>page", Map.of()));
            Path page = home.resolve("page.html");
            assertThat(shell.type("compare", "loan@2", "--explore", "--report", page.toString()).exitCode()).isZero();
            assertThat(server.asked()).extracting(RecordedServer.Asked::query).containsOnly("explore=true");
            assertThat(page).hasContent("<p>page");
            Path nowhere = home.resolve("no/such/folder.html");
            assertThat(shell.type("compare", "loan@2", "--report", nowhere.toString()).err())
                    .contains("could not be written to " + nowhere);
        }
    }

    private static String golden(String name) {
        try (var file = ComparisonReportTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
