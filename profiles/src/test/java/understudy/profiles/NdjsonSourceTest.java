package understudy.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import understudy.core.Problem;

class NdjsonSourceTest {
    @Test
    void fields_become_columns_of_their_types_and_objects_within_become_paths() {
        NdjsonSource source = Sources.ndjson("""
                {"n":1.5,"ok":true,"who":{"city":"Graz","age":41},"at":"2026-01-02T03:04:05Z"}

                {"who":{"city":null},"n":2,"ok":false,"at":"2026-01-02T03:04:06Z"}
                """);
        assertThat(source.columns()).containsExactly(
                new SourceColumn("n", ColumnType.NUMBER),
                new SourceColumn("ok", ColumnType.BOOLEAN),
                new SourceColumn("who.city", ColumnType.CATEGORY),
                new SourceColumn("who.age", ColumnType.NUMBER),
                new SourceColumn("at", ColumnType.TIME));
        DataProfile profile = Sources.profile(source);
        assertThat(profile.rows()).isEqualTo(2);
        assertThat(profile.column("n").mean()).isEqualTo(1.75);
        assertThat(profile.column("ok").mean()).isEqualTo(0.5);
        assertThat(profile.column("who.city").missing()).isEqualTo(1);
        assertThat(profile.column("who.age").missing()).isEqualTo(1);
        assertThat(profile.column("at").greatest()).isEqualTo(1_767_323_046_000.0);
    }

    @Test
    void texts_and_lists_in_a_column_of_numbers_are_wrong_and_a_broken_line_is_skipped_whole() {
        String good = "{\"n\":1,\"s\":\"x\"}\n";
        NdjsonSource source = Sources.ndjson(
                good.repeat(5)
                        + "{\"n\":\"a\",\"s\":\"y\"}\n{\"n\":[1,{\"s\":2}],\"s\":\"z\"}\n{\"n\":7,\"s\":\n{\"n\":7}\n[]\n");
        DataProfile profile = Sources.profile(source);
        assertThat(profile.rows()).isEqualTo(8);
        assertThat(profile.column("n").wrongType()).isEqualTo(2);
        assertThat(profile.column("n").greatest()).isEqualTo(7);
        assertThat(profile.column("s").missing()).isEqualTo(1);
        assertThat(source.skippedRows()).isEqualTo(2);
    }

    @Test
    void fields_that_come_after_the_look_ahead_are_counted() {
        NdjsonSource source = Sources.ndjson("{\"n\":1}\n".repeat(1_200) + "{\"n\":1,\"late\":{\"x\":2}}\n");
        assertThat(Sources.profile(source).rows()).isEqualTo(1_201);
        assertThat(source.unknownFields()).isEqualTo(1);
    }

    @Test
    void what_is_no_ndjson_is_refused_in_a_sentence() {
        assertThatThrownBy(() -> Sources.ndjson("")).isInstanceOf(Problem.class).hasMessageContaining("is empty");
        assertThatThrownBy(() -> Sources.ndjson("a,b\n1,2\n")).hasMessageContaining("no JSON object");
        assertThatThrownBy(() -> Sources.ndjson("{}\n")).hasMessageContaining("no JSON object");
    }
}
