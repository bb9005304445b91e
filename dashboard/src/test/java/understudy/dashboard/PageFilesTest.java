package understudy.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageFilesTest {
    private static final String ROOT = "META-INF/resources/";
    private static final String FOLDER = ROOT + "static/";
    private static final Pattern IMPORT = Pattern.compile("(?:from|import\\() ?\"([^\"]+)\"");
    private static final Pattern LINK = Pattern.compile("(?:href|src)=\"(/[^\"]+)\"");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alerts.js", "api.js", "app.js", "bins.js", "challengers.js", "climb.js", "data.js", "format.js", "health.js",
                "interval.js", "lib.js", "lineup.js", "metrics.js", "page.js", "performance-chart.js", "performance.js",
                "predictions.js", "traffic.js", "watch.js"
            })
    void every_import_is_on_the_class_path(String file) throws IOException {
        assertThat(IMPORT.matcher(read(FOLDER + file)).results().map(PageFilesTest::resource))
                .allSatisfy(resource -> assertThat(find(resource)).as(resource).isPresent());
    }

    @Test
    void every_link_of_the_page_leads_somewhere() throws IOException {
        List<String> links = LINK.matcher(read(ROOT + "index.html")).results().map(PageFilesTest::resource).toList();
        assertThat(links).hasSize(3).allSatisfy(link -> assertThat(find(link)).as(link).isPresent());
    }

    @Test
    void the_page_needs_no_exception_from_a_strict_content_security_policy() throws IOException {
        assertThat(read(ROOT + "index.html")).doesNotContain("style=", "<style", "onclick").doesNotContainPattern("<script(?! type=\"module\" src=)");
    }

    /** As the server maps addresses to the class path. */
    private static String resource(MatchResult found) {
        String address = found.group(1);
        return address.startsWith("/") ? ROOT + address.substring(1) : FOLDER + address.substring("./".length());
    }

    private static Optional<byte[]> find(String resource) throws IOException {
        try (InputStream file = PageFilesTest.class.getClassLoader().getResourceAsStream(resource)) {
            return file == null ? Optional.empty() : Optional.of(file.readAllBytes());
        }
    }

    private static String read(String resource) throws IOException {
        return new String(find(resource).orElseThrow(), UTF_8);
    }
}
