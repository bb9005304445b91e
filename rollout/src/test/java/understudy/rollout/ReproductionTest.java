package understudy.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.Archive;
import understudy.core.Column;
import understudy.core.Outcome;
import understudy.core.Prediction;
import understudy.core.PredictionId;
import understudy.core.Problem;
import understudy.core.Role;
import understudy.core.Tensor;
import understudy.core.Value;

class ReproductionTest {
    private static final PredictionId ID = new PredictionId(new UUID(1 << 16 | 0x7000, 1L << 63), 0);

    @TempDir
    private Path directory;

    private Theatre theatre;

    @BeforeEach
    void open() {
        theatre = new Theatre(directory);
        theatre.rollout.promote("loans", 1, "ann");
    }

    @AfterEach
    void close() {
        theatre.close();
    }

    @Test
    void the_same_version_says_the_same_bits() {
        Reproduction.Result result = reproduce(new Value.Plain(numbers(3)), answered(3 * 0.001));

        assertThat(result.same()).isTrue();
        assertThat(result.ulps()).isZero();
        assertThat(result.actionsSame()).isTrue();
        assertThat(result.libraryNow()).isEqualTo("linear 1");
    }

    @Test
    void a_difference_is_told_in_units_in_the_last_place() {
        Reproduction.Result result =
                reproduce(new Value.Plain(numbers(3)), answered(Math.nextUp(Math.nextUp(3 * 0.001))));

        assertThat(result.same()).isFalse();
        assertThat(result.ulps()).isEqualTo(2);
    }

    @Test
    void numbers_on_both_sides_of_zero_are_as_far_apart_as_there_are_numbers_between() {
        assertThat(reproduce(new Value.Plain(numbers(0)), answered(-Double.MIN_VALUE)).ulps()).isEqualTo(1);
    }

    @Test
    void what_was_not_kept_cannot_be_run_again() {
        assertThatThrownBy(() -> reproduce(new Value.Dropped(), answered(1)))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(Problem.Code.UNPROCESSABLE))
                .hasMessageContaining("'x' of this prediction was never kept");
    }

    @Test
    void a_failure_has_no_answer_to_compare_with() {
        assertThatThrownBy(() -> reproduce(
                        new Value.Plain(numbers(3)), new Outcome.Failed(Problem.Code.INTERNAL, "it broke")))
                .hasMessageStartingWith("loans@1 had no answer then: it broke");
    }

    @Test
    void an_unknown_prediction_is_not_found() {
        Reproduction nothing = new Reproduction(new One(Optional.empty()), theatre.instances, theatre.sealing);
        assertThatThrownBy(() -> nothing.reproduce(ID)).hasMessageStartingWith("prediction: " + ID + " is not known");
    }

    private Reproduction.Result reproduce(Value input, Outcome then) {
        Prediction prediction = new Prediction(
                ID.request(), "default", "loans", 1, "digest", "signature", 1, Role.CHAMPION, 1, "ann",
                Optional.empty(), Map.of(), "", Theatre.START, 1_000, 1, "linear 0", List.of(new Column("x", input)), then);
        Archive.Found found = new Archive.Found(ID, prediction, List.of(), List.of(), List.of());
        return new Reproduction(new One(Optional.of(found)), theatre.instances, theatre.sealing).reproduce(ID);
    }

    private static Outcome answered(double p) {
        return new Outcome.Answered(List.of(new Column("p", new Value.Plain(numbers(p)))), List.of());
    }

    private static Tensor numbers(double number) {
        return Tensor.of(new double[] {number});
    }

    private record One(Optional<Found> found) implements Archive {
        @Override
        public Set<UUID> known(String model, Set<UUID> requests) {
            return Set.of();
        }

        @Override
        public List<Row> search(Query query) {
            return List.of();
        }

        @Override
        public Optional<Found> find(PredictionId id) {
            return found;
        }
    }
}
