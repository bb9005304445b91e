package understudy.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Evidently's own small examples give the numbers Evidently's own tests expect, as close as those state them. */
class PublishedCasesTest {
    private static final Path CASES = Path.of(System.getProperty("cases", "../shared/cases"));

    private static final Map<String, String> NUMBERS = Map.of(
            "anderson", "anderson",
            "Student", "t",
            "mann-whitney", "mannwhitney.onesided",
            "epps", "eppssingleton");
    private static final Map<String, String> CATEGORIES = Map.of(
            "chisquare", "evidently.chisquare",
            "hellinger", "hellinger",
            "g-test", "evidently.g",
            "fisher", "fisher");

    @TestFactory
    List<DynamicTest> every_published_drift_case_comes_out_as_published() throws IOException {
        JsonNode cases = new ObjectMapper()
                .readTree(CASES.resolve("evidently-stattests/expected.json").toFile())
                .get("cases");
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode one : cases) {
            if (one.has("reference")) {
                tests.add(DynamicTest.dynamicTest(one.get("test").asText(), () -> check(one)));
            }
        }
        assertThat(tests).hasSize(10);
        return tests;
    }

    private static void check(JsonNode one) {
        String test = one.get("test").asText();
        List<String> reference = values(one.get("reference"));
        List<String> window = values(one.get("current"));
        Measured measured = CATEGORIES.keySet().stream().anyMatch(test::startsWith)
                ? categories(named(CATEGORIES, test), reference, window)
                : numbers(named(NUMBERS, test), reference, window);
        assertThat(measured.pValue().orElse(measured.value()))
                .isCloseTo(one.get("expected").asDouble(), within(one.get("abs").asDouble()));
    }

    private static String named(Map<String, String> names, String test) {
        return names.entrySet().stream()
                .filter(entry -> test.startsWith(entry.getKey()))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    private static Measured numbers(String name, List<String> reference, List<String> window) {
        return NumberStatistic.named(name).orElseThrow().measure(sample(reference), sample(window));
    }

    private static Measured categories(String name, List<String> reference, List<String> window) {
        TreeSet<String> all = new TreeSet<>(reference);
        all.addAll(window);
        return CategoryStatistic.named(name).orElseThrow().measure(counts(all, reference), counts(all, window));
    }

    private static Sample sample(List<String> values) {
        return Sample.of(values.stream().mapToDouble(Double::parseDouble).toArray());
    }

    private static long[] counts(TreeSet<String> all, List<String> values) {
        return all.stream()
                .mapToLong(category -> values.stream().filter(category::equals).count())
                .toArray();
    }

    /** A list, {"repeat": {value: times}}, letters, or letters and how often they come. */
    private static List<String> values(JsonNode node) {
        List<String> values = new ArrayList<>();
        if (node.isTextual()) {
            String[] parts = node.asText().split(" x", 2);
            int times = parts.length == 1 ? 1 : Integer.parseInt(parts[1]);
            parts[0].repeat(times).chars().forEach(letter -> values.add(String.valueOf((char) letter)));
        } else if (node.has("repeat")) {
            for (Map.Entry<String, JsonNode> entry : node.get("repeat").properties()) {
                for (int i = 0; i < entry.getValue().asInt(); i++) {
                    values.add(entry.getKey());
                }
            }
        } else {
            StreamSupport.stream(node.spliterator(), false).map(JsonNode::asText).forEach(values::add);
        }
        return values;
    }
}
