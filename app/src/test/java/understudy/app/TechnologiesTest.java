package understudy.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static understudy.app.RunningServer.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import understudy.api.Paths;

/** A whole server whose catalogue says what may answer, and that knows what its versions are made of. */
@Timeout(120)
class TechnologiesTest {
    private static final String MODEL = "echo";

    @TempDir
    Path folder;

    private RunningServer server() {
        return RunningServer.in(
                folder.resolve("data"), Map.of(Setting.NOTIFY_FILE, folder.resolve("notices.ndjson").toString()));
    }

    private List<String> notices() {
        Path file = folder.resolve("notices.ndjson");
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file).stream().map(line -> Caller.read(line).path("title").asText()).toList()
                    : List.of();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static JsonNode register(Caller caller, String more) {
        byte[] artifact = (WilfulRuntime.FIRST_LINE + "GOOD" + more).getBytes(UTF_8);
        return caller.register(MODEL, "echo.wilful", artifact, WilfulRuntime.METADATA.getBytes(UTF_8)).good();
    }

    private static Caller.Reply predict(Caller caller) {
        return caller.post(Paths.of(Paths.PREDICT, MODEL), Map.of("features", Map.of("x", -1)));
    }

    @Test
    void an_unknown_technology_answers_nobody_until_it_is_allowed_and_goes_on_answering_after_it_is_not() {
        try (RunningServer server = server(); Commands commands = new Commands(folder, server.address())) {
            Caller caller = server.caller();
            assertThat(register(caller, "").hasNonNull("role")).isFalse();
            Caller.Reply refused = predict(caller);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.json().path("detail").asText())
                    .isEqualTo("model 'echo' has no champion, and echo@1 may not lead: wilful is not allowed");
            assertThat(refused.json().path("remedy").asText())
                    .startsWith("Allow it: understudy technology allow wilful --up-to champion --risk low --until 20");
            Commands.Done promoted = commands.type("promote", "echo@1");
            assertThat(promoted.exitCode()).isEqualTo(1);
            assertThat(promoted.err())
                    .contains("echo@1 may not lead: wilful is not allowed", "understudy technology allow wilful");

            assertThat(commands.type("technology", "allow", "wilful", "--up-to", "champion", "--risk", "low").good().out())
                    .isEqualTo("wilful is allowed up to champion for models of up to low risk\n");
            commands.type("promote", "echo@1").good();
            assertThat(predict(caller).status()).isEqualTo(200);

            register(caller, "\n");
            commands.type("technology", "withdraw", "wilful").good();
            assertThat(predict(caller).status()).isEqualTo(200);
            assertThat(commands.type("technology", "list").good().out())
                    .contains("withdrawn", "though they are not covered", "echo@1")
                    .contains("wilful is no longer allowed (withdrawn by");
            eventually("its owner is told", () -> !notices().isEmpty());
            assertThat(notices()).singleElement().asString()
                    .startsWith("echo@1 (wilful) leads, but wilful is no longer allowed");

            assertThat(caller.post(Paths.of(Paths.PROMOTE, MODEL), Map.of("version", 2)).status()).isEqualTo(422);
            assertThat(caller.post(Paths.of(Paths.CANARY, MODEL), Map.of("version", 2, "share", 0.1)).text())
                    .contains("echo@2 may not answer callers");
            caller.verb(Paths.SHADOW, MODEL, 2);
            assertThat(caller.get(Paths.AUDIT + "?from=1&limit=100").text())
                    .contains("technology.allow", "technology.withdraw");
        }
    }

    @Test
    void what_comes_with_the_program_leads_by_itself_unless_somebody_took_it_away() {
        try (RunningServer server = server(); Commands commands = new Commands(folder, server.address())) {
            assertThat(commands.json("technology", "list").path("technologies").findValuesAsText("runtime"))
                    .containsExactly("elsewhere", "onnx", "pmml", "trees");
            assertThat(server.caller().register("loan", LoanVersion.BOOSTED_TREES)).isEqualTo(1);
            assertThat(server.caller().get(Paths.of(Paths.LINEUP, "loan")).good().path("champion").asInt()).isEqualTo(1);
            commands.type("technology", "withdraw", "trees").good();
        }
        try (RunningServer server = server(); Commands commands = new Commands(folder, server.address())) {
            server.caller().register("loan", LoanVersion.LIGHTGBM);
            assertThat(commands.type("promote", "loan@2").err()).contains("trees is not allowed (withdrawn by");
            assertThat(server.caller().get(Paths.TECHNOLOGIES).good().path("uncovered")).isEmpty();
        }
    }

    @Test
    void terms_that_cannot_be_are_refused_in_words() {
        try (RunningServer server = server(); Commands commands = new Commands(folder, server.address())) {
            assertThat(commands.type("technology", "allow", "python", "--up-to", "king", "--risk", "low").err())
                    .contains("up_to: king (expected: one of [shadow, canary, champion])");
            assertThat(commands.type(
                            "technology", "allow", "python", "--up-to", "canary", "--risk", "low", "--until", "2020-01-01")
                            .err())
                    .contains("until: 2020-01-01T00:00:00Z (expected: a time to come)");
            assertThat(commands.type("technology", "withdraw", "python").err()).contains("nothing is allowed for 'python'");
        }
    }

    @Test
    void a_version_tells_what_it_is_made_of_and_its_owner_hears_what_becomes_known_against_it() throws IOException {
        Path records = Files.createDirectories(folder.resolve("data").resolve("osv").resolve("PyPI"));
        Files.writeString(records.resolve("PYSEC-7.json"), """
                {"id": "PYSEC-7", "summary": "Reads what it should not", "affected": [
                 {"package": {"ecosystem": "PyPI", "name": "lightgbm"},
                  "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "1.0.0"}, {"fixed": "4.6.0"}]}]}]}""");
        ObjectNode metadata = (ObjectNode) Caller.JSON.readTree(LoanVersion.BOOSTED_TREES.metadata());
        ArrayNode requirements = metadata.withObject("/card").putArray("requirements");
        requirements.add("lightgbm==4.5.0").add("numpy");
        try (RunningServer server = server(); Commands commands = new Commands(folder, server.address())) {
            server.caller().register(
                    "loan", LoanVersion.BOOSTED_TREES.fileName(), LoanVersion.BOOSTED_TREES.artifact(),
                    Caller.JSON.writeValueAsBytes(metadata)).good();
            Path file = folder.resolve("loan.cdx.json");
            commands.type("model", "bom", "loan@1", "--out", file.toString()).good();
            JsonNode bom = Caller.read(Files.readString(file));
            assertThat(bom.at("/metadata/component/type").asText()).isEqualTo("machine-learning-model");
            assertThat(bom.path("components").findValuesAsText("purl"))
                    .contains("pkg:pypi/lightgbm@4.5.0", "pkg:pypi/numpy");
            assertThat(bom.path("components").findValuesAsText("purl"))
                    .anyMatch(address -> address.matches("pkg:maven/com.microsoft.onnxruntime/onnxruntime@[0-9.]+"));
            assertThat(commands.type("model", "bom", "loan@1").good().out()).isEqualTo(Files.readString(file));

            Commands.Done found = commands.type("model", "vulnerabilities", "loan@1").good();
            assertThat(found.out()).contains("lightgbm", "4.5.0", "PYSEC-7", "4.6.0", "Reads what it should not");
            assertThat(found.err()).contains("numpy: unpinned: cannot be judged");
            eventually("its owner is told", () -> !notices().isEmpty());
            assertThat(notices()).containsExactly("loan@1 needs packages with a vulnerability not known before");
            assertThat(commands.type("model", "bom", "loan@9").err()).contains("there is no loan@9");
        }
    }
}
