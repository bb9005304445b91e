package understudy.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.Media;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.api.Paths;

/** Reports, written by the commands a person types and looked at in a real browser at the width of a sheet of A4. */
class ReportTest {
    private static final String MODEL = "loan";
    private static final int ANSWERED = 600;
    /** 210 mm at 96 dots an inch. */
    private static final int A4 = 794;

    @TempDir
    Path folder;

    @Test
    void reports_fit_a_sheet_and_run_nothing_that_callers_wrote() throws IOException {
        Optional<Path> chromium = PageTest.chromium();
        assumeTrue(chromium.isPresent(), "no chromium on the path");
        Path comparison = folder.resolve("comparison.html");
        Path backtest = folder.resolve("backtest.html");
        try (RunningServer server = RunningServer.in(folder.resolve("data"));
                Commands commands = new Commands(folder.resolve("home"), server.address())) {
            for (LoanVersion version : List.of(
                    LoanVersion.LOGISTIC_REGRESSION, LoanVersion.BOOSTED_TREES, LoanVersion.LIGHTGBM)) {
                server.caller().register(MODEL, version);
            }
            commands.type("shadow", MODEL + "@2").good();
            commands.type("plan", MODEL + "@2", "--metric", "brier", "--guardrail", "latency_p99<50ms", "--guardrail",
                    "errors<+1%", "--note", "<script>document.title = 'run'</script>").good();
            answerAndLabel(server, commands);
            commands.type("compare", MODEL + "@2", "--explore", "--report", comparison.toString()).good();
            commands.type("backtest", MODEL + "@2", MODEL + "@3", "--from", "1h", "--report", backtest.toString()).good();
            assertThat(commands.type("compare", MODEL).good().out()).contains(MODEL + "@2");
            assertThat(commands.type("plan", MODEL + "@2").good().out()).contains("judged by  brier", "latency_p99<50ms");
        }
        looksWell(chromium.get(), comparison, "Plan 1 of loan@2", "The small print");
        looksWell(chromium.get(), backtest, "2 versions of loan", "With all labels known");
    }

    @Test
    void a_model_in_a_period_fits_a_sheet_too() throws IOException {
        Optional<Path> chromium = PageTest.chromium();
        assumeTrue(chromium.isPresent(), "no chromium on the path");
        Path report = folder.resolve("period.html");
        try (RunningServer server = RunningServer.in(
                        folder.resolve("data"), Map.of(Setting.MONITORING_INTERVAL, "1s", Setting.PERFORMANCE_INTERVAL, "0s"));
                Commands commands = new Commands(folder.resolve("home"), server.address())) {
            server.caller().register(MODEL, LoanVersion.LOGISTIC_REGRESSION);
            commands.type("monitor", "set", MODEL, "--window", "count:100", "--delay", "0s", "--segment", "@segment.region").good();
            answerAndLabel(server, commands);
            RunningServer.eventually("a window is sealed", () -> !server.caller()
                    .get(Paths.of(Paths.WINDOWS, MODEL))
                    .good()
                    .path("windows")
                    .isEmpty());
            commands.type("monitor", "report", MODEL, "--from", "2d", "--window", "hour", "--out", report.toString()).good();
        }
        looksWell(chromium.get(), report, "What was answered", "Segments and fairness", "onerror=", "The small print");
        assertThat(Files.readString(report)).contains("class=\"dot\"").doesNotContain("<img");
    }

    private static void answerAndLabel(RunningServer server, Commands commands) throws IOException {
        SplittableRandom random = new SplittableRandom(9);
        Applicants applicants = new Applicants(random);
        List<String> labels = new ArrayList<>(List.of("key,label"));
        for (int i = 0; i < ANSWERED; i++) {
            Map<String, Object> body = Map.of(
                    "features", applicants.next(), "key", "app-" + i, "segments",
                    Map.of("region", i % 3 == 0 ? "<img src=x onerror=\"document.title='run'\">" : "north" + "-east".repeat(20)));
            double score = server.caller().post(Paths.of(Paths.PREDICT, MODEL), body).good()
                    .path("outputs").path("probability").path(0).asDouble();
            labels.add("app-" + i + "," + (random.nextDouble() < score ? "1" : "0"));
        }
        server.caughtUp(MODEL);
        Path file = Files.write(Files.createTempFile("labels", ".csv"), labels);
        commands.type("label", MODEL, file.toString()).good();
        Files.delete(file);
    }

    private static void looksWell(Path chromium, Path file, String... shown) throws IOException {
        List<String> complaints = new ArrayList<>();
        try (Playwright playwright = Playwright.create(new Playwright.CreateOptions()
                        .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
                Browser browser = playwright.chromium().launch(PageTest.options(chromium))) {
            Page page = browser.newPage(new Browser.NewPageOptions().setViewportSize(A4, 1_123));
            page.onConsoleMessage(message -> complaints.add(message.text()));
            page.onPageError(complaints::add);
            for (Media media : List.of(Media.SCREEN, Media.PRINT)) {
                page.emulateMedia(new Page.EmulateMediaOptions().setMedia(media));
                page.navigate(file.toUri().toString());
                assertThat(page.evaluate("document.documentElement.scrollWidth"))
                        .as(file.getFileName() + " " + media)
                        .isEqualTo(A4);
            }
            page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.SCREEN));
            String picture = file.getFileName().toString().replace(".html", ".png");
            page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(Path.of("target", picture)));
            for (String each : shown) {
                assertThat(page.innerText("body")).contains(each);
            }
            assertThat(page.title()).contains("loan");
            assertThat(page.evaluate("document.querySelectorAll('script, img, link').length")).isEqualTo(0);
        }
        assertThat(complaints).isEmpty();
    }
}
