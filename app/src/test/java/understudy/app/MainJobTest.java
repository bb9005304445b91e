package understudy.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.api.Paths;

/** The main job from end to end, by the commands a person types, over models of four technologies. */
class MainJobTest {
    private static final String MODEL = "loan";
    private static final int ANSWERED = 200;
    private static final int LABELLED = 120;

    @TempDir
    Path folder;

    private final SplittableRandom random = new SplittableRandom(20_261);
    private final List<String> ids = new ArrayList<>();
    private final Map<String, Double> scores = new HashMap<>();
    private RunningServer server;
    private Commands commands;

    @BeforeEach
    void logistic_regression_answers_while_boosted_trees_rehearse() throws IOException {
        start();
        assertThat(register(LoanVersion.LOGISTIC_REGRESSION)).isEqualTo(1);
        assertThat(register(LoanVersion.BOOSTED_TREES)).isEqualTo(2);
        commands.type("shadow", MODEL + "@2").good();
        Applicants applicants = new Applicants(random);
        for (int i = 0; i < ANSWERED; i++) {
            JsonNode answer = server.caller().predict(MODEL, applicants.next(), key(i));
            assertThat(answer.path("version").asInt()).isEqualTo(1);
            assertThat(answer.path("role").asText()).isEqualTo("champion");
            String id = answer.path("prediction_ids").path(0).asText();
            ids.add(id);
            scores.put(id, answer.path("outputs").path("probability").path(0).asDouble());
        }
        server.caughtUp(MODEL);
    }

    @AfterEach
    void stop() {
        commands.close();
        server.close();
    }

    @Test
    void a_challenger_is_compared_over_every_pair_with_the_labels_that_came_late() throws IOException {
        label();
        RunningServer.eventually("all labels are joined", () -> compare(2).path("labelled").asInt() == LABELLED);
        JsonNode comparison = compare(2);

        assertThat(comparison.path("model").asText()).isEqualTo(MODEL);
        assertThat(comparison.path("champion").asInt()).isEqualTo(1);
        assertThat(comparison.path("challenger").asInt()).isEqualTo(2);
        assertThat(comparison.path("pairs").asInt()).isEqualTo(ANSWERED);
        assertThat(comparison.path("verdict").asText()).isEqualTo("not_enough_yet");
        assertThat(comparison.path("explanation").asText()).isNotBlank();
        assertThat(comparison.path("gaps").asInt()).isZero();
        int differently = search("--where", "disagrees=2").size();
        assertThat(differently).isBetween(1, ANSWERED - 1);
        assertThat(comparison.path("agreement").asDouble()).isCloseTo(1 - differently / (double) ANSWERED, within(1e-9));
    }

    @Test
    void labels_sent_again_change_nothing_and_one_for_nobody_is_kept_and_reported() throws IOException {
        label();
        JsonNode again = commands.json("label", MODEL, labels(0, LABELLED / 2, "prediction_id").toString());
        assertThat(again.path("accepted").asInt()).isZero();
        assertThat(again.path("repeated").asInt()).isEqualTo(LABELLED / 2);

        Path unknown = Files.writeString(folder.resolve("unknown.csv"), "key,label\nnobody,paid\n");
        JsonNode orphan = commands.json("label", MODEL, unknown.toString());
        assertThat(orphan.path("accepted").asInt()).isOne();
        assertThat(orphan.path("unknown").asInt()).isOne();
        RunningServer.eventually("all labels are joined", () -> compare(2).path("labelled").asInt() == LABELLED);
        assertThat(compare(2).path("pairs").asInt()).isEqualTo(ANSWERED);
    }

    @Test
    void the_challenger_takes_the_lead_and_gives_it_back_and_retires() {
        commands.type("promote", MODEL + "@2").good();
        assertThat(answer().path("version").asInt()).isEqualTo(2);
        assertThat(commands.json("lineup", MODEL).path("champion").asInt()).isEqualTo(2);

        commands.type("rollback", MODEL).good();
        assertThat(answer().path("version").asInt()).isEqualTo(1);

        assertThat(commands.type("retire", MODEL + "@1").exitCode()).as("the champion cannot retire").isEqualTo(1);
        commands.type("retire", MODEL + "@2").good();
        assertThat(commands.json("lineup", MODEL).path("shadows")).isEmpty();
        assertThat(commands.type("promote", MODEL + "@2").exitCode()).as("retired is for good").isEqualTo(1);
        assertThat(answer().path("version").asInt()).isEqualTo(1);
    }

    @Test
    void every_technology_reproduces_its_answers_bit_for_bit() throws IOException {
        assertThat(register(LoanVersion.LIGHTGBM)).isEqualTo(3);
        assertThat(register(LoanVersion.NETWORK)).isEqualTo(4);
        for (int version = 1; version <= 4; version++) {
            if (version > 1) {
                commands.type("promote", MODEL + "@" + version).good();
            }
            String id = answer().path("prediction_ids").path(0).asText();
            JsonNode again = commands.json("reproduce", id);
            assertThat(again.path("version").asInt()).isEqualTo(version);
            assertThat(again.path("same").asBoolean()).as("%s", again).isTrue();
            assertThat(again.path("ulps").asLong()).isZero();
            assertThat(again.path("actions_same").asBoolean()).isTrue();
        }
    }

    @Test
    void what_a_person_decided_otherwise_stands_beside_the_answer() {
        commands.type("override", ids.getFirst(), "accept", "--reason", "income proved by letter").good();
        RunningServer.eventually(
                "the override is there", () -> !one(ids.getFirst()).path("overrides").isEmpty());
        JsonNode override = one(ids.getFirst()).path("overrides").path(0);
        assertThat(override.path("action").asText()).isEqualTo("accept");
        assertThat(override.path("reason").asText()).isEqualTo("income proved by letter");
        assertThat(commands.type("override", ids.getFirst(), "accept").exitCode()).as("without a reason").isEqualTo(2);
    }

    @Test
    void a_newcomer_is_tried_on_what_was_asked_before_it_came() throws IOException {
        assertThat(register(LoanVersion.LIGHTGBM)).isEqualTo(3);
        JsonNode backtest = commands.json("backtest", MODEL + "@3", "--from", "1h").path(0).path("as_known_then");
        assertThat(backtest.path("challenger").asInt()).isEqualTo(3);
        assertThat(backtest.path("pairs").asInt()).isEqualTo(ANSWERED);

        commands.type("shadow", MODEL + "@3", "--from", "beginning").good();
        // what a backtest said does not count, and a shadow's last answers are written a moment after it is at the end
        RunningServer.eventually(
                "the shadow has answered all", () -> compare(3).path("pairs").asInt() == ANSWERED);
    }

    @Test
    void predictions_are_found_by_key_score_and_disagreement() {
        List<JsonNode> byKey = search("--key", key(17));
        assertThat(byKey).hasSize(1);
        assertThat(byKey.getFirst().path("prediction_id").asText()).isEqualTo(ids.get(17));

        Set<String> high = new HashSet<>();
        scores.forEach((id, score) -> {
            if (score > 0.5) {
                high.add(id);
            }
        });
        assertThat(high).isNotEmpty();
        assertThat(idsOf(search("--where", "score > 0.5"))).containsExactlyInAnyOrderElementsOf(high);

        for (JsonNode each : search("--where", "disagrees=2")) {
            JsonNode found = one(each.path("prediction_id").asText());
            assertThat(found.path("shadows").path(0).path("said").path("action"))
                    .isNotEqualTo(found.path("answer").path("action"));
        }
    }

    @Test
    void a_person_who_is_erased_can_no_longer_be_read_and_others_can() throws IOException {
        JsonNode metadata = Caller.JSON.readTree(LoanVersion.LOGISTIC_REGRESSION.metadata());
        metadata.path("model_signature").path("inputs").forEach(input ->
                ((ObjectNode) input.path("features").path(0)).put("privacy", "encrypt"));
        server.caller().register(
                "private", "loan.onnx", LoanVersion.LOGISTIC_REGRESSION.artifact(), Caller.JSON.writeValueAsBytes(metadata)).good();
        Applicants applicants = new Applicants(random);
        String gone = server.caller().predict("private", applicants.next(), "ann").path("prediction_ids").path(0).asText();
        String stays = server.caller().predict("private", applicants.next(), "bob").path("prediction_ids").path(0).asText();
        assertThat(commands.json("predictions", "private", "--id", gone).path("inputs").path(0).path("kept").asText())
                .isEqualTo("encrypted");
        assertThat(commands.json("reproduce", gone).path("same").asBoolean()).isTrue();

        commands.type("erase", "ann", "--yes").good();

        Commands.Done refused = commands.type("reproduce", gone);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).startsWith("error: ").doesNotContain("Exception");
        assertThat(commands.json("reproduce", stays).path("same").asBoolean()).isTrue();
        assertThat(commands.json("audit", "verify").path("intact").asBoolean()).isTrue();
    }

    @Test
    void a_restart_finds_everything_and_counts_it_once() throws IOException {
        label();
        RunningServer.eventually("all labels are joined", () -> compare(2).path("labelled").asInt() == LABELLED);
        JsonNode before = compare(2);
        JsonNode lineup = commands.json("lineup", MODEL);

        stop();
        start();
        server.caughtUp(MODEL);

        assertThat(commands.json("lineup", MODEL)).isEqualTo(lineup);
        JsonNode after = compare(2);
        for (String same : List.of("pairs", "labelled", "agreement", "gaps", "errors", "metrics")) {
            assertThat(after.path(same)).as(same).isEqualTo(before.path(same));
        }
        assertThat(idsOf(search("--limit", "1000"))).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(one(ids.getFirst()).path("shadows")).hasSize(1);
        assertThat(commands.json("reproduce", ids.getFirst()).path("same").asBoolean()).isTrue();
        assertThat(ids).doesNotContain(answer().path("prediction_ids").path(0).asText());
    }

    @Test
    void what_is_exported_can_be_changed_and_applied_again() throws IOException {
        Path exported = folder.resolve("exported");
        commands.type("export", "--out", exported.toString()).good();
        assertThat(commands.type("diff", "-f", exported.toString(), "--exit-code").good().out())
                .contains("all is as declared");

        Path file = exported.resolve(MODEL + ".yml");
        Files.writeString(file, Files.readString(file).replace(
                "champion: 1\n  shadows:\n    - version: 2\n", "champion: 2\n  shadows:\n    - version: 1\n"));
        assertThat(commands.type("diff", "-f", exported.toString(), "--exit-code").exitCode()).isEqualTo(1);
        commands.type("apply", "-f", exported.toString()).good();
        assertThat(answer().path("version").asInt()).isEqualTo(2);
        assertThat(commands.type("apply", "-f", exported.toString()).good().out()).contains("all is as declared");
    }

    private void start() {
        server = RunningServer.in(folder.resolve("data"));
        commands = new Commands(folder, server.address());
    }

    private int register(LoanVersion version) throws IOException {
        JsonNode metadata = Caller.JSON.readTree(version.metadata());
        Path artifact = Files.createDirectories(folder.resolve(version.name())).resolve(version.fileName());
        Files.write(artifact, version.artifact());
        List<String> words = new ArrayList<>(List.of("model", "register", MODEL, artifact.toString()));
        for (Map.Entry<String, JsonNode> part : metadata.properties()) {
            words.add("--" + part.getKey().replace('_', '-'));
            if (part.getValue().isTextual()) {
                words.add(part.getValue().asText());
            } else {
                Path file = folder.resolve(version.name() + "-" + part.getKey() + ".json");
                words.add(Files.write(file, Caller.JSON.writeValueAsBytes(part.getValue())).toString());
            }
        }
        return commands.json(words.toArray(String[]::new)).path("version").asInt();
    }

    /** Half by prediction id, half by the caller's key. */
    private void label() throws IOException {
        int half = LABELLED / 2;
        assertThat(commands.json("label", MODEL, labels(0, half, "prediction_id").toString()).path("accepted").asInt())
                .isEqualTo(half);
        assertThat(commands.json("label", MODEL, labels(half, LABELLED, "key").toString()).path("accepted").asInt())
                .isEqualTo(half);
    }

    private Path labels(int from, int to, String column) throws IOException {
        StringBuilder text = new StringBuilder(column + ",label\n");
        for (int i = from; i < to; i++) {
            text.append(column.equals("key") ? key(i) : ids.get(i)).append(i % 5 == 0 ? ",default\n" : ",paid\n");
        }
        return Files.writeString(folder.resolve("labels-" + column + ".csv"), text);
    }

    private static String key(int index) {
        return "application-" + index;
    }

    private JsonNode answer() {
        return server.caller().predict(MODEL, new Applicants(random).next(), "another");
    }

    private JsonNode compare(int challenger) {
        return commands.json("compare", MODEL + "@" + challenger);
    }

    private JsonNode one(String id) {
        return commands.json("predictions", MODEL, "--id", id);
    }

    private List<JsonNode> search(String... conditions) {
        List<String> words = new ArrayList<>(List.of("predictions", MODEL));
        words.addAll(List.of(conditions));
        if (!words.contains("--limit")) {
            words.addAll(List.of("--limit", "1000"));
        }
        List<JsonNode> found = new ArrayList<>();
        commands.json(words.toArray(String[]::new)).path("predictions").forEach(found::add);
        return found;
    }

    private static List<String> idsOf(List<JsonNode> predictions) {
        return predictions.stream().map(each -> each.path("prediction_id").asText()).toList();
    }
}
