package understudy.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import understudy.estimation.Fairness;
import understudy.profiles.AnsweredRows;
import understudy.profiles.ColumnType;
import understudy.profiles.SourceColumn;

class FairnessLookTest {
    private final Bench bench = Bench.binary(new SourceColumn("sex", ColumnType.CATEGORY));

    @AfterEach
    void close() {
        bench.close();
    }

    private void people(String sex, int selected, int others, int rightOnes) {
        for (int i = 0; i < selected + others; i++) {
            bench.rows.add(
                            Bench.at(0.001 * i), 1,
                            new HashMap<>(Map.of("sex", sex, AnsweredRows.SCORE, i < selected ? 0.8 : 0.2)))
                    .labelled(i < rightOnes ? 1.0 : 0.0, Bench.at(1));
        }
    }

    private FairnessReport by(Optional<String> against) {
        return new FairnessLook(bench.performances()).of(new FairnessQuestion(
                Bench.NAME, OptionalInt.empty(), "sex", against, Bench.at(0), Bench.at(1)));
    }

    @Test
    void groups_are_held_against_the_largest_and_tiny_ones_are_only_shown() {
        people("male", 300, 200, 250);
        people("female", 90, 210, 60);
        people("other", 2, 3, 1);

        FairnessReport report = by(Optional.empty());

        assertThat(report.against()).isEqualTo("male");
        assertThat(report.groups()).extracting(FairnessReport.Size::group).containsExactly("male", "female", "other");
        assertThat(report.groups().get(2).tooSmall()).isTrue();
        Fairness.Parity female = report.fairness().orElseThrow().parities().getFirst();
        assertThat(female.statisticalParity().value()).isCloseTo(0.3 - 0.6, within(1e-12));
        assertThat(female.disparateImpact().value()).isCloseTo(0.5, within(1e-12));
        assertThat(female.parity()).isEqualTo(Fairness.Finding.OUTSIDE);
        assertThat(female.impact()).isEqualTo(Fairness.Finding.OUTSIDE);
        assertThat(report.fairness().orElseThrow().parities().get(1).parity()).isEqualTo(Fairness.Finding.TOO_SMALL);
        assertThat(report.fairness().orElseThrow().groups().getFirst().precision().share().value())
                .isCloseTo(250.0 / 300, within(1e-12));
        assertThat(by(Optional.of("female")).against()).isEqualTo("female");
    }

    @Test
    void one_group_alone_and_a_group_that_is_not_there_are_said() {
        people("male", 300, 200, 250);

        assertThat(by(Optional.empty()).fairness()).isEmpty();
        assertThat(by(Optional.empty()).remarks().getFirst()).startsWith("Only one group, 'male', was answered");
        assertThatThrownBy(() -> by(Optional.of("robots")))
                .hasMessage("against: there is no group 'robots' of sex. There are [male]");
    }
}
