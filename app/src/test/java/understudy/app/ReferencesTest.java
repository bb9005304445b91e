package understudy.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.api.Paths;

/** Training data from the command line to the disk and back, on a whole server. */
class ReferencesTest {
    private static final List<String> COLUMNS = List.of(
            "age", "income", "amount", "term", "purpose", "employment", "housing", "utilisation", "past_delinquencies",
            "months_at_bank");

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init") // each test starts its own
    private RunningServer server;

    @SuppressWarnings("NullAway.Init")
    private Commands commands;

    private void start() {
        server = RunningServer.in(folder.resolve("data"));
        commands = new Commands(folder, server.address());
    }

    @AfterEach
    void stop() {
        commands.close();
        server.close();
    }

    private Path model() throws IOException {
        return Files.write(folder.resolve("loan-default.txt"), LoanVersion.LIGHTGBM.artifact());
    }

    private Path training(int rows) throws IOException {
        Applicants applicants = new Applicants(new Random(11));
        Random random = new Random(12);
        Stream<String> lines = Stream.generate(applicants::next).limit(rows).map(row -> line(row, random));
        String header = String.join(",", COLUMNS) + ",chance,defaulted,customer";
        return Files.writeString(
                folder.resolve("train.csv"),
                Stream.concat(Stream.of(header), lines).collect(Collectors.joining("\n")));
    }

    private static String line(Map<String, Object> row, Random random) {
        String features = COLUMNS.stream()
                .map(name -> row.getOrDefault(name, "").toString())
                .collect(Collectors.joining(","));
        double chance = Math.floor(random.nextDouble() * 1000) / 1000;
        return features + "," + chance + "," + (random.nextDouble() < chance ? 1 : 0) + "," + random.nextInt(9);
    }

    private void register() {
        server.caller().register("loan", LoanVersion.LOGISTIC_REGRESSION);
    }

    @Test
    void the_version_itself_says_the_scores_that_a_file_has_not() throws Exception {
        start();
        register();
        Path file = training(500);
        JsonNode made = commands.json(
                "monitor", "reference", "loan@1", file.toString(), "--ask", "--label", "defaulted");
        JsonNode score = commands.json("monitor", "reference", "loan@1", "--column", "@score").path("columns").path(0);
        double mean = 0;
        List<String> rows = Files.readAllLines(file).subList(1, 501);
        for (String row : rows) {
            Map<String, Object> features = new HashMap<>();
            String[] cells = row.split(",");
            for (int i = 0; i < COLUMNS.size(); i++) {
                if (!cells[i].isEmpty()) {
                    features.put(COLUMNS.get(i), cells[i].matches("-?[0-9.E-]+") ? (Object) Double.parseDouble(cells[i]) : cells[i]);
                }
            }
            mean += server.caller().predict("loan", features, "key").path("outputs").path("probability").path(0).asDouble() / 500;
        }
        assertThat(score.path("mean").asDouble()).isCloseTo(mean, within(1e-9));
        assertThat(made.path("labelled").path("rows").asInt()).isEqualTo(500);
        assertThat(server.caller().get(Paths.PREDICTIONS + "?model=loan&limit=1000").good().path("predictions"))
                .as("asking for a reference leaves nothing in the journal")
                .hasSize(500);
    }

    @Test
    void a_reference_outlives_the_server_that_made_it_and_so_does_its_edited_schema() throws Exception {
        start();
        register();
        JsonNode made = commands.json(
                "monitor", "reference", "loan@1", training(3000).toString(), "--score", "chance", "--label", "defaulted");
        assertThat(made.path("rows").asInt()).isEqualTo(3000);
        assertThat(made.path("labelled").path("figures").get(1).path("value").asDouble()).isBetween(0.8, 0.87);
        assertThat(made.path("remarks").get(0).asText())
                .isEqualTo("Kept out, because the model does not know them: 'customer'");
        Path schema = folder.resolve("schema.yml");
        commands.type("monitor", "schema", "loan@1", "--out", schema.toString()).good();
        Files.writeString(schema, Files.readString(schema).replace("max: 84.0", "max: 99.0"));
        commands.type("monitor", "schema", "loan@1", "--set", schema.toString()).good();
        JsonNode before = commands.json("monitor", "reference", "loan@1");

        commands.close();
        server.close();
        start();

        assertThat(commands.json("monitor", "reference", "loan@1")).isEqualTo(before);
        assertThat(before.path("labelled")).isEqualTo(made.path("labelled"));
        assertThat(commands.json("monitor", "schema", "loan@1").path("columns").get(0).path("max").asInt()).isEqualTo(99);
        assertThat(commands.type("monitor", "schema", "loan@1").good().out()).isEqualTo(Files.readString(schema));
    }

    @Test
    void a_reference_is_shown_column_by_column_and_deleted() throws Exception {
        start();
        register();

        Commands.Done made = commands.type("monitor", "reference", "loan@1", training(500).toString()).good();

        assertThat(made.out()).contains("loan@1: 500 rows of train.csv", "MISSING", "income", "purpose");
        assertThat(made.out()).containsPattern("purpose +category");
        assertThat(made.err()).contains("remark: Kept out, because the model does not know them: 'chance', 'defaulted'");
        assertThat(commands.type("monitor", "reference", "loan@1", "--column", "purpose").good().out())
                .contains("BIN", "education");
        assertThat(commands.type("monitor", "reference", "loan@1", "--delete").good().out())
                .contains("the reference of loan@1 is deleted");
        assertThat(commands.type("monitor", "reference", "loan@1")).satisfies(gone -> {
            assertThat(gone.exitCode()).isEqualTo(1);
            assertThat(gone.err()).contains("error: loan@1 has no reference", "understudy monitor reference loan@1 FILE");
        });
    }

    @Test
    void a_model_is_registered_with_its_training_data() throws Exception {
        start();
        String model = model().toString();
        Path metadata = Files.write(folder.resolve("metadata.json"), LoanVersion.LIGHTGBM.metadata());
        Path signature = Files.writeString(
                folder.resolve("signature.json"), Caller.read(Files.readString(metadata)).path("signature").toString());

        Commands.Done done = commands.type(
                "model", "register", "loan", model, "--signature", signature.toString(), "--reference",
                training(400).toString(), "--score", "chance", "--label", "defaulted").good();

        assertThat(done.out()).contains("registered loan@1");
        assertThat(done.err()).contains("reference made of 400 rows of train.csv");
        assertThat(commands.json("monitor", "reference", "loan@1").path("labelled").path("rows").asInt()).isEqualTo(400);

        Commands.Done half = commands.type(
                "model", "register", "credit", model, "--signature", signature.toString(), "--reference",
                Files.writeString(folder.resolve("other.csv"), "x,y\n1,2\n").toString());

        assertThat(half.exitCode()).isEqualTo(1);
        assertThat(half.out()).contains("registered credit@1");
        assertThat(half.err()).contains(
                "error: credit@1 is registered, but without a reference: The file has none of the features of 'credit'",
                "understudy monitor reference credit@1 ");
        assertThat(commands.type("model", "register", "loan", model, "--reference", folder.resolve("no.csv").toString()).err())
                .contains("Nothing was registered");
        assertThat(server.caller().get(Paths.of(Paths.MODEL, "loan")).good().path("versions")).hasSize(1);
    }

    @Test
    void traffic_becomes_a_reference_of_its_version_or_of_the_next() throws Exception {
        start();
        register();
        Applicants applicants = new Applicants(new Random(13));
        for (int i = 0; i < 60; i++) {
            server.caller().predict("loan", applicants.next(), "customer-" + i);
        }

        JsonNode own = commands.json("monitor", "reference", "loan@1", "--from", "1h");

        assertThat(own.path("rows").asInt()).isEqualTo(60);
        assertThat(own.path("source").asText()).startsWith("traffic of loan@1, ");
        assertThat(own.path("columns").findValuesAsText("name")).containsAll(COLUMNS).contains("@at", "@score");
        server.caller().register("loan", LoanVersion.LIGHTGBM);
        assertThat(commands.json("monitor", "reference", "loan@2", "--from", "1h", "--of", "loan@1").path("rows").asInt())
                .isEqualTo(60);
        assertThat(commands.type("monitor", "reference", "loan@2", "--from", "1h").err())
                .contains("error: loan@2 answered nobody from ");
    }

    @Test
    void words_that_mean_nothing_together_are_refused() throws Exception {
        start();
        register();

        assertThat(commands.type("monitor", "reference", "loan@1", training(5).toString(), "--delete").exitCode()).isEqualTo(2);
        assertThat(commands.type("monitor", "reference", "loan@1", "--to", "now").err()).contains("--to without --from");
        assertThat(commands.type("monitor", "reference", "loan@1", "--score", "p").err()).contains("go with a FILE");
        assertThat(commands.type("monitor", "reference", "loan@1", "--from", "1d", "--of", "fraud@2").err())
                .contains("--of: fraud@2 (expected: a version of loan)");
        assertThat(commands.type("monitor", "reference", "loan@1", "--from", "now").exitCode()).isEqualTo(2);
        assertThat(commands.type("monitor", "reference", "loan@1", "no.csv").err()).contains("there is no file no.csv");
        assertThat(commands.type("monitor", "schema", "loan@1", "--out", "a", "--set", "b").exitCode()).isEqualTo(2);
    }
}
