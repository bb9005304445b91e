package understudy.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ColumnProfileTest {
    private static ColumnProfile of(ColumnType type) {
        return new ColumnProfile(new SourceColumn("c", type), Optional.empty(), 7);
    }

    private static ColumnProfile of(double... values) {
        ColumnProfile profile = of(ColumnType.NUMBER);
        profile.add(Cells.Numbers.of(values));
        return profile;
    }

    private static ColumnProfile of(String... values) {
        ColumnProfile profile = of(ColumnType.CATEGORY);
        profile.add(Cells.Texts.of(values));
        return profile;
    }

    @Test
    void numbers_are_counted_by_kind() {
        ColumnProfile profile = of(
                3, -1, 0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 4);
        assertThat(profile.rows()).isEqualTo(8);
        assertThat(profile.notNumbers()).isEqualTo(1);
        assertThat(profile.infinite()).isEqualTo(2);
        assertThat(profile.zeros()).isEqualTo(2);
        assertThat(profile.negatives()).isEqualTo(1);
        assertThat(profile.least()).isEqualTo(-1);
        assertThat(profile.greatest()).isEqualTo(4);
        assertThat(profile.mean()).isEqualTo(1.2, within(1e-12));
        assertThat(profile.distinct()).isEqualTo(4);
        assertThat(profile.quantile(0.5)).isZero();
    }

    @Test
    void moments_of_merged_parts_are_those_of_the_whole_even_far_from_zero() {
        double[] values = new Random(3).doubles(50_000, 1e9, 1e9 + 1).toArray();
        ColumnProfile whole = of(values);
        ColumnProfile parts = of(Arrays.copyOf(values, 700));
        parts.merge(of(Arrays.copyOfRange(values, 700, 31_000)));
        parts.merge(of(Arrays.copyOfRange(values, 31_000, values.length)));
        double mean = Arrays.stream(values).map(value -> value - 1e9).sum() / values.length + 1e9;
        double deviation = Math.sqrt(
                Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum() / values.length);
        for (ColumnProfile profile : new ColumnProfile[] {whole, parts}) {
            assertThat(profile.mean()).isEqualTo(mean, within(1e-6));
            assertThat(profile.spread()).isEqualTo(deviation, within(1e-6));
            assertThat(profile.distinct()).isEqualTo(50_000, within(2_500.0));
            for (double rank = 0.1; rank < 1; rank += 0.1) {
                assertThat(profile.quantile(rank) - 1e9).isEqualTo(rank, within(3 * profile.shareError()));
            }
        }
        assertThat(whole.shareError()).isEqualTo(0.00354, within(0.0002));
    }

    @Test
    void few_different_numbers_are_counted_exactly_and_merge_so() {
        ColumnProfile profile = of(IntStream.range(0, 10_000).mapToDouble(i -> i % 100).toArray());
        profile.merge(of(7, 7, 7));
        assertThat(profile.isExact()).isTrue();
        assertThat(profile.top(1)).containsExactly(new Frequency("7", 103, 0));
        assertThat(profile.quantile(0.5)).isEqualTo(49);
        profile.merge(of(IntStream.range(0, 200).mapToDouble(i -> i / 7.0).toArray()));
        assertThat(profile.isExact()).isFalse();
        assertThat(profile.quantile(0.5)).isEqualTo(49, within(2.0));
    }

    @Test
    void a_million_categories_stay_bounded_and_the_frequent_ones_are_found() {
        Random random = new Random(5);
        ColumnProfile profile = of(ColumnType.CATEGORY);
        for (int batch = 0; batch < 250; batch++) {
            String[] texts = new String[4_000];
            for (int i = 0; i < texts.length; i++) {
                texts[i] = i % 10 == 0 ? "often" : "value " + (batch * 4_000L + i) + " " + random.nextInt();
            }
            profile.add(Cells.Texts.of(texts));
        }
        Frequency first = profile.top(1).getFirst();
        assertThat(first.value()).isEqualTo("often");
        assertThat(first.count()).isLessThanOrEqualTo(100_000);
        assertThat(first.count() + first.error()).isGreaterThanOrEqualTo(100_000);
        assertThat(first.error()).isLessThan(5_000);
        assertThat(profile.distinct()).isEqualTo(900_001, within(45_000.0));
        assertThat(profile.examples()).hasSize(16).doesNotHaveDuplicates();
    }

    @Test
    void sketched_categories_of_two_parts_merge_to_those_of_the_whole() {
        ColumnProfile whole = of(ColumnType.CATEGORY);
        ColumnProfile[] parts = {of(ColumnType.CATEGORY), of(ColumnType.CATEGORY)};
        for (int part = 0; part < 2; part++) {
            int base = part * 5_000;
            String[] texts = IntStream.range(0, 20_000)
                    .mapToObj(i -> i % 4 == 0 ? "often" : "rare " + (base + i % 5_000))
                    .toArray(String[]::new);
            parts[part].add(Cells.Texts.of(texts));
            whole.add(Cells.Texts.of(texts));
        }
        parts[0].merge(parts[1]);
        assertThat(parts[0].rows()).isEqualTo(whole.rows());
        assertThat(parts[0].mean()).isEqualTo(whole.mean(), within(1e-9));
        assertThat(parts[0].characters(CharacterClass.LOWER)).isEqualTo(whole.characters(CharacterClass.LOWER));
        assertThat(parts[0].examples()).isEqualTo(whole.examples());
        assertThat(parts[0].distinct()).isEqualTo(whole.distinct(), within(0.05 * whole.distinct()));
        Frequency often = parts[0].top(1).getFirst();
        assertThat(often.value()).isEqualTo("often");
        assertThat(often.count()).isLessThanOrEqualTo(10_000);
        assertThat(often.count() + often.error()).isGreaterThanOrEqualTo(10_000);
    }

    @Test
    void lengths_and_characters_are_the_same_before_and_after_sketches_take_over() {
        ColumnProfile exact = of("Äb 1", "Äb 1", "x!");
        assertThat(exact.mean()).isEqualTo(10 / 3.0, within(1e-12));
        assertThat(exact.characters(CharacterClass.OTHER)).isEqualTo(2);
        assertThat(exact.characters(CharacterClass.DIGIT)).isEqualTo(2);
        assertThat(exact.characters(CharacterClass.PUNCTUATION)).isEqualTo(1);
        exact.merge(of("y".repeat(300)));
        assertThat(exact.isExact()).isFalse();
        assertThat(exact.greatest()).isEqualTo(300);
        assertThat(exact.characters(CharacterClass.OTHER)).isEqualTo(2);
        assertThat(exact.mean()).isEqualTo(310 / 4.0, within(1e-12));
    }

    @Test
    void constants_keys_and_runs_are_recognised() {
        assertThat(of(5, 5, 5).isConstant()).isTrue();
        assertThat(of(5).isConstant()).isFalse();
        assertThat(of("a", "b", "c").looksLikeKey()).isTrue();
        assertThat(of("a", "b", "a").looksLikeKey()).isFalse();
        assertThat(of("a", "b", "").looksLikeKey()).isFalse();
        assertThat(of(1, 2, 2, 2, 3).longestRun()).isEqualTo(3);
    }

    @Test
    void all_missing_and_no_rows_have_no_numbers() {
        ColumnProfile missing = of("", "", "");
        assertThat(missing.missing()).isEqualTo(3);
        assertThat(missing.isConstant()).isFalse();
        assertThat(missing.top(5)).isEmpty();
        ColumnProfile empty = of(ColumnType.NUMBER);
        assertThat(empty.mean()).isNaN();
        assertThat(empty.quantile(0.5)).isNaN();
        assertThat(ColumnReference.drawn(empty).shares()).hasSize(1);
    }

    @Test
    void bins_of_a_reference_are_counted_exactly_even_when_values_are_sketched() {
        String[] reference = IntStream.range(0, 1_000).mapToObj(i -> "k" + i % 40).toArray(String[]::new);
        ColumnReference drawn = ColumnReference.drawn(of(reference));
        ColumnProfile window =
                new ColumnProfile(new SourceColumn("c", ColumnType.CATEGORY), Optional.of(drawn), 7);
        window.add(Cells.Texts.of(IntStream.range(0, 30_000)
                .mapToObj(i -> i % 3 == 0 ? drawn.categories().getFirst() : "new " + i)
                .toArray(String[]::new)));
        assertThat(window.isExact()).isFalse();
        assertThat(window.bins()).hasSize(20);
        assertThat(window.bins()[0]).isEqualTo(10_000);
        assertThat(window.bins()[19]).isEqualTo(20_000);
    }
}
