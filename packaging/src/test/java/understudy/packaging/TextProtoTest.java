package understudy.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.packaging.TextProto.Message;

final class TextProtoTest {
    @Test
    void fields_repeat_nest_and_may_be_separated_by_anything() throws TextProto.Malformed {
        Message message = TextProto.read("""
                # a comment
                name: "one" ' two' , count: 0x10; list: [1, -2]
                inner { a: b } inner: < a: "c\\"d\\n" >
                on: true
                """);
        assertThat(message.text("name")).isEqualTo("one two");
        assertThat(message.numbers("count")).containsExactly(16L);
        assertThat(message.numbers("list")).containsExactly(1L, -2L);
        assertThat(message.messages("inner")).extracting(inner -> inner.text("a")).containsExactly("b", "c\"d\n");
        assertThat(message.isTrue("on")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a: ", "a {", "a: [1", "a: \"x", "a: [1 2]", "{", "a b", "a: \"\\q\"", "]"})
    void what_is_cut_off_or_odd_is_told_with_its_line(String text) {
        assertThatThrownBy(() -> TextProto.read("\n" + text))
                .isInstanceOf(TextProto.Malformed.class)
                .hasMessageStartingWith("line 2: ");
    }

    @Test
    void depth_is_bounded() {
        assertThatThrownBy(() -> TextProto.read("a {".repeat(1000))).isInstanceOf(TextProto.Malformed.class);
    }
}
