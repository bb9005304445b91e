package understudy.provenance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import org.cyclonedx.Version;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.ModelVersion;

class BillOfMaterialsTest {
    private static final String CARD = """
            {"title": "LightGBM", "description": "LightGBM with categorical splits.", "license": "Apache-2.0",
             "intended_use": "Whether a consumer loan is paid back.", "limits": ["Few applicants above eighty."],
             "ethical_considerations": ["Age stands in for income."], "fairness": "Applicants above eighty",
             "metrics": {"auc": 0.8127, "validation": {"log_loss": 0.3068}},
             "datasets": ["loans-2024", {"name": "bureau", "description": "credit bureau", "url": "https://data.example.org/b"}],
             "requirements": ["lightgbm==4.5.0", "numpy>=1.26"]}""";

    @TempDir
    Path folder;

    private byte[] bill(ModelVersion version) {
        Provenance provenance = new Provenance(
                any -> folder,
                runtime -> List.of(
                        new Library("maven", "com.microsoft.onnxruntime:onnxruntime", "1.28.0", "MIT"),
                        new Library("maven", "org.example:own", "1", "A licence of our own")),
                new Vulnerabilities(folder, InstantSource.system()));
        return provenance.billOfMaterials(Versions.LOAN, version);
    }

    private static JsonNode read(byte[] json) throws IOException {
        return new JsonMapper().readTree(json);
    }

    @Test
    void it_is_valid_by_the_schema_of_cyclonedx_1_6_whatever_the_card_says() throws IOException {
        Files.writeString(folder.resolve("conda.yaml"), "dependencies: [python=3.11.5, {pip: [scikit-learn==1.5.0]}]\n");
        for (String card : List.of(
                CARD, "{}", "[]", "{\"metrics\": 7, \"datasets\": [[1]], \"limits\": {\"a\": 1}, \"license\": \"no such licence\"}",
                "{\"metrics\": {\"auc\": [1, 2]}, \"training_data\": \"Made up.\", \"users\": [\"clerks\", 5]}")) {
            assertThat(new JsonParser().validate(bill(Versions.version(3, "onnx", card)), Version.VERSION_16)).as(card).isEmpty();
        }
    }

    @Test
    void the_model_is_its_subject_with_hash_and_card() throws IOException {
        ModelVersion version = Versions.version(3, "onnx", CARD);
        JsonNode bom = read(bill(version));
        JsonNode model = bom.at("/metadata/component");
        assertThat(bom.path("specVersion").asText()).isEqualTo("1.6");
        assertThat(model.path("type").asText()).isEqualTo("machine-learning-model");
        assertThat(model.path("bom-ref").asText()).isEqualTo("loan@3");
        assertThat(model.at("/hashes/0/alg").asText()).isEqualTo("SHA-256");
        assertThat(model.at("/hashes/0/content").asText()).isEqualTo(version.artifact());
        assertThat(model.at("/licenses/0/license/id").asText()).isEqualTo("Apache-2.0");
        JsonNode card = model.path("modelCard");
        assertThat(card.at("/modelParameters/task").asText()).isEqualTo("binary classification");
        assertThat(card.at("/modelParameters/inputs").findValuesAsText("format"))
                .containsExactly("income: FP64, may be missing", "channel: one of [branch, web]");
        assertThat(card.at("/modelParameters/outputs/0/format").asText()).isEqualTo("score: FP64 [-1], score of [paid, lost]");
        assertThat(card.at("/modelParameters/datasets").findValuesAsText("name")).containsExactly("loans-2024", "bureau");
        assertThat(card.at("/quantitativeAnalysis/performanceMetrics").toString())
                .contains("{\"type\":\"auc\",\"value\":\"0.8127\"}", "\"slice\":\"validation\"");
        assertThat(card.at("/considerations/useCases/0").asText()).isEqualTo("Whether a consumer loan is paid back.");
        assertThat(card.at("/considerations/technicalLimitations/0").asText()).isEqualTo("Few applicants above eighty.");
    }

    @Test
    void what_it_needs_is_listed_and_who_needs_it() throws IOException {
        JsonNode bom = read(bill(Versions.version(3, "onnx", CARD)));
        assertThat(bom.path("components").findValuesAsText("purl")).containsExactly(
                "pkg:maven/com.microsoft.onnxruntime/onnxruntime@1.28.0", "pkg:maven/org.example/own@1",
                "pkg:pypi/lightgbm@4.5.0", "pkg:pypi/numpy");
        assertThat(needs(bom, "loan@3")).containsExactly("runtime/onnx", "pkg:pypi/lightgbm@4.5.0", "pkg:pypi/numpy");
        assertThat(needs(bom, "runtime/onnx")).containsExactly(
                "pkg:maven/com.microsoft.onnxruntime/onnxruntime@1.28.0", "pkg:maven/org.example/own@1");
    }

    private static List<String> needs(JsonNode bom, String reference) {
        List<String> needs = new ArrayList<>();
        for (JsonNode dependency : bom.path("dependencies")) {
            if (dependency.path("ref").asText().equals(reference)) {
                dependency.path("dependsOn").forEach(each -> needs.add(each.asText()));
            }
        }
        return needs;
    }

    @Test
    void a_version_gives_the_same_bytes_wherever_and_whenever_it_is_asked() throws IOException {
        byte[] first = bill(Versions.version(3, "onnx", CARD));
        TimeZone usual = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
            assertThat(new String(bill(Versions.version(3, "onnx", CARD)), UTF_8)).isEqualTo(new String(first, UTF_8));
        } finally {
            TimeZone.setDefault(usual);
        }
        JsonNode bom = read(first);
        assertThat(bom.at("/metadata/timestamp").asText()).startsWith("2026-05-01T12:30:15");
        assertThat(bom.path("serialNumber").asText()).startsWith("urn:uuid:");
        assertThat(read(bill(Versions.version(4, "onnx", CARD))).path("serialNumber")).isNotEqualTo(bom.path("serialNumber"));
    }
}
