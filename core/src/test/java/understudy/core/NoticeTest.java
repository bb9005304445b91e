package understudy.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoticeTest {
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "two\nlines", "a\r\nBcc: everyone@example.org", "next\u0085line", "\u2028"})
    void a_title_is_one_line_with_something_in_it(String title) {
        assertThatThrownBy(() -> notice("verdict", title, "", ""))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("notice.title");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fraud", "/a b", "/\n", "/<script>", "/a|b", "https://elsewhere.example"})
    void a_link_is_a_path_of_the_page(String link) {
        assertThatThrownBy(() -> notice("verdict", "t", "", link)).hasMessageContaining("notice.link");
    }

    @Test
    void a_kind_is_words_in_dots_and_a_text_is_plain_and_neither_is_endless() {
        assertThat(notice("rollout.rolled_back", "t", "line\n\tline", "/#a").kind()).isEqualTo("rollout.rolled_back");
        assertThatThrownBy(() -> notice("Rolled back", "t", "", "")).hasMessageContaining("notice.kind");
        assertThatThrownBy(() -> notice("verdict", "t", "\u001b[31m", "")).hasMessageContaining("notice.text");
        assertThatThrownBy(() -> notice("verdict", "t", "x".repeat(8_001), "")).hasMessageContaining("notice.text");
        assertThatThrownBy(() -> notice("verdict", "x".repeat(201), "", "")).hasMessageContaining("notice.title");
    }

    @Test
    void a_version_is_one_of_a_model() {
        assertThatThrownBy(() -> new Fact.Notice(
                        new UUID(1, 2), Instant.EPOCH, "verdict", Fact.Severity.INFO, Optional.empty(), OptionalInt.of(3),
                        "t", "", ""))
                .hasMessageContaining("notice.version");
    }

    @Test
    void labels_are_few_and_of_one_line() {
        assertThat(labelled(Map.of("alert", "7f3a", "to", "")).labels()).containsEntry("alert", "7f3a");
        assertThatThrownBy(() -> labelled(Map.of("Alert", "7"))).hasMessageContaining("notice.labels");
        assertThatThrownBy(() -> labelled(Map.of("alert", "7\n8"))).hasMessageContaining("notice.labels.alert");
        assertThatThrownBy(() -> labelled(Map.of("to", "x".repeat(2_001)))).hasMessageContaining("notice.labels.to");
        Map<String, String> many = new HashMap<>();
        "abcdefghijklmnopq".chars().forEach(letter -> many.put(Character.toString(letter), ""));
        assertThatThrownBy(() -> labelled(many)).hasMessageContaining("notice.labels: 17");
    }

    private static Fact.Notice labelled(Map<String, String> labels) {
        return new Fact.Notice(
                new UUID(1, 2), Instant.EPOCH, "alert.opened", Fact.Severity.INFO, Optional.empty(), OptionalInt.empty(),
                "t", "", "", labels);
    }

    private static Fact.Notice notice(String kind, String title, String text, String link) {
        return new Fact.Notice(
                new UUID(1, 2), Instant.EPOCH, kind, Fact.Severity.INFO, Optional.empty(), OptionalInt.empty(), title, text,
                link);
    }
}
