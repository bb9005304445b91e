package understudy.runtimes.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TemplateTest {
    private static final Set<String> NAMES = Set.of("age", "city", "tags");

    private static String written(String template, Map<String, JsonNode> values) {
        return Template.json("request", template, NAMES).written(1, (name, _) -> values.getOrDefault(name, Json.NODES.nullNode()));
    }

    @Test
    void a_value_takes_the_form_of_its_place() {
        assertThat(written("{\"a\": {{age}}, \"c\": {{city}}, \"t\": \"{{city}}, {{ age }}\", \"n\": {{tags}}}", Map.of(
                        "age", Json.NODES.numberNode(41), "city", Json.NODES.textNode("Bern"), "tags",
                                Json.NODES.nullNode())))
                .isEqualTo("{\"a\": 41, \"c\": \"Bern\", \"t\": \"Bern, 41\", \"n\": null}");
    }

    @Test
    void no_value_leaves_its_quotes() throws Exception {
        String evil = "\", \"admin\": true, \"x\": \"\\ \n {{age}}";
        String text = written("{\"c\": \"in {{city}}\", \"q\": \"\\\"{{city}}\\\"\", \"v\": {{city}}}",
                Map.of("city", Json.NODES.textNode(evil)));
        JsonNode read = Json.read(text.getBytes(StandardCharsets.UTF_8));
        assertThat(read.size()).isEqualTo(3);
        assertThat(read.path("c").textValue()).isEqualTo("in " + evil);
        assertThat(read.path("q").textValue()).isEqualTo("\"" + evil + "\"");
        assertThat(read.path("v").textValue()).isEqualTo(evil);
    }

    @Test
    void rows_are_repeated_with_commas() {
        Template template = Template.json("request", "{\"rows\": [{{#rows}}[{{age}}]{{/rows}}]}", NAMES);
        assertThat(template.takesManyRows()).isTrue();
        assertThat(template.written(3, (_, row) -> Json.NODES.numberNode(row))).isEqualTo("{\"rows\": [[0],[1],[2]]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"a\": {{height}}}", "{\"a\": {{age}}", "{{age}} {{age}}", "[{{#rows}}1]", "[{{/rows}}{{#rows}}]",
        "[{{age}}, {{#rows}}1{{/rows}}]"
    })
    void what_cannot_become_json_is_refused_before_anyone_calls(String template) {
        assertThat(Documents.problem(() -> Template.json("remote.request", template, NAMES)).fact())
                .startsWith("remote.request ");
    }
}
