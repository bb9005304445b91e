package understudy.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;

class DerivationsTest {
    private static final String KNOWN = "notes · known words";

    /** What a reference taught, and its profile. */
    private record Taught(Derivations derivations, Profiling.Reference reference) {
        /** How far a column's mean is from the reference's, in its standard deviations. */
        double moved(Supplier<RowSource> rows, String column) {
            ColumnProfile was = reference.profile().column(column);
            return (over(rows).column(column).mean() - was.mean()) / was.spread();
        }

        DataProfile over(Supplier<RowSource> rows) {
            try (DerivedRows source = derivations.over(rows.get())) {
                return Profiling.profile(source, Roles.NONE, reference.columns(), 1, read -> {});
            }
        }
    }

    private static Taught taught(Supplier<RowSource> rows) {
        Derivations derivations = Derivations.learnt(rows, Set.of(), read -> {});
        return new Taught(
                derivations,
                Profiling.reference(() -> derivations.ofReference(rows.get()), Roles.NONE, 1, read -> {}));
    }

    private static Supplier<RowSource> notes(List<String> texts) {
        return Prose.column("notes", ColumnType.TEXT, texts);
    }

    @Test
    void other_texts_of_the_same_kind_look_like_the_reference_in_every_window() {
        for (int rows : new int[] {300, 3_000}) {
            Taught taught = taught(notes(Prose.NORTHERN.texts(rows, 100)));
            double chance = 4 * Math.sqrt(1.0 / rows + 1.0 / 3_000);
            for (int window = 2; window < 8; window++) {
                Supplier<RowSource> fresh = notes(Prose.NORTHERN.texts(3_000, window));
                for (String column : TextDerivation.names("notes")) {
                    assertThat(taught.moved(fresh, column))
                            .as(column + " of window " + window + " after " + rows + " rows")
                            .isCloseTo(0, within(chance));
                }
            }
        }
    }

    @Test
    void a_text_of_the_reference_is_asked_as_if_it_had_taught_nothing() {
        List<String> texts = Prose.NORTHERN.texts(2_000, 1);
        Taught taught = taught(notes(texts));
        assertThat(taught.moved(notes(texts), KNOWN)).as("what it would be otherwise").isGreaterThan(0.5);
        assertThat(taught.moved(notes(Prose.NORTHERN.texts(2_000, 2)), KNOWN)).isCloseTo(0, within(0.1));
    }

    @Test
    void another_language_has_other_words_and_says_which() {
        Taught taught = taught(notes(Prose.NORTHERN.texts(2_000, 1)));
        assertThat(taught.over(notes(Prose.SOUTHERN.texts(500, 2))).column(KNOWN).mean()).isLessThan(0.1);
        try (DerivedRows source = taught.derivations().over(notes(Prose.SOUTHERN.texts(500, 2)).get())) {
            assertThat(source.next()).isPresent();
            assertThat(source.newWords(KNOWN, 5)).hasSize(5).contains(Prose.SOUTHERN.word(1));
        }
    }

    @Test
    void a_part_of_new_words_is_found_though_lengths_stay() {
        Taught taught = taught(notes(Prose.NORTHERN.texts(2_000, 1)));
        List<String> slang = Prose.NORTHERN.texts(2_000, 3).stream().map(text -> text.replaceAll("a(?= )", "o")).toList();
        assertThat(taught.moved(notes(slang), "notes · characters")).isBetween(-0.2, 0.2);
        List<String> mixed = new ArrayList<>(Prose.NORTHERN.texts(1_400, 4));
        mixed.addAll(Prose.SOUTHERN.texts(600, 4));
        assertThat(taught.moved(notes(mixed), KNOWN)).isLessThan(-1);
        assertThat(taught.moved(notes(mixed), "notes · characters")).isBetween(-0.2, 0.2);
    }

    @Test
    void capitals_digits_and_signs_are_seen_and_the_words_stay_known() {
        Taught taught = taught(notes(Prose.NORTHERN.texts(2_000, 1)));
        List<String> fresh = Prose.NORTHERN.texts(1_000, 2);
        Supplier<RowSource> loud = notes(fresh.stream().map(text -> text.toUpperCase(Locale.ROOT)).toList());
        assertThat(taught.over(loud).column("notes · capitals").mean()).isGreaterThan(0.7);
        assertThat(taught.moved(loud, KNOWN)).isBetween(-0.2, 0.2);
        Supplier<RowSource> numbers = notes(fresh.stream().map(text -> text + " 0815 31415 2718281828").toList());
        assertThat(taught.moved(numbers, "notes · digits")).isGreaterThan(1);
        Supplier<RowSource> marked = notes(fresh.stream().map(text -> "<p>" + text.replace(" ", "</p><p>")).toList());
        assertThat(taught.moved(marked, "notes · signs")).isGreaterThan(1);
    }

    @Test
    void a_category_is_a_text_where_it_reads_like_prose_and_the_same_on_both_sides() {
        Derivations prose = Derivations.learnt(
                Prose.column("notes", ColumnType.CATEGORY, Prose.NORTHERN.texts(2_000, 1)), Set.of(), read -> {});
        assertThat(prose.isVocabulary(KNOWN)).isTrue();
        try (RowSource source = prose.over(Prose.column("notes", ColumnType.CATEGORY, List.of("one two three")).get())) {
            assertThat(source.columns()).startsWith(new SourceColumn("notes", ColumnType.TEXT));
        }
        assertThat(Derivations.learnt(
                        Prose.column("region", ColumnType.CATEGORY, List.of(
                                "far in the north", "far in the south", "far in the north", "far in the south",
                                "far in the north")), Set.of(), read -> {}).isEmpty())
                .isTrue();
        List<String> digests = Prose.NORTHERN.texts(500, 1).stream()
                .map(text -> "%064x".formatted(text.hashCode())).toList();
        assertThat(Derivations.learnt(Prose.column("who", ColumnType.CATEGORY, digests), Set.of(), read -> {}).isEmpty())
                .as("a digest is no prose")
                .isTrue();
    }

    @Test
    void without_texts_a_thousand_rows_are_read_at_most() {
        AtomicLong read = new AtomicLong();
        List<String> regions = Prose.NORTHERN.texts(20_000, 1).stream().map(text -> text.substring(0, 2)).toList();
        Derivations none =
                Derivations.learnt(Prose.column("region", ColumnType.CATEGORY, regions), Set.of(), read::set);
        assertThat(none.isEmpty()).isTrue();
        assertThat(read).hasValueLessThanOrEqualTo(1_000);
    }

    @Test
    void a_name_that_is_taken_stays_with_whom_it_is() {
        Supplier<RowSource> rows = notes(Prose.NORTHERN.texts(100, 1));
        assertThat(Derivations.learnt(rows, Set.of(KNOWN), read -> {}).isEmpty()).isTrue();
        assertThat(Derivations.learnt(rows, Set.of("other"), read -> {}).isEmpty()).isFalse();
    }

    @Test
    void a_vocabulary_of_a_million_words_and_texts_of_a_megabyte_take_little_memory() {
        String long_text = "word ".repeat(200_000);
        Supplier<RowSource> rows = Prose.rows(
                List.of(new SourceColumn("notes", ColumnType.TEXT)), 20_000, (from, to) -> {
                    String[] texts = new String[to - from];
                    for (int row = from; row < to; row++) {
                        StringBuilder text = new StringBuilder(row == 5 ? long_text : "the same old words ");
                        for (int word = 0; word < 50; word++) {
                            text.append('x').append(Integer.toString(row * 50 + word, 26).chars()
                                    .mapToObj(digit -> Character.toString(digit <= '9' ? digit + 'A' : digit))
                                    .collect(Collectors.joining())).append(' ');
                        }
                        texts[row - from] = text.toString();
                    }
                    return new Batch(texts.length, List.of(Cells.Texts.of(texts)));
                });
        Taught taught = taught(rows);
        assertThat(taught.reference().profile().derivedBy(taught.derivations()).toBytes()).hasSizeLessThan(200_000);
        assertThat(taught.reference().profile().column("notes · characters").greatest()).isGreaterThan(1_000_000);
        assertThat(taught.over(notes(List.of("the same old words"))).column(KNOWN).mean()).isEqualTo(1);
    }

    @Test
    void words_are_counted_in_scripts_without_spaces_and_bytes_that_are_no_text_do_no_harm() {
        Words words = new Words();
        byte[] mixed = "Ünï das 猫が好き 12 ไทย".getBytes(StandardCharsets.UTF_8);
        words.read(mixed, 0, mixed.length);
        assertThat(words.count()).isEqualTo(2 + 4 + 1 + 3);
        assertThat(words.digits()).isEqualTo(2);
        byte[] broken = {'a', (byte) 0xff, (byte) 0xe2, (byte) 0x82, 'b', (byte) 0xf0};
        words.read(broken, 0, broken.length);
        assertThat(words.count()).isEqualTo(2);
        assertThat(words.signs()).isEqualTo(4);
    }

    @Test
    void empty_and_missing_texts_say_nothing_about_words() {
        Taught taught = taught(notes(Prose.NORTHERN.texts(200, 1)));
        DataProfile profile = taught.over(notes(List.of("", "...", "what a day")));
        assertThat(profile.column("notes · characters").missing()).isEqualTo(1);
        assertThat(profile.column(KNOWN).missing()).isEqualTo(2);
        assertThat(profile.column("notes").missing()).isEqualTo(1);
    }

    @Test
    void what_was_learnt_is_kept_with_the_profile_and_derived_columns_are_in_no_schema() {
        Taught taught = taught(notes(Prose.NORTHERN.texts(500, 1)));
        DataProfile kept = DataProfile.of(taught.reference().profile().derivedBy(taught.derivations()).toBytes());
        Taught again = new Taught(kept.derivations(), taught.reference());
        Supplier<RowSource> fresh = notes(Prose.NORTHERN.texts(500, 2));
        assertThat(again.over(fresh).column(KNOWN).mean()).isEqualTo(taught.over(fresh).column(KNOWN).mean());
        assertThat(Schema.inferred(kept).columns()).extracting(ColumnSchema::name).containsExactly("notes");
        assertThat(Schema.inferred(kept).columns().getFirst().key()).as("all differ, and still").isFalse();
    }

    @Test
    void profiles_of_the_first_form_are_still_read() throws IOException {
        DataProfile profile = DataProfile.of(List.of(new SourceColumn("age", ColumnType.NUMBER)), Roles.NONE, Map.of(), 1);
        profile.add(Batch.of(Cells.Numbers.of(20, 30, 40)));
        byte[] second = profile.toBytes();
        byte[] body = new InflaterInputStream(new ByteArrayInputStream(second, 6, second.length - 6)).readAllBytes();
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        first.write(ByteBuffer.allocate(6).putInt(ByteBuffer.wrap(second).getInt()).putShort((short) 1).array());
        try (DeflaterOutputStream out = new DeflaterOutputStream(first)) {
            out.write(body, 0, body.length - 8); // without derivations
            out.write(body, body.length - 4, 4);
        }
        DataProfile read = DataProfile.of(first.toByteArray());
        assertThat(read.column("age").mean()).isEqualTo(30);
        assertThat(read.derivations().isEmpty()).isTrue();
    }

    /** Vectors around a mean that is not naught, with a third of their directions strong. */
    private static Supplier<RowSource> vectors(int elements, int rows, long seed, double turned, double shift) {
        return vectors(VectorColumns.unnamed(elements), rows, seed, turned, shift);
    }

    private static Supplier<RowSource> vectors(VectorColumns called, int rows, long seed, double turned, double shift) {
        int elements = called.count();
        List<SourceColumn> columns = new ArrayList<>();
        called.names().forEach(name -> columns.add(new SourceColumn(name, ColumnType.NUMBER)));
        columns.add(new SourceColumn("age", ColumnType.NUMBER));
        return Prose.rows(columns, rows, (from, to) -> {
            double[][] cells = new double[elements + 1][to - from];
            for (int row = from; row < to; row++) {
                SplittableRandom random = new SplittableRandom(seed * 1_000_003 + row);
                for (int i = 0; i < elements; i++) {
                    cells[i][row - from] =
                            0.1 * (i % 5) + shift + (i % 3 == 0 ? 0.3 : 0.05) * random.nextGaussian();
                }
                for (int i = 0; i + 1 < elements; i += 2) {
                    double x = cells[i][row - from];
                    double y = cells[i + 1][row - from];
                    cells[i][row - from] = Math.cos(turned) * x - Math.sin(turned) * y;
                    cells[i + 1][row - from] = Math.sin(turned) * x + Math.cos(turned) * y;
                }
            }
            return new Batch(to - from, Arrays.stream(cells).map(Cells.Numbers::of).map(Cells.class::cast).toList());
        });
    }

    @Test
    void an_embedding_is_watched_by_three_columns_and_not_by_its_elements() {
        Taught taught = taught(vectors(384, 600, 1, 0, 0));
        assertThat(taught.reference().columns()).containsOnlyKeys(
                "age", "f0 to f383 · norm", "f0 to f383 · distance from the mean", "f0 to f383 · reconstruction error");
    }

    @Test
    void embeddings_of_the_same_law_look_alike_and_turned_or_shifted_ones_do_not() {
        for (int elements : new int[] {64, 384}) {
            String before = "f0 to f" + (elements - 1) + " · ";
            for (int rows : new int[] {300, 3_000}) {
                Taught taught = taught(vectors(elements, rows, 1, 0, 0));
                for (int window = 2; window < 6; window++) {
                    Supplier<RowSource> fresh = vectors(elements, 2_000, window, 0, 0);
                    for (String kind : List.of("norm", "distance from the mean", "reconstruction error")) {
                        assertThat(taught.moved(fresh, before + kind))
                                .as(kind + " of " + elements + " in window " + window + " after " + rows + " rows")
                                .isBetween(-0.25, 0.25);
                    }
                }
            }
            Taught taught = taught(vectors(elements, 3_000, 1, 0, 0));
            Supplier<RowSource> turned = vectors(elements, 1_000, 9, 0.6, 0);
            assertThat(taught.moved(turned, before + "norm")).as("turning keeps lengths").isBetween(-0.25, 0.25);
            assertThat(taught.moved(turned, before + "reconstruction error")).isGreaterThan(0.5);
            assertThat(taught.moved(turned, before + "distance from the mean")).isGreaterThan(0.5);
            Supplier<RowSource> shifted = vectors(elements, 1_000, 9, 0, 0.2);
            assertThat(taught.moved(shifted, before + "norm")).isGreaterThan(0.5);
        }
    }

    @Test
    void numbered_columns_whose_name_says_so_are_an_embedding_from_sixteen_on() {
        for (String stem : List.of("emb_", "title.embedding.", "textVec", "user_vector_v2_")) {
            VectorColumns called = new VectorColumns(stem, 1, 16);
            String origin = stem + "1 to " + stem + "16";
            Taught taught = taught(vectors(called, 600, 1, 0, 0));
            assertThat(taught.reference().columns()).containsOnlyKeys(
                    "age", origin + " · norm", origin + " · distance from the mean", origin + " · reconstruction error");
            Derivations kept = DataProfile.of(taught.reference().profile().derivedBy(taught.derivations()).toBytes())
                    .derivations();
            assertThat(kept.origin(origin + " · norm")).isEqualTo(origin);
            Taught again = new Taught(kept, taught.reference());
            assertThat(again.moved(vectors(called, 1_000, 9, 0, 0), origin + " · norm")).isBetween(-0.25, 0.25);
            assertThat(again.moved(vectors(called, 1_000, 9, 0, 0.2), origin + " · norm")).isGreaterThan(0.5);
            assertThat(Derivations.mayMake(origin + " · norm", called.names())).isTrue();
        }
        assertThat(Derivations.mayMake("emb_1 to emb_16 · norm", List.of("age", "f0"))).isFalse();
    }

    @Test
    void numbered_columns_that_are_features_of_their_own_stay_so() {
        for (VectorColumns table : List.of(
                new VectorColumns("V", 1, 339), new VectorColumns("member_", 0, 40), new VectorColumns("november", 1, 30),
                new VectorColumns("emb_", 0, 15), new VectorColumns("emb_", 7, 40), new VectorColumns("", 0, 100))) {
            assertThat(Derivations.learnt(vectors(table, 200, 1, 0, 0), Set.of(), read -> {}).isEmpty())
                    .as(table.called())
                    .isTrue();
        }
    }

    @Test
    void each_of_several_embeddings_is_one() {
        VectorColumns title = new VectorColumns("title_emb_", 0, 20);
        List<SourceColumn> columns = new ArrayList<>();
        title.names().forEach(name -> {
            columns.add(new SourceColumn(name, ColumnType.NUMBER));
            columns.add(new SourceColumn(name.replace("title", "body"), ColumnType.NUMBER));
        });
        Supplier<RowSource> rows = Prose.rows(columns, 300, (from, to) -> {
            SplittableRandom random = new SplittableRandom(from);
            return new Batch(to - from, columns.stream()
                    .map(column -> (Cells) Cells.Numbers.of(random.doubles(to - from).toArray()))
                    .toList());
        });
        assertThat(taught(rows).reference().columns().keySet()).hasSize(6).allMatch(name -> name.contains("_emb_0 to "));
    }

    @Test
    void a_table_of_few_columns_without_names_stays_a_table() {
        assertThat(Derivations.learnt(vectors(30, 500, 1, 0, 0), Set.of(), read -> {}).isEmpty()).isTrue();
        Optional<String> none = taught(vectors(30, 500, 1, 0, 0)).reference().columns().keySet().stream()
                .filter(name -> name.contains("·"))
                .findFirst();
        assertThat(none).isEmpty();
    }
}
