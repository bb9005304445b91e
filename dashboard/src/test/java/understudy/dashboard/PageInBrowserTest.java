package understudy.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The page as a person meets it, in Chromium where there is one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageInBrowserTest {
    private Playwright playwright;
    private Browser browser;

    @BeforeAll
    void open() {
        Optional<Path> chromium = Pattern.compile(File.pathSeparator)
                .splitAsStream(System.getenv("PATH"))
                .map(folder -> Path.of(folder, "chromium"))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(chromium.isPresent(), "no chromium on the path");
        playwright = Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright.chromium().launch(new BrowserType.LaunchOptions()
                .setExecutablePath(chromium.get())
                .setChromiumSandbox(false)
                .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")));
    }

    @AfterAll
    void close() {
        if (playwright != null) {
            playwright.close();
        }
    }

    @Test
    void it_shows_who_answers_who_rehearses_and_what_the_evidence_says() throws IOException {
        try (RecordedServer server = new RecordedServer(""); Page page = browser.newPage()) {
            page.navigate(server.url());
            assertThat(page.locator("h1")).hasText("loan-default");
            assertThat(page.locator(".card.champion")).containsText("@1");
            assertThat(page.locator(".card.shadow")).hasCount(2);
            assertThat(page.locator(".judged .verdict")).hasText(
                    new String[] {"Better", "Better", "Guardrail broken", "Not enough yet"});
            assertThat(page.locator(".challenger > .evidence svg.interval")).hasCount(3);
            assertThat(page.locator("traffic-chart canvas")).hasCount(2);
        }
    }

    @Test
    void it_shows_who_climbs_and_what_was_planned() throws IOException {
        try (RecordedServer server = new RecordedServer(""); Page page = browser.newPage()) {
            page.navigate(server.url());
            assertThat(page.locator(".steps .done")).hasText(new String[] {"1%", "5%"});
            assertThat(page.locator(".steps .here")).hasText("25%");
            assertThat(page.locator(".climb .why")).containsText("all guardrails held at 5 %");
            Locator planned = page.locator(".challenger").nth(1);
            assertThat(planned).containsText("by plan 2, 1 of 2 guardrails broken");
            planned.locator("summary").click();
            assertThat(planned.locator(".more")).containsText("worse by 0.03");
        }
    }

    @Test
    void what_an_operator_reads_first_stands_on_top_and_leads_to_its_panels() throws IOException {
        try (RecordedServer server = new RecordedServer(""); Page page = browser.newPage()) {
            page.navigate(server.url());
            assertThat(page.locator(".first-look")).containsText("Look at income first");
            assertThat(page.locator(".parts .verdict")).hasText(new String[] {"100", "41", "–"});
            page.locator(".parts").getByText("data").first().click();
            assertThat(page.locator("#data")).isFocused();
            assertThat(page.locator("h1")).hasText("loan-default");
        }
    }

    @Test
    void an_answer_that_the_server_refuses_says_so_in_its_panel() throws IOException {
        try (RecordedServer server = new RecordedServer(""); Page page = browser.newPage()) {
            page.route("**/performance?window=day", route -> route.fulfill(new Route.FulfillOptions()
                    .setStatus(503)
                    .setBody("{\"detail\": \"The archive is being restored.\", \"remedy\": \"Wait for it.\"}")));
            page.navigate(server.url());
            assertThat(page.locator("section[aria-labelledby=performance]")).containsText("The archive is being restored. Wait for it.");
            assertThat(page.locator(".alert .runbook")).containsText("Ask the owner");
            assertThat(page.locator(".histogram").first()).isVisible();
        }
    }

    @Test
    void the_strictest_policy_blocks_nothing_it_does() throws IOException {
        List<String> complaints = new ArrayList<>();
        try (RecordedServer server = new RecordedServer(""); Page page = browser.newPage()) {
            page.onConsoleMessage(message -> complaints.add(message.text()));
            page.onPageError(complaints::add);
            page.navigate(server.url());
            assertThat(page.locator("traffic-chart canvas")).hasCount(2);
            page.locator(".challenger summary").first().click();
            assertThat(page.locator(".challenger .more table").first()).isVisible();
            page.locator("traffic-chart").first().hover();
        }
        assertThat(complaints).isEmpty();
    }

    @Test
    void it_fits_a_telephone() throws IOException {
        try (RecordedServer server = new RecordedServer(""); Page page = browser.newPage()) {
            page.setViewportSize(360, 740);
            page.navigate(server.url());
            assertThat(page.locator(".verdict").first()).isVisible();
            page.locator(".challenger summary").first().click();
            assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(360);
        }
    }

    @Test
    void a_server_that_asks_who_looks_is_shown_a_token() throws IOException {
        try (RecordedServer server = new RecordedServer("sesame"); Page page = browser.newPage()) {
            page.navigate(server.url());
            page.getByLabel("Token").fill("wrong");
            page.keyboard().press("Enter");
            assertThat(page.getByRole(AriaRole.ALERT)).hasText("The server does not know this token.");
            page.getByLabel("Token").fill("sesame");
            page.keyboard().press("Enter");
            assertThat(page.locator("h1")).hasText("loan-default");
        }
    }
}
