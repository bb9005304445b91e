package understudy.reports;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import understudy.api.BacktestView;
import understudy.api.ComparisonView;
import understudy.api.ComparisonView.Metric;

/**
 * Comparisons, and models in a period, as one page to read, send and print: whole in itself, without scripts, and with a policy that would let none
 * run. Safe for many threads.
 */
public final class ReportPage {
    private static final String STYLE_FILE = "report.css";

    private final String style = style();
    private final String policy =
            "default-src 'none'; style-src 'sha256-" + digest(style) + "'; base-uri 'none'; form-action 'none'";

    /** Champion against one challenger. */
    public String comparison(ComparisonView it, Instant now) {
        Markup page = begun(title(it), "Comparison", now);
        new ReportSections(page, it).write();
        smallPrint(page, it, Optional.empty());
        return ended(page);
    }

    /** Several side by side; then each as its labels were known then. @param found at least one */
    public String backtests(List<BacktestView> found, Instant now) {
        ComparisonView first = found.getFirst().asKnownThen();
        String title = found.size() == 1
                ? title(first)
                : found.size() + " versions of " + first.model() + " against @" + first.champion();
        Markup page = begun(title, "Backtest", now);
        if (found.size() > 1) {
            sideBySide(page, found);
        }
        for (BacktestView each : found) {
            page.open("article");
            if (found.size() > 1) {
                page.element("h1", title(each.asKnownThen()));
            }
            new ReportSections(page, each.asKnownThen()).write();
            if (found.size() == 1) {
                page.element("h2", "As known then, and now");
                sideBySide(page, found);
            }
            smallPrint(page, each.asKnownThen(), Optional.of(each.asKnownNow()));
            page.close("article");
        }
        return ended(page);
    }

    /** A model in a period. */
    public String model(ModelReport it, Instant now) {
        String title = it.model().name() + ", " + Figures.minute(it.from()) + " to " + Figures.minute(it.to()) + " UTC";
        Markup page = begun(title, "Model report", now);
        PeriodSections period = new PeriodSections(page, it);
        DataSections data = new DataSections(page, it);
        PerformanceSections performance = new PerformanceSections(page, it);
        period.summary();
        period.health();
        period.answered();
        period.alerts();
        performance.performance();
        performance.segments();
        data.drift();
        data.quality();
        data.data();
        period.decisions();
        period.card();
        PeriodSmallPrint.write(page, it);
        return ended(page);
    }

    /** The policy of every page, to be sent as a header too. */
    public String policy() {
        return policy;
    }

    private Markup begun(String title, String kind, Instant now) {
        Markup page = new Markup();
        page.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .raw("<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy + "\">\n")
                .raw("<meta name=\"viewport\" content=\"width=device-width\">\n")
                .element("title", title)
                .raw("<style>" + style + "</style>\n</head>\n<body>\n<header>\n")
                .element("p class=\"kind\"", kind + " · " + Figures.minute(now) + " UTC")
                .element("h1", title)
                .raw("</header>\n");
        return page;
    }

    private static String ended(Markup page) {
        return page.raw("</body>\n</html>\n").html();
    }

    private static String title(ComparisonView it) {
        return it.model() + "@" + it.challenger() + " against " + it.model() + "@" + it.champion();
    }

    private static void sideBySide(Markup page, List<BacktestView> found) {
        page.raw("<table class=\"beside\"><thead><tr>");
        List.of("version", "pairs", "labelled", "agree", "better by, then", "", "with all labels", "", "verdict")
                .forEach(name -> page.element("th", name));
        page.raw("</tr></thead><tbody>\n");
        for (BacktestView each : found) {
            ComparisonView then = each.asKnownThen();
            page.raw("<tr>").element("td class=\"key\"", then.model() + "@" + each.version());
            page.element("td class=\"word\"", Figures.count(then.pairs()));
            page.element("td class=\"word\"", Figures.count(then.labelled()));
            page.element("td class=\"word\"", then.agreement().map(Figures::percent).orElse("–"));
            difference(page, then);
            difference(page, each.asKnownNow());
            page.element("td class=\"" + Drawing.tone(then.verdict()) + "\"", Figures.words(then.verdict()))
                    .raw("</tr>\n");
        }
        page.raw("</tbody></table>\n");
        page.element("p class=\"note\"", "Then: by each label as it was known when its prediction was old enough.");
    }

    private static void difference(Markup page, ComparisonView it) {
        Optional<Metric> primary = it.metrics().stream()
                .filter(metric -> it.primary().equals(Optional.of(metric.name())))
                .findFirst();
        page.element("td class=\"word\"",
                primary.map(metric -> Figures.signed(metric.difference()) + " " + metric.name()).orElse("–"));
        page.raw("<td>" + primary.map(Drawing::interval).orElse("") + "</td>");
    }

    private static void smallPrint(Markup page, ComparisonView it, Optional<ComparisonView> asKnownNow) {
        page.open("footer").element("h2", "The small print");
        page.element("p", "Both versions are judged on the same requests. Differences are positive where the challenger is "
                + "better. The probability of a false verdict about any of the model's challengers is shared among them; "
                + "this comparison's part is α = " + Figures.number(it.alpha()) + ". Differences below the margin of "
                + Figures.number(it.margin()) + " do not matter.");
        page.element("p", (it.maturity().isZero()
                        ? "Labels count as soon as they are known: no age is declared at which they are."
                        : "The verdict takes each label as it was known when its prediction was "
                                + Figures.duration(it.maturity()) + " old; metrics show all labels.")
                + " Intervals hold however often one looks" + (it.metrics().stream().allMatch(Metric::anytime)
                        ? "." : ", except those marked ′, which are for one look."));
        page.element("p", it.gaps() == 0
                ? "No request is known to be missing by number; the sentence at the top says if an unknown number is."
                : Figures.count(it.gaps()) + " requests were never shown to the challenger; no verdict counts them.");
        asKnownNow.ifPresent(now -> page.element("p", "With all labels known today, late and corrected ones too: "
                + now.explanation() + " The challenger was asked for many requests at a time; its latency is that of one "
                + "request in each batch, which was asked alone. Nothing a backtest says counts in later comparisons."));
        page.close("footer");
    }

    private static String style() {
        try (InputStream file = ReportPage.class.getResourceAsStream(STYLE_FILE)) {
            return new String(Objects.requireNonNull(file, STYLE_FILE).readAllBytes(), UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String digest(String text) {
        try {
            return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
