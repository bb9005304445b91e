package understudy.runtimes.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import inference.client.InferTensorContents;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Tensor;

/** Every element type in the three forms it travels in, and what does not fit. */
final class TensorFormsTest {
    private static final long[] SHAPE = {2, 1};

    private static Tensor extremes(DataType type) {
        Object values = switch (type) {
            case BOOL -> new byte[] {1, 0};
            case UINT8, INT8 -> new byte[] {-1, 1};
            case UINT16, INT16 -> new short[] {-1, 1};
            case FP16 -> new short[] {Float.floatToFloat16(-1.5f), Float.floatToFloat16(65504)};
            case UINT32, INT32 -> new int[] {-1, Integer.MAX_VALUE};
            case UINT64, INT64 -> new long[] {-1, Long.MAX_VALUE};
            case FP32 -> new float[] {-1.1f, Float.MIN_VALUE};
            case FP64 -> new double[] {-1.1, Double.MIN_VALUE};
            case BYTES -> new byte[][] {"Grüße \"\n".getBytes(UTF_8), "x".getBytes(UTF_8)};
        };
        return Tensor.of(type, SHAPE, values);
    }

    @ParameterizedTest
    @EnumSource(DataType.class)
    void bytes_keep_every_bit(DataType type) throws BadAnswer {
        Tensor tensor = extremes(type);
        assertThat(RawTensor.read("x", type, SHAPE, ByteBuffer.wrap(RawTensor.written(tensor)))).isEqualTo(tensor);
    }

    @Test
    void bytes_are_little_endian_and_texts_come_after_their_length() {
        assertThat(RawTensor.written(Tensor.of(DataType.INT32, new long[] {1}, new int[] {258})))
                .containsExactly(2, 1, 0, 0);
        assertThat(RawTensor.written(Tensor.of("ab", ""))).containsExactly(2, 0, 0, 0, 'a', 'b', 0, 0, 0, 0);
    }

    @ParameterizedTest
    @EnumSource(DataType.class)
    void json_keeps_every_value(DataType type) throws Exception {
        Tensor tensor = extremes(type);
        byte[] written = Json.written(JsonElements.flat("x", tensor));
        assertThat(JsonElements.read("x", type, SHAPE, Json.read(written), false)).isEqualTo(tensor);
    }

    @ParameterizedTest
    @EnumSource(value = DataType.class, mode = EnumSource.Mode.EXCLUDE, names = "FP16")
    void typed_contents_keep_every_value(DataType type) throws BadAnswer {
        Tensor tensor = extremes(type);
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        for (int i = 0; i < 2; i++) {
            switch (type) {
                case BOOL -> contents.addBoolContents(tensor.number(i) != 0);
                case INT8, INT16, INT32 -> contents.addIntContents((int) tensor.number(i));
                case INT64 -> contents.addInt64Contents(tensor.longs()[i]);
                case UINT8, UINT16, UINT32 -> contents.addUintContents((int) (long) tensor.number(i));
                case UINT64 -> contents.addUint64Contents(tensor.longs()[i]);
                case FP32 -> contents.addFp32Contents(tensor.floats()[i]);
                case FP64 -> contents.addFp64Contents(tensor.doubles()[i]);
                case BYTES -> contents.addBytesContents(ByteString.copyFrom(tensor.bytes()[i]));
                case FP16 -> throw new IllegalStateException("left out");
            }
        }
        assertThat(TypedContents.read("x", type, SHAPE, contents.build())).isEqualTo(tensor);
    }

    @ParameterizedTest
    @CsvSource({
        "INT8,128", "UINT8,-1", "INT16,40000", "UINT16,65536", "INT32,2147483648", "UINT32,-1", "INT64,9223372036854775808",
        "UINT64,-1", "INT64,1.5", "BOOL,2", "BOOL,\"yes\"", "FP16,65520", "FP32,1e39", "FP64,true", "BYTES,1", "FP64,null"
    })
    void a_value_that_does_not_fit_its_type_is_no_answer(DataType type, String json) throws Exception {
        JsonNode list = Json.read(("[" + json + "]").getBytes(UTF_8));
        assertThatThrownBy(() -> JsonElements.read("x", type, list))
                .isInstanceOf(BadAnswer.class)
                .hasMessageStartingWith("answered ")
                .hasMessageContaining("'x'");
    }

    @Test
    void typed_contents_that_do_not_fit_are_no_answer() {
        InferTensorContents large = InferTensorContents.newBuilder().addIntContents(200).build();
        assertThatThrownBy(() -> TypedContents.read("x", DataType.INT8, new long[] {1}, large))
                .isInstanceOf(BadAnswer.class);
        assertThatThrownBy(() -> TypedContents.read("x", DataType.INT32, new long[] {2}, large))
                .isInstanceOf(BadAnswer.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 5, 9, 10, 12})
    void bytes_that_are_cut_off_or_too_many_are_no_answer(int length) {
        byte[] texts = Arrays.copyOf(RawTensor.written(Tensor.of("ab", "c")), length);
        assertThatThrownBy(() -> RawTensor.read("x", DataType.BYTES, new long[] {2}, ByteBuffer.wrap(texts)))
                .isInstanceOf(BadAnswer.class);
        assertThatThrownBy(() -> RawTensor.read("x", DataType.FP64, new long[] {2}, ByteBuffer.wrap(texts)))
                .isInstanceOf(BadAnswer.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1L << 40, Long.MAX_VALUE})
    void a_shape_that_cannot_be_takes_no_memory(long rows) {
        assertThatThrownBy(() -> RawTensor.read("x", DataType.FP64, new long[] {rows}, ByteBuffer.allocate(8)))
                .isInstanceOf(BadAnswer.class);
        assertThatThrownBy(() -> RawTensor.read("x", DataType.BYTES, new long[] {Integer.MAX_VALUE}, ByteBuffer.allocate(8)))
                .isInstanceOf(BadAnswer.class);
    }

    @Test
    void rows_are_taken_apart_and_put_together_again() {
        List<NamedTensor> whole = List.of(
                new NamedTensor("x", Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2)),
                new NamedTensor("t", Tensor.of("a", "b", "c")));
        assertThat(Pieces.joined(List.of(Pieces.rows(whole, 0, 2), Pieces.rows(whole, 2, 1)))).isEqualTo(whole);
        assertThat(Pieces.rows(whole, 1, 1).getFirst().tensor()).isEqualTo(Tensor.of(new float[] {3, 4}, 1, 2));
    }
}
