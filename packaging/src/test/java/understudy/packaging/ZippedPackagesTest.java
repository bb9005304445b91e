package understudy.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.PackageFormat;
import understudy.storage.FileArtifacts;

/** From an upload to an answer, with the store that servers use. */
final class ZippedPackagesTest {
    private static final long LIMIT = 10L << 20;

    @Test
    void an_uploaded_repository_folder_answers(@TempDir Path folder) throws IOException {
        byte[] zip = zipped(Packages.known("triton-models/simple"));
        Artifact uploaded = new FileArtifacts(folder).put(new ByteArrayInputStream(zip), "simple.zip", LIMIT);
        PackageFormat format = ServiceLoader.load(PackageFormat.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(one -> one.accepts(uploaded))
                .findFirst()
                .orElseThrow();
        PackageFormat.Contents contents = format.open(uploaded);
        assertThat(contents.model().fileName()).isEqualTo("model.onnx");
        assertThat(contents.card()).contains("\"name\":\"simple\"").contains("\"version\":\"1\"");
        Tensor twos = Tensor.of(DataType.INT32, new long[] {1, 16},
                new int[] {2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2});
        try (Instance instance = Packages.loaded(contents)) {
            List<NamedTensor> answers =
                    instance.predict(List.of(new NamedTensor("INPUT0", twos), new NamedTensor("INPUT1", twos)), 1);
            assertThat(answers.getFirst().tensor().number(7)).isEqualTo(4);
        }
    }

    private static byte[] zipped(Path folder) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes);
                Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(folder.getFileName() + "/" + folder.relativize(file)));
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
