package understudy.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Privacy;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Signature.Feature;
import understudy.core.Signature.Input;
import understudy.core.Signature.Meaning;
import understudy.core.Signature.Output;
import understudy.core.Tensor;

final class BindingTest {
    private static final Output VALUE = output("y", DataType.FP32, Meaning.VALUE, -1);

    @Test
    void equal_signatures_pass_tensors_through_as_they_are() {
        Signature signature = new Signature(List.of(column("age", DataType.FP32)), List.of(VALUE));
        List<NamedTensor> given = List.of(new NamedTensor("age", Tensor.of(new float[] {1})));
        Binding binding = Binding.of(signature, signature, "m@2");
        assertThat(binding.inputs(given, 1)).isSameAs(given);
        assertThat(binding.outputs(given, 1)).isSameAs(given);
    }

    @Test
    void columns_become_one_matrix_by_the_names_of_its_features() {
        Signature seen = inputs(column("age", DataType.INT64), column("income", DataType.FP64));
        Signature own = inputs(matrix("x", "income", "age"));
        assertThat(bound(seen, own, 2,
                        new NamedTensor("age", Tensor.of(new long[] {30, 40})),
                        new NamedTensor("income", Tensor.of(new double[] {1.5, 2.5}))))
                .containsExactly(new NamedTensor("x", Tensor.of(new float[] {1.5f, 30, 2.5f, 40}, 2, 2)));
    }

    @Test
    void a_matrix_becomes_columns() {
        Signature seen = inputs(matrix("x", "age", "income"));
        Signature own = inputs(
                new Input("income", DataType.FP64, List.of(-1L, 1L), List.of(Feature.of("income", false))),
                column("age", DataType.INT32));
        assertThat(bound(seen, own, 2, new NamedTensor("x", Tensor.of(new float[] {1, 2, 3, 4}, 2, 2))))
                .containsExactly(
                        new NamedTensor("income", Tensor.of(new double[] {2, 4}, 2, 1)),
                        new NamedTensor("age", Tensor.of(DataType.INT32, new long[] {2}, new int[] {1, 3})));
    }

    @Test
    void a_matrix_in_another_order_is_put_in_order() {
        Signature seen = inputs(matrix("x", "a", "b", "c"));
        Signature own = inputs(matrix("other", "c", "a", "b"));
        assertThat(bound(seen, own, 1, new NamedTensor("x", Tensor.of(new float[] {1, 2, 3}, 1, 3))))
                .containsExactly(new NamedTensor("other", Tensor.of(new float[] {3, 1, 2}, 1, 3)));
    }

    @Test
    void features_that_are_only_numbered_are_taken_in_order() {
        Signature seen = inputs(matrix("x", "age", "income"));
        Signature own = inputs(matrix("float_input", "f0", "f1"));
        NamedTensor given = new NamedTensor("x", Tensor.of(new float[] {1, 2}, 1, 2));
        assertThat(bound(seen, own, 1, given).getFirst().tensor()).isSameAs(given.tensor());
    }

    @Test
    void texts_become_the_codes_of_categories_and_unknown_ones_are_missing_where_that_is_allowed() {
        Signature seen = inputs(column("region", DataType.BYTES), column("age", DataType.FP32));
        Feature region = new Feature("region", List.of("north", "south"), true, Privacy.KEEP);
        Signature own = inputs(new Input(
                "x", DataType.FP32, List.of(-1L, 2L), List.of(region, Feature.of("age", false))));
        assertThat(bound(seen, own, 3,
                        new NamedTensor("region", Tensor.of("south", "mars", "")),
                        new NamedTensor("age", Tensor.of(new float[] {1, 2, 3}))))
                .containsExactly(new NamedTensor("x", Tensor.of(
                        new float[] {1, 1, Float.NaN, 2, Float.NaN, 3}, 3, 2)));
    }

    @Test
    void an_unknown_category_is_refused_by_name_and_value() {
        Signature seen = inputs(column("region", DataType.BYTES));
        Feature region = new Feature("region", List.of("north", "south"), false, Privacy.KEEP);
        Signature own = inputs(new Input("region", DataType.INT64, List.of(-1L), List.of(region)));
        assertThatThrownBy(() -> bound(seen, own, 2, new NamedTensor("region", Tensor.of("north", "mars"))))
                .isInstanceOf(Problem.class)
                .hasMessage("region[1]: mars (expected: one of [north, south])");
    }

    @Test
    void an_optional_feature_that_nobody_sends_is_missing() {
        Signature seen = inputs(column("age", DataType.FP32));
        Signature own = inputs(new Input(
                "x", DataType.FP32, List.of(-1L, 2L), List.of(Feature.of("age", false), Feature.of("debt", true))));
        assertThat(bound(seen, own, 1, new NamedTensor("age", Tensor.of(new float[] {7}))))
                .containsExactly(new NamedTensor("x", Tensor.of(new float[] {7, Float.NaN}, 1, 2)));
    }

    @Test
    void a_feature_that_must_be_there_and_is_not_refuses_the_version() {
        Signature seen = inputs(column("age", DataType.FP32), column("income", DataType.FP32));
        assertThatThrownBy(() -> Binding.of(seen, inputs(matrix("x", "age", "debt")), "m@2"))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.code()).isEqualTo(Problem.Code.UNPROCESSABLE);
                    assertThat(problem.fact()).contains("m@2").contains("debt");
                });
    }

    @Test
    void a_positive_probability_is_given_in_whatever_shape_callers_know() {
        Tensor both = Tensor.of(new float[] {0.25f, 0.75f, 0.5f, 0.5f}, 2, 2);
        Tensor positive = Tensor.of(new float[] {0.75f, 0.5f});
        Output two = output("p", DataType.FP32, Meaning.SCORE, -1, 2);
        Output flat = output("score", DataType.FP32, Meaning.SCORE, -1);
        Output column = output("s", DataType.FP64, Meaning.SCORE, -1, 1);
        assertThat(given(flat, two, both)).isEqualTo(new NamedTensor("score", positive));
        assertThat(given(two, flat, positive)).isEqualTo(new NamedTensor("p", both));
        assertThat(given(column, two, both))
                .isEqualTo(new NamedTensor("s", Tensor.of(new double[] {0.75, 0.5}, 2, 1)));
    }

    @Test
    void classes_in_another_order_are_put_in_order() {
        Output seen = new Output("p", DataType.FP32, List.of(-1L, 3L), Meaning.SCORE, List.of("a", "b", "c"));
        Output own = new Output("q", DataType.FP32, List.of(-1L, 3L), Meaning.SCORE, List.of("c", "a", "b"));
        assertThat(given(seen, own, Tensor.of(new float[] {3, 1, 2}, 1, 3)).tensor())
                .isEqualTo(Tensor.of(new float[] {1, 2, 3}, 1, 3));
    }

    @Test
    void a_label_that_a_version_does_not_give_is_the_most_probable_class() {
        Output label = new Output("label", DataType.BYTES, List.of(-1L), Meaning.LABEL, List.of("no", "yes"));
        Output code = new Output("label", DataType.INT64, List.of(-1L), Meaning.LABEL, List.of());
        Output flat = output("score", DataType.FP32, Meaning.SCORE, -1);
        Output three = output("p", DataType.FP32, Meaning.SCORE, -1, 3);
        assertThat(given(label, flat, Tensor.of(new float[] {0.5f, 0.49f})).tensor()).isEqualTo(Tensor.of("yes", "no"));
        assertThat(given(code, three, Tensor.of(new float[] {0.2f, 0.3f, 0.5f}, 1, 3)).tensor())
                .isEqualTo(Tensor.of(new long[] {2}));
    }

    @Test
    void an_output_that_cannot_be_made_refuses_the_version() {
        Signature seen = new Signature(
                List.of(column("age", DataType.FP32)), List.of(output("score", DataType.FP32, Meaning.SCORE, -1)));
        Signature own = new Signature(List.of(column("age", DataType.FP32)), List.of(VALUE));
        assertThatThrownBy(() -> Binding.of(seen, own, "m@2"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("m@2 cannot give callers the output 'score'");
    }

    private static List<NamedTensor> bound(Signature seen, Signature own, int rows, NamedTensor... given) {
        return Binding.of(seen, own, "m@2").inputs(List.of(given), rows);
    }

    private static NamedTensor given(Output seen, Output own, Tensor said) {
        Input age = column("age", DataType.FP32);
        Binding binding = Binding.of(
                new Signature(List.of(age), List.of(seen)), new Signature(List.of(age), List.of(own)), "m@2");
        return binding.outputs(List.of(new NamedTensor(own.name(), said)), said.rows()).getFirst();
    }

    private static Signature inputs(Input... inputs) {
        return new Signature(List.of(inputs), List.of(VALUE));
    }

    private static Input column(String name, DataType type) {
        return Input.column(name, type, false);
    }

    private static Input matrix(String name, String... features) {
        return new Input(
                name, DataType.FP32, List.of(-1L, (long) features.length),
                List.of(features).stream().map(feature -> Feature.of(feature, false)).toList());
    }

    private static Output output(String name, DataType type, Meaning meaning, long... shape) {
        return new Output(name, type, Arrays.stream(shape).boxed().toList(), meaning, List.of());
    }
}
