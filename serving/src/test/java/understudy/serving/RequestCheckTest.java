package understudy.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Signature.Input;
import understudy.core.Signature.Meaning;
import understudy.core.Tensor;

final class RequestCheckTest {
    private static final Signature.Output OUTPUT =
            new Signature.Output("y", DataType.FP32, List.of(-1L), Meaning.VALUE, List.of());

    private final RequestCheck columns = check(
            Input.column("age", DataType.FP32, false),
            Input.column("debt", DataType.FP32, true),
            Input.column("region", DataType.BYTES, true));

    @Test
    void inputs_in_any_order_come_in_the_signatures() {
        NamedTensor age = new NamedTensor("age", Tensor.of(new float[] {1}));
        NamedTensor debt = new NamedTensor("debt", Tensor.of(new float[] {2}));
        NamedTensor region = new NamedTensor("region", Tensor.of("north"));
        assertThat(columns.check(List.of(region, age, debt)).inputs()).containsExactly(age, debt, region);
    }

    @Test
    void an_optional_column_may_be_left_out() {
        RequestCheck.Checked checked = columns.check(List.of(new NamedTensor("age", Tensor.of(new float[] {1, 2}))));
        assertThat(checked.rows()).isEqualTo(2);
        assertThat(checked.inputs()).extracting(NamedTensor::tensor).containsExactly(
                Tensor.of(new float[] {1, 2}), Tensor.of(new float[] {Float.NaN, Float.NaN}), Tensor.of("", ""));
    }

    @Test
    void a_column_that_must_be_there_is_missed_by_name() {
        refused(columns, "inputs: no 'age' (expected: an input of that name)",
                new NamedTensor("debt", Tensor.of(new float[] {1})));
    }

    @Test
    void an_unknown_name_is_refused_with_the_known_ones() {
        refused(columns, "inputs.name: agee (expected: each of [age, debt, region] once)",
                new NamedTensor("age", Tensor.of(new float[] {1})), new NamedTensor("agee", Tensor.of(new float[] {1})));
    }

    @Test
    void a_name_sent_twice_is_refused() {
        refused(columns, "inputs.name: age (expected: each of [age, debt, region] once)",
                new NamedTensor("age", Tensor.of(new float[] {1})), new NamedTensor("age", Tensor.of(new float[] {1})));
    }

    @Test
    void rows_must_agree() {
        refused(columns, "debt.shape: [2] (expected: 1 rows, as in age)",
                new NamedTensor("age", Tensor.of(new float[] {1})),
                new NamedTensor("debt", Tensor.of(new float[] {1, 2})));
    }

    @Test
    void no_rows_are_refused() {
        refused(columns, "age.shape: [0] (expected: a first dimension of 1 or more rows)",
                new NamedTensor("age", Tensor.of(new float[0])));
    }

    @Test
    void texts_are_no_numbers() {
        refused(columns, "age.datatype: BYTES (expected: FP32)", new NamedTensor("age", Tensor.of("41")));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void a_number_that_is_none_is_refused_by_field_and_row(float odd) {
        assertThatThrownBy(() -> columns.check(List.of(new NamedTensor("age", Tensor.of(new float[] {1, odd})))))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("age[1]: " + odd);
    }

    @Test
    void an_optional_number_may_be_missing_but_not_infinite() {
        NamedTensor age = new NamedTensor("age", Tensor.of(new float[] {1}));
        NamedTensor missing = new NamedTensor("debt", Tensor.of(new float[] {Float.NaN}));
        assertThat(columns.check(List.of(age, missing)).inputs()).contains(missing);
        refused(columns, "debt[0]: Infinity (expected: a finite number)",
                age, new NamedTensor("debt", Tensor.of(new float[] {Float.POSITIVE_INFINITY})));
    }

    @Test
    void a_lone_input_may_bear_any_name_and_another_numeric_type() {
        RequestCheck matrix = check(new Input("x", DataType.FP32, List.of(-1L, 2L), List.of()));
        assertThat(matrix.check(List.of(new NamedTensor("input-0", Tensor.of(new double[] {1, 2}, 1, 2)))).inputs())
                .containsExactly(new NamedTensor("x", Tensor.of(new float[] {1, 2}, 1, 2)));
    }

    @Test
    void a_wrong_width_is_refused_with_the_right_one() {
        RequestCheck matrix = check(new Input("x", DataType.FP32, List.of(-1L, 2L), List.of()));
        refused(matrix, "x.shape: [1, 3] (expected: [-1, 2], where -1 is any length)",
                new NamedTensor("x", Tensor.of(new float[] {1, 2, 3}, 1, 3)));
    }

    @Test
    void a_column_may_come_flat_or_standing() {
        RequestCheck flat = check(Input.column("age", DataType.FP32, false));
        assertThat(flat.check(List.of(new NamedTensor("age", Tensor.of(new float[] {1, 2}, 2, 1)))).inputs())
                .containsExactly(new NamedTensor("age", Tensor.of(new float[] {1, 2})));
    }

    @Test
    void a_number_that_does_not_fit_an_integer_is_refused() {
        RequestCheck whole = check(Input.column("n", DataType.INT32, false));
        refused(whole, "n[1]: 2.5 (expected: a whole number from -2147483648 to 2147483647 for INT32)",
                new NamedTensor("n", Tensor.of(new double[] {1, 2.5})));
        refused(whole, "n[0]: 4294967296 (expected: a whole number from -2147483648 to 2147483647 for INT32)",
                new NamedTensor("n", Tensor.of(new long[] {1L << 32})));
    }

    @Test
    void a_graph_without_rows_takes_its_tensors_whole() {
        RequestCheck product = new RequestCheck(new Signature(
                List.of(
                        new Input("a", DataType.FP32, List.of(2L, 3L), List.of()),
                        new Input("b", DataType.FP32, List.of(3L, 1L), List.of())),
                List.of(OUTPUT)));
        RequestCheck.Checked checked = product.check(List.of(
                new NamedTensor("a", Tensor.of(new float[6], 2, 3)), new NamedTensor("b", Tensor.of(new float[3], 3, 1))));
        assertThat(checked.rows()).isEqualTo(1);
        refused(product, "a.shape: [1, 3] (expected: [2, 3], where -1 is any length)",
                new NamedTensor("a", Tensor.of(new float[3], 1, 3)), new NamedTensor("b", Tensor.of(new float[3], 3, 1)));
    }

    private static RequestCheck check(Input... inputs) {
        return new RequestCheck(new Signature(List.of(inputs), List.of(OUTPUT)));
    }

    private static void refused(RequestCheck check, String message, NamedTensor... sent) {
        assertThatThrownBy(() -> check.check(List.of(sent))).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code()).isEqualTo(Problem.Code.INVALID);
            assertThat(problem.getMessage()).isEqualTo(message);
        });
    }
}
