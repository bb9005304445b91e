package understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportMlflowFilesTest {
    @TempDir
    private Path home;

    private TakingServer server;
    private Shell shell;
    private MlflowStore store;

    @BeforeEach
    void open() throws IOException {
        server = new TakingServer("churn", "loan-risk");
        shell = new Shell(home, Map.of("UNDERSTUDY_SERVER", server.address()));
        store = new MlflowStore(home.resolve("work/mlruns")).model("churn", "who leaves");
    }

    @AfterEach
    void close() {
        shell.close();
        server.close();
    }

    private Shell.Done take(String... more) {
        String[] words = new String[3 + more.length];
        words[0] = "import";
        words[1] = "mlflow";
        words[2] = store.root().toString();
        System.arraycopy(more, 0, words, 3, more.length);
        return shell.type(words);
    }

    @Test
    void versions_come_in_mlflows_order_each_with_its_whole_folder() throws IOException {
        for (int number = 1; number <= 11; number++) {
            store.version("churn", number, "None");
        }
        Shell.Done done = take();
        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(server.taken()).extracting(taken -> taken.files().get("data/model.bin"))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 11).mapToObj(n -> "churn " + n).toList());
        assertThat(server.taken().getFirst().files()).containsOnlyKeys("MLmodel", "data/model.bin");
        assertThat(server.taken().getFirst().fileName()).isEqualTo("churn.zip");
        assertThat(done.err()).contains("import: 100%");
    }

    @Test
    void what_mlflow_says_of_a_version_is_in_its_card() throws IOException {
        store.version("churn", 1, "Archived").alias("churn", "old", 1).tag("churn/version-1", "author", "ann")
                .tag("churn", "team", "growth");
        take();
        assertThat(Json.line(server.taken().getFirst().card())).isEqualTo(
                """
                {"mlflow":{"aliases":["old"],"model":"churn","model_description":"who leaves",\
                "model_tags":{"team":"growth"},"run_id":"run1","stage":"Archived","tags":{"author":"ann"},"version":1}}""");
    }

    @Test
    void how_they_are_to_be_run_travels_along() throws IOException {
        store.version("churn", 1, "None");
        take("--option", "environment=requirements", "--option", "batch_rows=64");
        assertThat(Json.line(server.taken().getFirst().options()))
                .isEqualTo("{\"environment\":\"requirements\",\"batch_rows\":\"64\"}");
    }

    @Test
    void who_led_leads_and_who_was_tried_rehearses() throws IOException {
        store.version("churn", 1, "Staging").version("churn", 2, "Production").version("churn", 3, "None")
                .version("churn", 4, "None").alias("churn", "Champion", 3).alias("churn", "challenger", 4);
        Shell.Done done = take();
        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(server.roles()).containsExactly("champion churn@3", "shadow churn@1", "shadow churn@4");
        assertThat(done.out()).isEqualTo(
                """
                MLFLOW   ALIAS, STAGE  BECOMES  ROLE      STATE
                churn 1  Staging       churn@1  shadow    registered
                churn 2  Production    churn@2            registered
                churn 3  @Champion     churn@3  champion  registered
                churn 4  @challenger   churn@4  shadow    registered
                """);
    }

    @Test
    void without_an_alias_the_newest_in_production_leads() throws IOException {
        store.version("churn", 1, "Production").version("churn", 2, "Production").version("churn", 3, "Archived");
        take();
        assertThat(server.roles()).containsExactly("champion churn@2");
    }

    @Test
    void a_dry_run_shows_the_plan_and_does_nothing() throws IOException {
        store.version("churn", 1, "Production").version("churn", 2, "None", "s3://bucket/7/run2/artifacts/model");
        Shell.Done done = take("--dry-run");
        assertThat(done.exitCode()).isEqualTo(1);
        assertThat(done.out()).isEqualTo(
                """
                MLFLOW   ALIAS, STAGE  BECOMES  ROLE      STATE
                churn 1  Production    churn    champion  new
                churn 2                –                  cannot be registered
                """);
        assertThat(done.err()).startsWith("churn 2: its files are not found: neither at s3://bucket/7/run2/artifacts/model");
        assertThat(server.changes()).isEmpty();
    }

    @Test
    void what_is_refused_is_said_in_the_servers_words_and_the_rest_goes_on() throws IOException {
        store.version("churn", 1, "None").version("churn", 2, "None").version("churn", 3, "Production");
        server.refusing("churn 2");
        Shell.Done done = take();
        assertThat(done.exitCode()).isEqualTo(1);
        assertThat(done.err()).contains("churn 2: no runtime takes churn. Add one");
        assertThat(server.taken()).hasSize(2);
        assertThat(server.roles()).containsExactly("champion churn@2");
    }

    @Test
    void doing_it_again_takes_only_what_is_new_and_leaves_roles_to_people() throws IOException {
        store.version("churn", 1, "None").version("churn", 2, "Production");
        take();
        assertThat(shell.type("promote", "churn@1").exitCode()).isZero();
        store.version("churn", 3, "Staging");
        Shell.Done done = take();
        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(server.taken()).extracting(TakingServer.Taken::version).containsExactly(1, 2, 3);
        assertThat(server.roles()).containsExactly("champion churn@2", "champion churn@1", "shadow churn@3");
        assertThat(done.out()).contains("churn 1", "there already", "churn 3  Staging       churn@3  shadow    registered");
    }

    @Test
    void a_version_with_the_files_of_another_is_that_one() throws IOException {
        store.version("churn", 1, "None").version("churn", 2, "None");
        store.version("churn", 3, "Production", store.root().resolve("7/run1/artifacts/churn").toString());
        Shell.Done done = take();
        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(server.taken()).hasSize(2);
        assertThat(done.out()).contains("churn 3  Production    churn@1  champion  there already");
        assertThat(server.roles()).isEmpty();
    }

    @Test
    void files_are_found_though_the_store_was_moved() throws IOException {
        store.version("churn", 1, "None", "file:///home/ann/mlruns/7/run1/artifacts/a%20model")
                .artifact("7/run1/artifacts/a model", "1");
        store.version("churn", 2, "None", "C:\\Users\\ann\\mlruns\\7\\run2\\artifacts\\model")
                .artifact("7/run2/artifacts/model", "2");
        store.version("churn", 3, "None", "mlflow-artifacts:/7/run3/artifacts/model")
                .artifact("../mlartifacts/7/run3/artifacts/model", "3");
        store.version("churn", 4, "None", "models:/m-0f3a")
                .artifact("7/models/m-0f3a/artifacts", "4");
        store.version("churn", 5, "None", "/srv/mlruns/7/models/m-0f3b/artifacts")
                .artifact("7/models/m-0f3b/artifacts", "5");
        Shell.Done done = take();
        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(server.taken()).extracting(taken -> taken.files().get("data/model.bin"))
                .containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void deleted_versions_and_prompts_stay_where_they_are() throws IOException {
        store.version("churn", 1, "Deleted_Internal").version("churn", 2, "None");
        store.model("greeting", "a prompt").version("greeting", 1, "None")
                .tag("greeting", "mlflow.prompt.is_prompt", "true");
        take();
        assertThat(server.taken()).extracting(taken -> taken.card().path("mlflow").path("version").asInt())
                .containsExactly(2);
    }

    @Test
    void names_are_made_valid_and_never_taken_for_one_another() throws IOException {
        store.model("loan risk", "").version("loan risk", 1, "None");
        store.model("loan_risk", "").model("loan!risk", "").version("loan!risk", 1, "None");
        Shell.Done done = take();
        assertThat(done.exitCode()).isEqualTo(1);
        assertThat(server.taken()).extracting(TakingServer.Taken::model).containsExactly("loan-risk");
        assertThat(done.err()).contains("would both be called 'loan-risk'. Rename it in MLflow");
        assertThat(take("--model", "loan risk").exitCode()).isZero();
        assertThat(take("--model", "lone").err())
                .contains("no registered model 'lone'", "It has churn, loan risk, loan!risk");
    }

    @Test
    void a_version_that_gets_no_role_is_said_so() throws IOException {
        store.version("churn", 1, "Production");
        try (RecordedServer strict = new RecordedServer()) {
            strict.on("GET /api/v1/models", "{\"models\":[]}");
            strict.on("POST /api/v1/models/churn/versions", TakingServer.VERSION.formatted("churn", 1));
            strict.on("POST /api/v1/models/churn/promote",
                    asked -> RecordedServer.Said.problem(403, "ann may not promote", "Ask bob"));
            Shell.Done done = take("--server", strict.address());
            assertThat(done.exitCode()).isEqualTo(1);
            assertThat(done.err()).endsWith("churn@1 is no champion: ann may not promote. Ask bob\n");
        }
    }

    @Test
    void json_tells_what_became_of_each() throws IOException {
        store.version("churn", 1, "None");
        assertThat(Json.read(take("-o", "json").out().getBytes(StandardCharsets.UTF_8)).orElseThrow().toString()).isEqualTo(
                """
                {"versions":[{"mlflow_model":"churn","mlflow_version":1,"model":"churn","role":"","state":"registered",\
                "version":1}]}""");
    }

    @Test
    void the_folder_above_will_do_and_one_that_is_no_store_is_said_so() throws IOException {
        store.version("churn", 1, "None");
        assertThat(shell.type("import", "mlflow", home.resolve("work").toString()).exitCode()).isZero();
        assertThat(shell.type("import", "mlflow", home.toString()).err())
                .contains("is no MLflow file store: it has no folder 'models'", "the tracking server's URL");
        Files.writeString(home.resolve("mlflow.db"), "");
        assertThat(shell.type("import", "mlflow", home.toString()).err()).contains("in a database", "give its URL");
    }

    @Test
    void on_a_screen_a_bar_shows_how_far_it_is() throws IOException {
        store.version("churn", 1, "None").version("churn", 2, "None");
        shell.onTerminal();
        assertThat(take().err()).contains("import", "100%");
    }
}
