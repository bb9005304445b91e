package understudy.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.api.Paths;

/** Models of every technology as their own tools wrote them, registered and asked over HTTP, in this process and in their own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
class FormatsTest {
    private static final Path CASES = Path.of(System.getProperty("cases", "../shared/cases"));
    private static final Path LIBRARIES =
            Path.of(System.getProperty("maven.repo", System.getProperty("user.home") + "/.m2/repository"));

    @TempDir
    static Path folder;

    private RunningServer server;

    @BeforeAll
    void a_server_that_knows_where_the_packs_are() throws IOException {
        assumeTrue(Files.isDirectory(CASES), "no folder of cases");
        Path packs = Files.createDirectories(folder.resolve("packs"));
        for (String name : List.of("catboost", "h2o", "tensorflow", "torch")) {
            Path jar = Path.of("../runtimes", name, "target", "runtimes-" + name + "-0.1.0.jar");
            if (Files.exists(jar)) {
                Files.copy(jar, packs.resolve(jar.getFileName()));
            }
        }
        System.setProperty("understudy.packs", packs.toString());
        server = RunningServer.in(folder.resolve("data"));
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"in-process", "process"})
    void LightGBM_text_of_KServe_gives_the_expected_probabilities(String isolation) throws IOException {
        JsonNode expected = expected("lightgbm model.bst");
        String model = registered("lgb-" + isolation, case_("lgbserver/lgbserver/example_model/model/model.bst"), isolation);

        JsonNode answer = infer(model, expected.path("request_v2").path("inputs").get(0), "input");

        assertClose(answer.path("outputs").get(0).path("data"), expected.path("expected_data"), 1e-9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"in-process", "process"})
    void the_three_formats_of_XGBoost_give_the_same_class(String isolation) throws IOException {
        for (String file : List.of("json_model/model.json", "ubj_model/model.ubj", "bst_model/model.bst")) {
            String name = "xgb-" + file.replaceAll(".*\\.", "") + "-" + isolation;
            String model = registered(name, case_("xgbserver/xgbserver/example_model/" + file), isolation);
            JsonNode answer = infer(model, Map.of("shape", List.of(1, 4), "datatype", "FP32", "data", List.of(5.1, 3.5, 1.4, 0.2)));
            assertThat(answer.path("outputs").get(0).path("data").get(0).asInt()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"in-process", "process"})
    void PMML_of_KServe_gives_the_expected_class_and_probabilities(String isolation) throws IOException {
        String model = registered("pmml-" + isolation, case_("pmmlserver/pmmlserver/example_model/model/model.pmml"), isolation);
        Map<String, Object> features = new LinkedHashMap<>();
        JsonNode inputs = server.caller().get("/v2/models/" + model).good().path("inputs");
        double[] row = {5.1, 3.5, 1.4, 0.2};
        for (int i = 0; i < row.length; i++) {
            features.put(inputs.get(i).path("name").asText(), row[i]);
        }

        JsonNode answer = server.caller().predict(model, features, "key");

        assertThat(answer.path("outputs").toString()).contains("setosa").contains("1.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"in-process", "process"})
    void ONNX_in_a_Triton_repository_adds_and_subtracts(String isolation) throws IOException {
        String model = registered("simple-" + isolation, CASES.resolve("triton-models/simple"), isolation);
        List<Integer> first = Stream.iterate(0, i -> i + 1).limit(16).toList();
        List<Integer> second = Stream.generate(() -> 1).limit(16).toList();

        JsonNode answer = server.caller().post("/v2/models/" + model + "/infer", Map.of("inputs", List.of(
                        Map.of("name", "INPUT0", "shape", List.of(1, 16), "datatype", "INT32", "data", first),
                        Map.of("name", "INPUT1", "shape", List.of(1, 16), "datatype", "INT32", "data", second))))
                .good();

        assertThat(numbers(answer, "OUTPUT0")).startsWith(1.0, 2.0, 3.0);
        assertThat(numbers(answer, "OUTPUT1")).startsWith(-1.0, 0.0, 1.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"in-process", "process"})
    void a_SavedModel_of_TensorFlow_Serving_halves_and_adds_two(String isolation) throws IOException {
        pack("tensorflow");
        String model = registered("half-" + isolation, CASES.resolve("tf-serving/saved_model_half_plus_two_tf2_cpu"), isolation);

        JsonNode answer = infer(model, Map.of("shape", List.of(3, 1), "datatype", "FP32", "data", List.of(1, 2, 5)));

        assertClose(answer.path("outputs").get(0).path("data"), Caller.read("[2.5, 3.0, 4.5]"), 1e-6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"in-process", "process"})
    void TorchScript_recognises_the_digits(String isolation) throws IOException {
        pack("torch");
        String signature = """
                {"signature": {"inputs": [{"name": "x", "datatype": "FP32", "shape": [-1, 1, 28, 28], "features": []}],
                 "outputs": [{"name": "y", "datatype": "FP32", "shape": [-1, 10], "meaning": "other", "classes": []}]},
                 "options": {"isolation": "%s"}}""".formatted(isolation);
        String model = "digits-" + isolation;
        Path artifact = CASES.resolve("torchscript-mnist-cnn/model.pt");
        server.caller().register(model, "model.pt", Files.readAllBytes(artifact), signature.getBytes()).good();
        List<String> rows = Files.readAllLines(CASES.resolve("torchscript-mnist-cnn/inputs_62x784.csv"));
        List<String> labels = Files.readAllLines(CASES.resolve("torchscript-mnist-cnn/labels.csv"));
        int skipped = rows.size() - 62;

        int right = 0;
        for (int i = 0; i < 62; i++) {
            JsonNode data = Caller.read("[" + rows.get(i + skipped) + "]");
            JsonNode answer = infer(model, Map.of("shape", List.of(1, 1, 28, 28), "datatype", "FP32", "data", data));
            List<Double> scores = numbers(answer, "y");
            int best = 0;
            for (int k = 1; k < scores.size(); k++) {
                best = scores.get(k) > scores.get(best) ? k : best;
            }
            right += String.valueOf(best).equals(labels.get(i + labels.size() - 62).strip()) ? 1 : 0;
        }
        assertThat(right).isEqualTo(62);
    }

    @ParameterizedTest
    @ValueSource(strings = {"in-process", "process"})
    void an_ensemble_of_H2O_answers_the_same_wherever_it_runs(String isolation) throws IOException {
        pack("h2o");
        String model = registered("titanic-" + isolation, CASES.resolve("h2o-genmodel/algos/ensemble/binomial_titanic.zip"), isolation);
        Map<String, Object> features = new LinkedHashMap<>();
        JsonNode inputs = server.caller().get(Paths.of(Paths.MODEL, model)).good().path("signature").path("inputs");
        for (JsonNode input : inputs) {
            JsonNode categories = input.path("features").path(0).path("categories");
            features.put(input.path("name").asText(), categories.isEmpty() ? 1.0 : categories.get(0).asText());
        }
        JsonNode outputs = server.caller().predict(model, features, "key").path("outputs");
        assertThat(outputs.toString()).isEqualTo(firstAnswer.computeIfAbsent("titanic", name -> outputs.toString()));
    }

    private final Map<String, String> firstAnswer = new LinkedHashMap<>();

    @Test
    void what_is_refused_leaves_nothing_behind() throws IOException {
        long before = artifacts();
        for (String wrong : List.of("tf-serving/bad_half_plus_two", "tf-serving/saved_model_half_plus_two_tflite")) {
            Caller.Reply reply = register("refused", CASES.resolve(wrong), "in-process");
            assertThat(reply.status()).isEqualTo(422);
        }
        assertThat(server.caller().get(Paths.of(Paths.MODEL, "refused")).status()).isEqualTo(404);
        assertThat(artifacts()).isEqualTo(before);
    }

    private long artifacts() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("data/artifacts"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    /** Installed once, from the repository that the build filled. */
    private void pack(String name) {
        server.caller().allow(name);
        assumeTrue(Files.exists(folder.resolve("packs/runtimes-" + name + "-0.1.0.jar")), "the pack " + name + " is not built");
        JsonNode runtimes = server.caller().get(Paths.RUNTIMES).good().path("runtimes");
        for (JsonNode runtime : runtimes) {
            if (runtime.path("name").asText().equals(name) && runtime.path("state").asText().equals("installed")) {
                return;
            }
        }
        JsonNode job = server.caller()
                .post(Paths.of(Paths.RUNTIME, name), Map.of("from", LIBRARIES.toAbsolutePath().normalize().toString()))
                .good();
        String id = job.path("id").asText();
        RunningServer.eventually("the pack " + name + " is installed", () -> {
            JsonNode now = server.caller().get(Paths.of(Paths.JOB, id)).good();
            assertThat(now.path("state").asText()).as(now.toString()).isNotEqualTo("failed");
            return now.path("state").asText().equals("done");
        });
    }

    private String registered(String model, Path path, String isolation) throws IOException {
        JsonNode version = register(model, path, isolation).good();
        assertThat(version.path("options").path("isolation").asText()).isEqualTo(isolation);
        return model;
    }

    private Caller.Reply register(String model, Path path, String isolation) throws IOException {
        assumeTrue(Files.exists(path), "not among the cases: " + path.getFileName());
        byte[] metadata = ("{\"options\": {\"isolation\": \"" + isolation + "\"}}").getBytes();
        boolean isFolder = Files.isDirectory(path);
        String name = path.getFileName() + (isFolder ? ".zip" : "");
        return server.caller().register(model, name, isFolder ? zipped(path) : Files.readAllBytes(path), metadata);
    }

    private JsonNode infer(String model, JsonNode input, String name) {
        Map<String, Object> tensor = new LinkedHashMap<>();
        tensor.put("shape", input.path("shape"));
        tensor.put("datatype", input.path("datatype").asText());
        tensor.put("data", input.path("data"));
        return infer(model, tensor);
    }

    /** To the model's only input, in the type that it takes. */
    private JsonNode infer(String model, Map<String, Object> tensor) {
        JsonNode input = server.caller().get("/v2/models/" + model).good().path("inputs").get(0);
        Map<String, Object> named = new LinkedHashMap<>(tensor);
        named.put("name", input.path("name").asText());
        named.put("datatype", input.path("datatype").asText());
        return server.caller().post("/v2/models/" + model + "/infer", Map.of("inputs", List.of(named))).good();
    }

    private static JsonNode expected(String name) throws IOException {
        return Caller.read(Files.readString(CASES.resolve("kserve-example-models/expected.json"))).path(name);
    }

    private static Path case_(String file) {
        return CASES.resolve("kserve-example-models").resolve(file);
    }

    private static List<Double> numbers(JsonNode answer, String output) {
        List<Double> numbers = new ArrayList<>();
        for (JsonNode each : answer.path("outputs")) {
            if (each.path("name").asText().equals(output)) {
                each.path("data").forEach(value -> numbers.add(value.asDouble()));
            }
        }
        return numbers;
    }

    private static void assertClose(JsonNode actual, JsonNode expected, double tolerance) {
        assertThat(actual.size()).isEqualTo(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).asDouble()).isCloseTo(expected.get(i).asDouble(), within(tolerance));
        }
    }

    private static byte[] zipped(Path directory) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes);
                Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                zip.putNextEntry(new ZipEntry(directory.relativize(file).toString()));
                Files.copy(file, zip);
                zip.closeEntry();
            }
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
        return bytes.toByteArray();
    }
}
