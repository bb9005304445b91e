package understudy.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import understudy.core.Column;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Privacy;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Signature.Feature;
import understudy.core.Signature.Input;
import understudy.core.Tensor;
import understudy.core.Value;

final class SealingTest {
    private static final Optional<String> KEY = Optional.of("person 1");

    private final Stage.People people = new Stage.People();
    private final Stage.MemoryBlobs blobs = new Stage.MemoryBlobs();
    private final Sealing sealing = new Sealing(people, blobs, new Encryption(new SecureRandom()));

    @Test
    void what_may_be_kept_is_kept_as_it_is() {
        NamedTensor age = new NamedTensor("age", Tensor.of(new float[] {41}));
        List<Column> sealed = sealing.seal(signature(column("age", Privacy.KEEP)), List.of(age), KEY);
        assertThat(sealed).containsExactly(Column.plain(age));
        assertThat(sealing.open(sealed)).containsExactly(age);
    }

    @Test
    void hashed_values_can_be_counted_and_not_read() {
        NamedTensor name = new NamedTensor("name", Tensor.of("ada", "bob", "ada"));
        List<Column> sealed = sealing.seal(signature(column("name", Privacy.HASH)), List.of(name), KEY);
        Tensor digests = ((Value.Hashed) sealed.getFirst().value()).digests();
        assertThat(digests.text(0)).isEqualTo(digests.text(2)).isNotEqualTo(digests.text(1));
        assertThatThrownBy(() -> sealing.open(sealed))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("'name' of this prediction was kept as a digest only");
    }

    @ParameterizedTest
    @EnumSource(DataType.class)
    void encrypted_values_open_until_the_person_is_erased(DataType type) {
        Object values = Casts.allocate(type, 2);
        if (values instanceof byte[][] texts) {
            texts[0] = new byte[] {1, 2, 3};
            texts[1] = new byte[0];
        } else {
            Casts.copy("x", Tensor.of(new double[] {1, 0}), 0, 1, type, values, 0, 1, 2);
        }
        NamedTensor secret = new NamedTensor("x", Tensor.of(type, new long[] {2}, values));
        List<Column> sealed = sealing.seal(signature(column("x", Privacy.ENCRYPT)), List.of(secret), KEY);
        assertThat(sealed.getFirst().value()).isInstanceOf(Value.Encrypted.class);
        assertThat(sealing.open(sealed)).containsExactly(secret);
        people.erase(people.subject("person 1"));
        assertThatThrownBy(() -> sealing.open(sealed)).hasMessageContaining("was erased");
    }

    @Test
    void the_same_secret_never_looks_the_same_and_an_altered_one_does_not_open() {
        NamedTensor secret = new NamedTensor("x", Tensor.of(new float[] {41}));
        Signature signature = signature(column("x", Privacy.ENCRYPT));
        Value.Encrypted one = (Value.Encrypted) sealing.seal(signature, List.of(secret), KEY).getFirst().value();
        Value.Encrypted two = (Value.Encrypted) sealing.seal(signature, List.of(secret), KEY).getFirst().value();
        assertThat(one.sealed()).isNotEqualTo(two.sealed());
        one.sealed()[14] ^= 1;
        assertThatThrownBy(() -> sealing.open(List.of(new Column("x", one)))).isInstanceOf(Problem.class);
        Value.Encrypted reshaped = new Value.Encrypted(two.subject(), two.type(), new long[] {1, 1}, two.sealed());
        assertThatThrownBy(() -> sealing.open(List.of(new Column("x", reshaped)))).isInstanceOf(Problem.class);
    }

    @Test
    void what_nobody_could_ask_to_erase_is_dropped() {
        NamedTensor secret = new NamedTensor("x", Tensor.of(new float[] {41}));
        List<Column> sealed =
                sealing.seal(signature(column("x", Privacy.ENCRYPT)), List.of(secret), Optional.empty());
        assertThat(sealed).containsExactly(new Column("x", new Value.Dropped()));
    }

    @Test
    void private_columns_of_a_matrix_stand_beside_it_and_go_back_into_it() {
        Signature signature = signature(matrix(Privacy.KEEP, Privacy.ENCRYPT, Privacy.KEEP));
        NamedTensor matrix = new NamedTensor("x", Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
        List<Column> sealed = sealing.seal(signature, List.of(matrix), KEY);
        assertThat(sealed).extracting(Column::name).containsExactly("x", "x[1]");
        assertThat(sealed.getFirst().value()).isEqualTo(new Value.Plain(
                Tensor.of(new float[] {1, Float.NaN, 3, 4, Float.NaN, 6}, 2, 3)));
        assertThat(sealing.open(sealed)).containsExactly(matrix);
    }

    @Test
    void a_dropped_column_of_a_matrix_is_not_opened_as_if_it_were_missing() {
        Signature signature = signature(matrix(Privacy.KEEP, Privacy.DROP));
        NamedTensor matrix = new NamedTensor("x", Tensor.of(new float[] {1, 2}, 1, 2));
        List<Column> sealed = sealing.seal(signature, List.of(matrix), KEY);
        assertThatThrownBy(() -> sealing.open(sealed)).hasMessageContaining("'x[1]' of this prediction was never kept");
    }

    @Test
    void large_values_go_to_the_content_store() {
        NamedTensor image = new NamedTensor("image", Tensor.of(new float[20_000], 1, 20_000));
        Signature signature = signature(new Input("image", DataType.FP32, List.of(-1L, 20_000L), List.of()));
        List<Column> sealed = sealing.seal(signature, List.of(image), KEY);
        assertThat(sealed.getFirst().value()).isInstanceOf(Value.Blob.class);
        assertThat(sealing.open(sealed)).containsExactly(image);
        assertThat(sealing.sealOutputs(List.of(image)).getFirst().value()).isInstanceOf(Value.Blob.class);
    }

    private static Signature signature(Input input) {
        return new Signature(List.of(input), List.of());
    }

    private static Input column(String name, Privacy privacy) {
        return new Input(name, DataType.FP32, List.of(-1L), List.of(new Feature(name, List.of(), true, privacy)));
    }

    private static Input matrix(Privacy... columns) {
        List<Feature> features = new ArrayList<>();
        for (Privacy privacy : columns) {
            features.add(new Feature("f" + features.size(), List.of(), false, privacy));
        }
        return new Input("x", DataType.FP32, List.of(-1L, (long) columns.length), features);
    }
}
