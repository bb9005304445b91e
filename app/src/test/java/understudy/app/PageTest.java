package understudy.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.api.Paths;

/** The page, in a real browser, on a server that has something to show. */
class PageTest {
    @TempDir
    Path data;

    @Test
    void the_page_shows_who_leads_who_rehearses_and_what_the_verdict_is() {
        Optional<Path> chromium = chromium();
        assumeTrue(chromium.isPresent(), "no chromium on the path");
        List<String> complaints = new ArrayList<>();
        try (RunningServer server = RunningServer.in(data);
                Playwright playwright = Playwright.create(new Playwright.CreateOptions()
                        .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
                Browser browser = playwright.chromium().launch(options(chromium.get()))) {
            traffic(server);
            Page page = browser.newPage();
            listen(page, complaints);
            page.navigate(server.address().toString());
            try {
                shows(page, "loan-default");
                shows(page, "champion");
                shows(page, "shadow");
                shows(page, "not enough yet");
            } finally {
                page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(Path.of("target", "page.png")));
                assertThat(complaints).isEmpty();
            }
        }
    }

    private static void shows(Page page, String text) {
        assertThat(page.getByText(text).first()).isVisible();
    }

    private static void traffic(RunningServer server) {
        for (LoanVersion version : LoanVersion.values()) {
            server.caller().register("loan-default", version);
        }
        for (int version = 2; version <= LoanVersion.values().length; version++) {
            server.caller().verb(Paths.SHADOW, "loan-default", version);
        }
        Applicants applicants = new Applicants(new SplittableRandom(5));
        for (int i = 0; i < 100; i++) {
            server.caller().predict("loan-default", applicants.next(), "key-" + i);
        }
        server.caughtUp("loan-default");
    }

    /** Hears what goes wrong in the page. */
    static void listen(Page page, List<String> complaints) {
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text() + " " + message.location());
            }
        });
        page.onPageError(complaints::add);
    }

    static BrowserType.LaunchOptions options(Path chromium) {
        return new BrowserType.LaunchOptions()
                .setExecutablePath(chromium)
                .setHeadless(true)
                .setChromiumSandbox(false)
                .setArgs(List.of(
                        "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
                        "--disable-component-update", "--disable-sync", "--no-first-run"));
    }

    static Optional<Path> chromium() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser").map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
