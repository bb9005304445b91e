package understudy.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import understudy.api.Paths;

/** What the page shows of data, answers and alerts, in a real browser; in order, since people act on the one alert. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WatchPageTest {
    /** Contrast of text with what is behind it, by WCAG 2.2, 1.4.3. */
    private static final double READABLE = 4.5;

    /** Texts of the panels with less contrast than asked for. */
    private static final String FAINT = """
            least => {
              const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
              const over = colors => {
                canvas.clearRect(0, 0, 1, 1);
                colors.forEach(color => { canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); });
                return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
              };
              const light = rgb => rgb.map(v => v / 255)
                .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
              const behind = element =>
                element ? [...behind(element.parentElement), getComputedStyle(element).backgroundColor] : [];
              const contrast = element => {
                const back = behind(element);
                const two = [over(back), over([...back, getComputedStyle(element).color])].map(light).sort((a, b) => a - b);
                return (two[1] + 0.05) / (two[0] + 0.05);
              };
              return [...document.querySelectorAll("main section *")]
                .filter(one => one.checkVisibility() && !one.closest("svg")
                  && [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
                .filter(one => contrast(one) < least)
                .map(one => one.className + ": " + one.textContent.trim() + " " + contrast(one).toFixed(2));
            }""";

    /** Performance is computed from the archive, on a machine that may have other work: in milliseconds. */
    private static final double PATIENCE = 60_000;

    private RunningServer server;
    private WatchedLoans loans;
    private Playwright playwright;
    private Browser browser;
    private final List<String> complaints = new ArrayList<>();

    @BeforeAll
    void bring(@TempDir Path data) {
        Optional<Path> chromium = PageTest.chromium();
        assumeTrue(chromium.isPresent(), "no chromium on the path");
        server = RunningServer.in(data, Map.of(Setting.MONITORING_INTERVAL, "1s"));
        loans = new WatchedLoans(server.caller());
        loans.bring();
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
        browser = playwright.chromium().launch(PageTest.options(chromium.get()));
    }

    @AfterAll
    void close() {
        if (playwright != null) {
            playwright.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void forget() {
        complaints.clear();
    }

    private Page open(ColorScheme scheme) {
        Page page = browser.newPage(new Browser.NewPageOptions().setColorScheme(scheme).setViewportSize(1280, 900));
        PageTest.listen(page, complaints);
        page.navigate(server.address().toString());
        return page;
    }

    private static Locator panel(Page page, String name) {
        return page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    @Test
    @Order(1)
    void the_last_window_is_shown_column_by_column_the_most_telling_first() {
        JsonNode windows = server.caller().get(Paths.of(Paths.WINDOWS, WatchedLoans.MODEL) + "?from=30d").good()
                .path("windows");
        JsonNode last = windows.path(windows.size() - 1);
        JsonNode window = server.caller().get(Paths.of(Paths.WINDOW, WatchedLoans.MODEL, last.path("id").asText())).good();
        try (Page page = open(ColorScheme.LIGHT)) {
            Locator panel = panel(page, "Data");
            assertThat(panel.locator(".figure")).hasText(last.path("rows").asText());
            assertThat(panel).containsText(last.path("reference").asText());
            // Twelve days are there; which windows of the last one have ended is up to the time of the day.
            assertThat(panel.locator(".facts")).containsText(Pattern.compile("learning, day 1[12] of 28"));
            Locator rows = panel.locator("tbody tr");
            assertThat(rows.nth(0)).containsText("income");
            assertThat(rows.nth(0).locator(".verdict")).hasText("alarmed");
            assertThat(rows.nth(0)).containsText(last.path("flags").path(0).asText());
            assertThat(rows.nth(1).locator(".verdict")).hasText("fine");
            assertThat(rows).hasCount(window.path("columns").size());
            assertThat(rows.nth(8)).isHidden();
            panel.locator("summary").click();
            assertThat(rows.nth(8)).isVisible();
            assertThat(rows.nth(1).locator("svg.histogram")).isVisible();
            assertThat(panel.locator("svg.sparkline rect")).hasCount(windows.size());
        }
        assertThat(complaints).isEmpty();
    }

    @Test
    @Order(2)
    void what_was_measured_and_what_is_estimated_stand_side_by_side() {
        JsonNode windows = server.caller().get(Paths.of(Paths.PERFORMANCE, WatchedLoans.MODEL)).good().path("windows");
        JsonNode last = windows.path(windows.size() - 1);
        try (Page page = open(ColorScheme.LIGHT)) {
            Locator panel = panel(page, "Performance");
            assertThat(panel.locator("performance-chart canvas")).isVisible();
            JsonNode measured = lastMeasured(windows);
            assertThat(measured.path("state").asText()).isEqualTo("mature");
            assertThat(panel.locator(".figures")).containsText(shown(measured, "auc", "realised"));
            assertThat(panel.locator(".sentences")).containsText(last.path("sentence").asText());
            assertThat(panel.locator(".sentences")).containsText(last.path("estimate").asText());
            panel.getByLabel("Metric").selectOption("brier");
            panel.locator("summary").click();
            Locator rows = panel.locator("tbody tr");
            assertThat(rows).hasCount(windows.size());
            assertThat(rows.last()).containsText(shown(windows.path(0), "brier", "realised"));
            assertThat(rows.first()).containsText(shown(last, "brier", "estimated"));
        }
        assertThat(complaints).isEmpty();
    }

    /** With three digits, as the page has it. */
    private static JsonNode lastMeasured(JsonNode windows) {
        for (int i = windows.size() - 1; i >= 0; i--) {
            if (windows.path(i).path("labelled").asInt() > 0) {
                return windows.path(i);
            }
        }
        throw new AssertionError("no labels in " + windows);
    }

    private static String shown(JsonNode window, String metric, String kind) {
        for (JsonNode figure : window.path("figures")) {
            if (figure.path("metric").asText().equals(metric)) {
                return "%.3f".formatted(figure.path(kind).path("value").asDouble());
            }
        }
        throw new AssertionError("no " + metric + " in " + window);
    }

    @Test
    @Order(3)
    void both_light_and_dark_are_readable() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            try (Page page = open(scheme)) {
                assertThat(panel(page, "Data").locator("tbody tr").first()).isVisible();
                assertThat(panel(page, "Performance").locator("performance-chart canvas")).isVisible();
                panel(page, "Alerts").locator("summary").first().click();
                Object pale = page.evaluate(FAINT, READABLE);
                assertThat((List<?>) pale).as(scheme.toString()).isEmpty();
                page.screenshot(new Page.ScreenshotOptions()
                        .setFullPage(true)
                        .setPath(Path.of("target", "watch-page-" + scheme.name().toLowerCase(Locale.ROOT) + ".png")));
            }
        }
        assertThat(complaints).isEmpty();
    }

    @Test
    @Order(4)
    void an_alert_is_taken_in_hand_judged_and_snoozed() {
        JsonNode found = loans.alerts().path(0);
        try (Page page = open(ColorScheme.LIGHT)) {
            Locator alert = panel(page, "Alerts").getByRole(AriaRole.ARTICLE);
            assertThat(alert).containsText(found.path("title").asText());
            assertThat(alert.locator(".verdict")).hasText(found.path("severity").asText());
            alert.locator("summary").click();
            assertThat(alert.locator(".runbook")).hasText(found.path("runbook").asText());
            assertThat(alert.locator(".seen")).containsText(found.path("observations").path(0).path("sentence").asText());

            press(alert, "Acknowledge");
            assertThat(alert).containsText("acknowledged by local");
            assertThat(loans.alerts().path(0).path("state").asText()).isEqualTo("acknowledged");
            press(alert, "Yes");
            assertThat(button(alert, "Yes")).hasAttribute("aria-pressed", "true");
            assertThat(loans.alerts().path(0).path("useful").path("useful").asBoolean()).isTrue();
            press(alert, "Snooze");
            assertThat(alert).containsText("snoozed by local until");
        }
        assertThat(complaints).isEmpty();
    }

    @Test
    @Order(5)
    void what_the_server_refuses_is_said_beside_the_buttons() {
        try (Page stale = open(ColorScheme.LIGHT); Page other = open(ColorScheme.LIGHT)) {
            Locator before = panel(stale, "Alerts").getByRole(AriaRole.ARTICLE);
            assertThat(before).isVisible();
            stale.getByText("Pause").click();

            Locator alert = panel(other, "Alerts").getByRole(AriaRole.ARTICLE);
            alert.locator("summary").click();
            alert.getByLabel("Why it is over").fill("the feed is back");
            press(alert, "Resolve");
            assertThat(panel(other, "Alerts")).containsText("Over: 1");
            assertThat(loans.alerts().path(0).path("reason").asText()).isEqualTo("the feed is back");
            assertThat(complaints).isEmpty();

            press(before, "Acknowledge");
            assertThat(before.getByRole(AriaRole.ALERT)).containsText("is over since");
        }
    }

    private static Locator button(Locator alert, String name) {
        return alert.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    private static void press(Locator alert, String name) {
        button(alert, name).click();
    }
}
