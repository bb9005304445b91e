package understudy.scanning;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Graphs and configurations that do more than compute. */
class GraphsTest {
    @ParameterizedTest
    @CsvSource({"ReadFile,DANGEROUS", "WriteFile,DANGEROUS", "PyFunc,DANGEROUS", "EagerPyFunc,DANGEROUS",
        "TFRecordDataset,UNKNOWN", "SaveV2,ALLOWED", "RestoreV2,ALLOWED", "MatMul,ALLOWED", "PrintV2,ALLOWED"})
    void operations_of_tensorflow_are_judged_in_the_graph_and_in_its_functions(String operation, Verdict verdict) {
        byte[] node = message(1, message(1, "n".getBytes(UTF_8)), message(2, operation.getBytes(UTF_8)));
        byte[] function = message(2, message(1, message(3, message(2, operation.getBytes(UTF_8)))));

        assertThat(Scans.of(savedModel(node), "saved_model.pb").verdict()).isEqualTo(verdict);
        assertThat(Scans.of(savedModel(function), "saved_model.pb").verdict()).isEqualTo(verdict);
        assertThat(Scans.of(node, "frozen.pb").verdict()).isEqualTo(verdict);
    }

    @Test
    void printing_into_a_file_is_dangerous() {
        byte[] node = message(1, message(2, "PrintV2".getBytes(UTF_8)), message(5, "output_stream file:///tmp/x".getBytes(UTF_8)));

        assertThat(Scans.dangerous(savedModel(node), "saved_model.pb")).containsExactly("PrintV2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret", "/etc/passwd", "a/../../b", "C:\\x", "https://example.org/x"})
    void weights_outside_the_folder_of_an_onnx_model_are_dangerous(String location) {
        byte[] tensor = message(5, message(13, message(1, "location".getBytes(UTF_8)), message(2, location.getBytes(UTF_8))));
        byte[] inNode = message(1, message(5, message(5, message(13, message(1, "location".getBytes(UTF_8)),
                message(2, location.getBytes(UTF_8))))));

        assertThat(Scans.dangerous(onnx(tensor), "model.onnx")).containsExactly(location);
        assertThat(Scans.dangerous(onnx(inNode), "model.onnx")).containsExactly(location);
    }

    @Test
    void weights_beside_an_onnx_model_are_ordinary() {
        byte[] tensor = message(5, message(13, message(1, "location".getBytes(UTF_8)), message(2, "weights.bin".getBytes(UTF_8))));

        assertThat(Scans.of(onnx(tensor), "model.onnx").findings()).isEmpty();
    }

    @Test
    void operations_of_onnx_from_elsewhere_are_for_a_person_to_judge() {
        byte[] node = message(1, message(4, "Magic".getBytes(UTF_8)), message(7, "my.company".getBytes(UTF_8)));

        assertThat(Scans.of(onnx(node), "model.onnx").unknown()).extracting(Finding::what).containsExactly("my.company::Magic");
    }

    @Test
    void a_graph_that_is_cut_short_is_told() {
        byte[] whole = savedModel(message(1, message(2, "MatMul".getBytes(UTF_8))));

        assertThat(Scans.of(java.util.Arrays.copyOf(whole, whole.length - 3), "saved_model.pb").verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void lambda_layers_are_dangerous_in_every_container_of_keras() {
        byte[] config = "{\"module\": \"keras.layers\", \"class_name\": \"Lambda\", \"config\": {}}".getBytes(UTF_8);
        byte[] keras = new Zips().deflated("config.json", config).end();
        byte[] hdf5 = Assembler.bare().raw(0x89).raw("HDF\r\n\032\n".getBytes(UTF_8)).raw(new byte[2_000_000]).raw(config).bytes();

        assertThat(Scans.dangerous(keras, "model.keras")).containsExactly("Lambda");
        assertThat(Scans.dangerous(hdf5, "model.h5")).containsExactly("Lambda");
    }

    @ParameterizedTest
    @CsvSource({"keras.layers,Dense,ALLOWED", "os,system,DANGEROUS", "keras.utils,get_file,DANGEROUS", "my.layers,Own,UNKNOWN"})
    void modules_that_keras_would_import_are_judged_like_those_of_a_pickle(String module, String name, Verdict verdict) {
        byte[] config = ("{\"layers\": [{\"module\": \"" + module + "\", \"class_name\": \"" + name + "\", \"config\": {}}]}")
                .getBytes(UTF_8);

        assertThat(Scans.of(Zips.of("config.json", config).end(), "model.keras").verdict()).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"sklearn.svm._classes,SVC,ALLOWED", "builtins,eval,DANGEROUS", "my.models,Own,UNKNOWN"})
    void types_of_a_skops_file_are_judged_like_those_of_a_pickle(String module, String name, Verdict verdict) {
        byte[] schema = ("{\"__class__\": \"" + name + "\", \"__module__\": \"" + module + "\", \"content\": {}}").getBytes(UTF_8);

        assertThat(Scans.of(Zips.of("schema.json", schema).end(), "model.skops").verdict()).isEqualTo(verdict);
    }

    private static byte[] savedModel(byte[] inGraph) {
        return Assembler.bare().raw(8, 1).raw(message(2, message(2, inGraph))).bytes();
    }

    private static byte[] onnx(byte[] inGraph) {
        return Assembler.bare().raw(8, 8).raw(message(7, inGraph)).bytes();
    }

    private static byte[] message(int field, byte[]... parts) {
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            inner.writeBytes(part);
        }
        Assembler message = Assembler.bare();
        varint(message, field << 3 | 2);
        varint(message, inner.size());
        return message.raw(inner.toByteArray()).bytes();
    }

    private static void varint(Assembler to, int value) {
        int rest = value;
        while (rest > 0x7f) {
            to.raw(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        to.raw(rest);
    }
}
