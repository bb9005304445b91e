package understudy.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import understudy.api.AlertView;
import understudy.api.EstimateView;
import understudy.api.FairnessView;
import understudy.api.ModelView;
import understudy.api.MonitorView;
import understudy.api.ObservationView;
import understudy.api.PerformanceView;
import understudy.api.SignatureView;
import understudy.api.VersionView;
import understudy.api.WindowView;

class ModelReportTest {
    private static final Instant FROM = Instant.parse("2026-05-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-05-08T00:00:00Z");
    private static final String EVIL = "<script>alert('x')</script>\"&<img src=x onerror=y>\u0007";

    private final ReportPage pages = new ReportPage();

    @Test
    void every_section_stands_in_order() throws IOException {
        String page = pages.model(week("region"), NOW);
        Files.writeString(Path.of("target", "model-report.html"), page);
        int at = 0;
        for (String each : List.of(
                "loan, 2026-05-01 00:00 to 2026-05-08 00:00 UTC", "1 alert not over", "7,000 requests came, 70 of them",
                "auc of loan@2 was 0.74 (0.7 to 0.78)", "Health", "81 of 100", "What was answered", "<svg class=\"wide-chart\"",
                "1.0 % (0.8 % to 1.3 %)", "loan@2", "Alerts", "income moved up", "resolved by ann", "yes: true",
                "66.7 % (20.8 % to 93.9 %)", "Performance", "class=\"guess\"", "0.74 (0.7 to 0.78)", "0.73 (0.71 to 0.75)",
                "5 days", "untested", "Segments and fairness", "too small", "outside", "Drift", "income", "7 of 7",
                "(chance alone: 39000", "watches", "Quality", "14 never seen before, such as moon", "Data", "50000 ±", "40000", "Decisions and overrides",
                "decline", "Overridden by people: 2.0 % (1.7 % to 2.4 %)", "policy", "The model", "a careful card",
                "The small print", "falsely 1 times a month", "reference of loan@2")) {
            int found = page.indexOf(each, at);
            assertThat(found).as(each).isPositive();
            at = found;
        }
    }

    @Test
    void what_others_wrote_stays_text_wherever_it_stands() {
        String page = pages.model(week(EVIL), NOW);
        assertThat(page).doesNotContain("<script").doesNotContain("<img").doesNotContain("\u0007");
        assertThat(page.split("&lt;script&gt;alert", -1)).hasSizeGreaterThan(20);
        Matcher tags = Pattern.compile("<[a-z][^>]*>").matcher(page);
        while (tags.find()) {
            assertThat(tags.group()).doesNotContain("onerror").doesNotContain("alert");
        }
        assertThat(page).doesNotContain("href=").doesNotContain("src=\"").doesNotContain("url(").doesNotContain(" style=");
    }

    @Test
    void nothing_known_is_said_in_every_section() {
        ModelReport week = week("region");
        String page = pages.model(
                new ModelReport(
                        week.model(), FROM, NOW, week.plan(), List.of(), new PeriodColumns(), List.of(), List.of(),
                        Optional.empty(), List.of(), List.of(), Optional.empty(), List.of("a remark")),
                NOW);
        assertThat(page.split("(?i)not enough yet", -1)).hasSizeGreaterThan(6);
        assertThat(page).contains("a remark", "neither classifier nor regression", "None was open in the period").doesNotContain("Health");
    }

    @Test
    void a_thousand_columns_are_summarised_and_the_alarmed_come_first() {
        PeriodColumns columns = new PeriodColumns();
        List<WindowView.Column> all = IntStream.range(0, 1_000).mapToObj(i -> numbers("f" + i, 40_000)).toList();
        columns.add(new WindowView.Detail(
                window(0), all, List.of(seen("data.drift", "f999", "alarmed", 0), seen("data.drift", "f998", "fine", 0))));
        ModelReport week = week("region");
        String page = pages.model(
                new ModelReport(
                        week.model(), FROM, NOW, week.plan(), week.windows(), columns, List.of(), List.of(), week.performance(),
                        List.of(), List.of(), Optional.empty(), List.of()),
                NOW);
        assertThat(page).contains("… and 800 columns more", "800 no reference yet");
        assertThat(page.indexOf("f999<")).isLessThan(page.indexOf("f0<")).isPositive();
        assertThat(page.length()).isLessThan(1_000_000);
    }

    @Test
    void columns_add_up_over_windows_as_if_they_were_one() {
        PeriodColumns columns = new PeriodColumns();
        columns.add(new WindowView.Detail(window(0), List.of(numbers("income", 40_000)), List.of()));
        columns.add(new WindowView.Detail(window(1), List.of(numbers("income", 60_000)), List.of()));
        PeriodColumn income = columns.find("income").orElseThrow();
        assertThat(income.mean()).contains(50_000.0);
        // Two groups of 900 around 40,000 and 60,000, each with deviation 1,000: variance 10,000² + 1,000².
        assertThat(income.meanError()).isCloseTo(
                1.959963984540054 * Math.sqrt((1e8 + 1e6) / 1_800), within(1e-6));
        assertThat(income.missing().text()).startsWith("10.0 %");
        assertThat(income.binned()).isEqualTo(1_800);
        assertThat(income.moved().orElseThrow()).isCloseTo(0.3, within(1e-12));
    }

    @Test
    void bins_of_a_new_reference_begin_anew() {
        PeriodColumns columns = new PeriodColumns();
        columns.add(new WindowView.Detail(window(0), List.of(numbers("income", 40_000)), List.of()));
        columns.add(new WindowView.Detail(window(1), List.of(categories("income", Map.of("a", 5L))), List.of()));
        assertThat(columns.find("income").orElseThrow().binned()).isEqualTo(5);
    }

    @Test
    void a_share_has_the_interval_of_wilson() {
        assertThat(new Share(0, 10).text()).isEqualTo("0.0 % (0.0 % to 27.8 %)");
        assertThat(new Share(0, 0).text()).isEqualTo("not enough yet");
    }

    private static ModelReport week(String said) {
        List<WindowView> windows = IntStream.range(0, 7).mapToObj(ModelReportTest::window).toList();
        PeriodColumns columns = new PeriodColumns();
        for (int day = 0; day < 7; day++) {
            columns.add(new WindowView.Detail(
                    windows.get(day),
                    List.of(numbers("income", 50_000), numbers(said.equals("region") ? "age" : said, 40_000),
                            categories("@action", Map.of("approve", 700L, "decline", 300L)),
                            categories("@override", Map.of(said.equals("region") ? "approve" : said, 20L)),
                            categories("@reason", Map.of(said.equals("region") ? "policy" : said, 20L))),
                    List.of(seen("data.drift", "income", "alarmed", day), seen("data.unseen", said, "noted", day),
                            new ObservationView(
                                    "answers.drift", "", "", "w" + day, window(day).from(), Optional.empty(), Optional.empty(),
                                    Optional.empty(), Optional.empty(), "", "noted", said))));
        }
        return new ModelReport(
                model(said), FROM, NOW,
                new MonitorView(
                        "loan", "day", "UTC", Duration.ofMinutes(10), 1, false, List.of(said), List.of(said), List.of(), List.of(),
                        List.of(new MonitorView.Detector("inputs", "watches", Optional.of(2.5), List.of(said), List.of(said))),
                        List.of()),
                windows, columns, List.of(alert(said, "open"), alert(said, "resolved")),
                List.of(new AlertView.Precision(
                        "loan", "data.drift", 4, 3, 2, Optional.of(2 / 3.0), Optional.of(0.208), Optional.of(0.939), 0.5)),
                Optional.of(performance(said, Optional.empty())), List.of(performance(said, Optional.of(said))),
                List.of(fairness(said)),
                Optional.of(new ModelReport.Health(
                        Optional.of(81.0), said, List.of(new ModelReport.Part(said, Optional.empty(), said)))),
                List.of(said));
    }

    private static ModelView model(String said) {
        SignatureView signature = new SignatureView(List.of(), List.of());
        VersionView version = new VersionView(
                "loan", 2, "d", "a", "f", "onnx", said, FROM, false, Optional.of("champion"), "ready", Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), List.of(),
                Map.of("notes", said.equals("region") ? "a careful card" : said), signature);
        return new ModelView("loan", "binary", said, "high", Duration.ZERO, FROM, Optional.of(2), signature, List.of(version));
    }

    private static WindowView window(int day) {
        Instant from = FROM.plus(Duration.ofDays(day));
        return new WindowView(
                "w" + day, from, from.plus(Duration.ofDays(1)), 1_000, 10, Map.of("1", 200L, "2", 800L), Map.of(),
                "the reference of loan@2", List.of(), List.of(), 0, from.plus(Duration.ofDays(1)));
    }

    private static WindowView.Column numbers(String name, double mean) {
        return new WindowView.Column(
                name, "number", 1_000, 100, 0, Optional.of(mean), Optional.of(1_000.0), Optional.of(1.0), Optional.of(9e4), 900,
                Optional.of(40_000.0), List.of(new WindowView.Bin("up to 40", 0.5, 180), new WindowView.Bin("above 40", 0.5, 720)),
                Optional.of(new WindowView.Quality(2, List.of("moon"), 0, 0, false, 0)), List.of());
    }

    private static WindowView.Column categories(String name, Map<String, Long> rows) {
        long all = rows.values().stream().mapToLong(Long::longValue).sum();
        List<WindowView.Bin> bins = new ArrayList<>();
        rows.forEach((value, count) -> bins.add(new WindowView.Bin(value, 1.0 / rows.size(), count)));
        return new WindowView.Column(
                name, "category", 1_000, 1_000 - all, 0, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                rows.size(), Optional.empty(), bins, Optional.empty(), List.of());
    }

    private static ObservationView seen(String monitor, String column, String state, int day) {
        return new ObservationView(
                monitor, column, "", "w" + day, window(day).from(), Optional.of(50_000.0), Optional.of(40_000.0),
                Optional.of(39_000.0), Optional.of(41_000.0), "column", state, column + " is 50,000 on average");
    }

    private static AlertView alert(String said, String state) {
        return new AlertView(
                "0123456789ab", "loan", "data.drift", "data.drift", said, state, "warning",
                said.equals("region") ? "income moved up" : said, said, said, FROM, FROM, FROM, 3, List.of(2), List.of(said),
                List.of(), "page", 1, state.equals("resolved") ? Optional.of("ann") : Optional.empty(), Optional.empty(),
                state.equals("resolved") ? Optional.of(said) : Optional.empty(),
                state.equals("resolved")
                        ? Optional.of(new AlertView.Useful(true, said.equals("region") ? "true" : said, "ann", FROM))
                        : Optional.empty(),
                List.of(), List.of());
    }

    private static PerformanceView performance(String said, Optional<String> segment) {
        List<PerformanceView.Window> windows = IntStream.range(0, 7)
                .mapToObj(day -> new PerformanceView.Window(
                        "w" + day, window(day).from(), window(day).to(), 2, segment, "mature", said, 1_000, 10, 0, 700, 0.7,
                        Optional.of(0.9), NOW, Optional.of("CBPE"), said,
                        List.of(new PerformanceView.Figure(
                                "auc", "higher", day < 5 ? estimate(0.74, 0.7, 0.78) : Optional.empty(),
                                estimate(0.73, 0.71, 0.75), Optional.empty(), Optional.of(0.5), Optional.of(0.5),
                                estimate(0.7, 0.65, 0.75)))))
                .toList();
        return new PerformanceView(
                "loan", "binary", "day", FROM, NOW, segment, Optional.empty(),
                new PerformanceView.Maturity(
                        estimate(0.8, 0.75, 0.85), Optional.of(Duration.ofDays(2)), Optional.of(Duration.ofDays(5)),
                        Optional.of(Duration.ofDays(5)), Duration.ofDays(1), 4_000, said),
                windows,
                List.of(new PerformanceView.Trust(
                        2, Optional.of(said), "auc", "untested", 1, 0, Optional.empty(), Optional.empty(), said)),
                List.of(said));
    }

    private static Optional<EstimateView> estimate(double value, double low, double high) {
        return Optional.of(new EstimateView(value, Optional.of(low), Optional.of(high)));
    }

    private static FairnessView fairness(String said) {
        Optional<EstimateView> rate = estimate(0.4, 0.3, 0.5);
        return new FairnessView(
                "loan", 2, said, FROM, NOW, 0.5, said,
                List.of(new FairnessView.Group(said, 6_990, 4_000, false, rate, rate, rate, rate, rate, rate, Optional.of(0.01)),
                        new FairnessView.Group(
                                "south", 10, 1, true, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                                Optional.empty(), Optional.empty(), Optional.empty())),
                List.of(new FairnessView.Parity("south", said, rate, rate, Optional.empty(), rate, "outside", "within", "unclear")),
                List.of(said));
    }
}
