package understudy.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.serving.Instance;
import understudy.serving.PackageFormat;
import understudy.testkit.PackageFormatContract;

final class KserveStorageTest extends PackageFormatContract {
    private static final String SERVICE = """
            apiVersion: serving.kserve.io/v1beta1
            kind: InferenceService
            metadata: {name: iris}
            spec:
              predictor:
                batcher: {maxBatchSize: 32, maxLatency: 5}
                model:
                  modelFormat: {name: %s}
                  protocolVersion: v2
                  storageUri: %s
            """;

    @TempDir
    private Path folder;

    @Override
    protected PackageFormat format() {
        return new KserveStorage();
    }

    @Override
    protected void write(Path into) throws IOException {
        Packages.write(into, "iris.yaml", SERVICE.formatted("sklearn", "gs://models/sklearn/1.0/model"));
        Packages.write(into, "model/model.joblib", "x");
    }

    @Override
    protected void writeDamaged(Path into) throws IOException {
        Packages.write(into, "iris.yaml", SERVICE.formatted("sklearn", "gs://models/sklearn"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "gs://bucket/sklearn/model", "file:///mnt/model", "pvc://claim/model", "model", "./model", "s3://b/model/"
    })
    void a_storage_uri_is_followed_as_far_as_it_is_in_the_folder(String uri) throws IOException {
        write(folder);
        Packages.write(folder, "iris.yaml", "kind: ServiceAccount\n---\n" + SERVICE.formatted("sklearn", uri));
        PackageFormat.Contents contents = Packages.opened(folder);
        assertThat(contents.runtime()).contains("python");
        assertThat(contents.model().path()).isEqualTo(folder.resolve("model/model.joblib"));
        assertThat(contents.options()).isEqualTo(Map.of("batch_rows", "32", "batch_delay_us", "5000"));
        assertThat(contents.card()).contains("\"format\":\"sklearn\"").contains("\"protocolVersion\":\"v2\"");
    }

    @ParameterizedTest
    @CsvSource({
        "lgbserver/lgbserver/example_model/model, true",
        "xgbserver/xgbserver/example_model/json_model, true",
        "sklearnserver/sklearnserver/example_models/joblib/model, false",
        "pmmlserver/pmmlserver/example_model/model, false"
    })
    void the_layouts_of_kserves_servers_need_no_yaml(String path, boolean isTrees) {
        PackageFormat.Contents contents = Packages.opened(Packages.known("kserve-example-models/" + path));
        assertThat(contents.model().fileName()).startsWith("model.");
        assertThat(contents.runtime().isEmpty()).isEqualTo(isTrees);
        if (isTrees) {
            try (Instance instance = Packages.loaded(contents)) {
                assertThat(instance.signature().outputs()).isNotEmpty();
            }
        }
    }

    @Test
    void two_models_are_refused_by_name_as_kserve_does() {
        Path two = Packages.known("kserve-example-models/sklearnserver/sklearnserver/example_models/multi/model");
        assertThat(Packages.refusal(two).fact()).endsWith("it holds 2 models: model.joblib, model.pkl");
    }

    @Test
    void the_older_way_and_other_packages_inside_are_read() throws IOException {
        Packages.write(folder, "service.yml", """
                kind: InferenceService
                spec: {predictor: {xgboost: {storageUri: "gs://x/y"}}}
                """);
        Packages.write(folder, "model.bst", "binf");
        assertThat(Packages.opened(folder).model().fileName()).isEqualTo("model.bst");
        Packages.write(folder, "service.yml", SERVICE.formatted("mlflow", "gs://x/run"));
        Packages.write(folder, "run/MLmodel", "flavors: {onnx: {data: net.onnx}}\n");
        Packages.write(folder, "run/net.onnx", "x");
        PackageFormat.Contents contents = new KserveStorage().open(Packages.artifact(folder));
        assertThat(contents.model().path()).isEqualTo(folder.resolve("run/net.onnx"));
        assertThat(contents.card()).contains("\"mlflow\"").contains("\"kserve\"");
    }

    @Test
    void what_would_answer_otherwise_here_is_refused() throws IOException {
        write(folder);
        Packages.write(folder, "iris.yaml", SERVICE.formatted("sklearn", "model") + "  transformer: {containers: []}\n");
        assertThat(Packages.refusal(folder).fact()).contains("spec.transformer");
        Packages.write(folder, "iris.yaml", SERVICE.formatted("huggingface", "model"));
        assertThat(Packages.refusal(folder).fact()).contains("'huggingface' cannot be served");
        Packages.write(folder, "iris.yaml", SERVICE.formatted("sklearn", "file:///mnt/../etc"));
        assertThat(Packages.refusal(folder).fact()).contains("leaves its folder");
    }
}
