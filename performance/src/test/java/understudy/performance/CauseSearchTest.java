package understudy.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import understudy.core.Problem;
import understudy.profiles.AnsweredRows;
import understudy.profiles.ColumnType;
import understudy.profiles.SourceColumn;

class CauseSearchTest {
    private final SplittableRandom random = new SplittableRandom(23);
    private final Bench bench = Bench.binary(
            new SourceColumn("income", ColumnType.NUMBER), new SourceColumn("age", ColumnType.NUMBER),
            new SourceColumn("city", ColumnType.CATEGORY));

    @AfterEach
    void close() {
        bench.close();
    }

    /** Income moves, age and the meaning of both do not. */
    private void traffic(int from, int days, int perDay, double income, boolean labelled) {
        for (int i = 0; i < days * perDay; i++) {
            double money = income + random.nextGaussian();
            double age = random.nextGaussian();
            double score = 1 / (1 + Math.exp(-2 * money - age));
            MemoryRows.Answer answer = bench.rows.add(
                    Bench.at(from + (double) i / perDay), 1,
                    new HashMap<>(Map.of(
                            "income", money, "age", age, "city", random.nextInt(2) == 0 ? "Rome" : "Oslo",
                            AnsweredRows.SCORE, score)));
            if (labelled) {
                answer.labelled(random.nextDouble() < score ? 1.0 : 0.0, Bench.at(50));
            }
        }
    }

    private CausesQuestion question(Optional<String> metric, Map<String, List<String>> groups) {
        return new CausesQuestion(
                Bench.NAME, OptionalInt.empty(), Bench.at(10), Bench.at(12), metric, groups,
                Optional.of(new CausesQuestion.Earlier(Bench.at(0), Bench.at(4))));
    }

    @Test
    void the_feature_that_moved_has_the_largest_part_in_units_of_the_metric() {
        traffic(0, 4, 500, 0, true);
        traffic(10, 2, 800, 0.8, true);
        double[] progress = new double[1];

        Causes causes = new CauseSearch(bench.performances())
                .of(question(Optional.of("accuracy"), Map.of()), share -> progress[0] = share);

        assertThat(causes.found().withheld()).isEmpty();
        assertThat(causes.shares().getFirst().player()).isEqualTo("income");
        assertThat(causes.shares().stream().mapToDouble(part -> part.effect().value()).sum())
                .isCloseTo(causes.found().window() - causes.found().reference(), within(1e-9));
        assertThat(causes.shares().getFirst().moved().getFirst().sentence())
                .matches("mean 0\\.[78]\\d+ against -?0\\.0\\d+");
        assertThat(causes.sentence()).startsWith("accuracy +0.0").contains(", of which income +0.0");
        assertThat(causes.estimated()).isFalse();
        assertThat(progress[0]).isEqualTo(1);
    }

    @Test
    void what_the_model_says_on_average_needs_no_label() {
        traffic(0, 4, 500, 0, false);
        traffic(10, 2, 800, 0.8, false);

        Causes causes = new CauseSearch(bench.performances())
                .of(question(Optional.of("mean_score"), Map.of("money", List.of("income"))), share -> {});

        assertThat(causes.shares()).extracting(Causes.Part::player)
                .containsExactlyInAnyOrder("money", "other features", "other scores for the same inputs");
        assertThat(causes.shares().getFirst().player()).isEqualTo("money");
        assertThat(causes.found().window() - causes.found().reference()).isGreaterThan(0.1);
    }

    @Test
    void without_labels_of_the_stretch_the_change_is_estimated() {
        traffic(0, 4, 500, 0, true);
        traffic(10, 2, 800, 0.8, false);

        Causes causes = new CauseSearch(bench.performances()).of(question(Optional.of("accuracy"), Map.of()), share -> {});

        assertThat(causes.estimated()).isTrue();
        assertThat(causes.sentence()).startsWith("Estimated accuracy +0.0");
        assertThat(causes.shares()).extracting(Causes.Part::player).doesNotContain("P(Y|X)");
    }

    @Test
    void too_few_rows_and_wrong_words_are_refused_with_what_is_expected() {
        traffic(0, 4, 500, 0, true);
        traffic(10, 2, 20, 0.8, true);
        CauseSearch search = new CauseSearch(bench.performances());

        assertThatThrownBy(() -> search.of(question(Optional.empty(), Map.of()), share -> {}))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("answered 40 rows with a score")
                .hasMessageContaining("(expected: 200 or more)");
        assertThatThrownBy(() -> search.check(question(Optional.of("mae"), Map.of()))).hasMessageContaining("metric: mae");
        traffic(10, 2, 400, 0.8, true);
        assertThatThrownBy(() -> search.of(question(Optional.empty(), Map.of("a", List.of("wealth"))), share -> {}))
                .hasMessage("groups.a: wealth (expected: one of [income, age, city])");
        CausesQuestion againstNothing = new CausesQuestion(
                Bench.NAME, OptionalInt.empty(), Bench.at(10), Bench.at(12), Optional.empty(), Map.of(), Optional.empty());
        assertThatThrownBy(() -> search.of(againstNothing, share -> {}))
                .hasMessageContaining("loan@1 has no reference to hold the change against");
    }
}
