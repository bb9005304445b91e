package understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.cli.RecordedServer.Said;

class ImportMlflowServerTest {
    private static final String API = "GET /api/2.0/mlflow/";
    private static final String PROXY = "GET /api/2.0/mlflow-artifacts/artifacts";

    @TempDir
    private Path home;

    private final Map<String, String> environment = new HashMap<>();
    private TakingServer server;
    private RecordedServer mlflow;

    @BeforeEach
    void open() throws IOException {
        server = new TakingServer("churn", "loan");
        mlflow = new RecordedServer();
        environment.put("UNDERSTUDY_SERVER", server.address());
        registered("churn", "\"aliases\":[{\"alias\":\"champion\",\"version\":\"2\"}]");
    }

    @AfterEach
    void close() {
        mlflow.close();
        server.close();
    }

    private void registered(String name, String more) {
        mlflow.on(API + "registered-models/search", "{\"registered_models\":[{\"name\":\"%s\"}]}".formatted(name));
        mlflow.on(API + "registered-models/get",
                "{\"registered_model\":{\"name\":\"%s\",\"description\":\"who leaves\",%s}}".formatted(name, more));
    }

    private static String version(int number, String more) {
        return "{\"name\":\"churn\",\"version\":\"%d\",\"current_stage\":\"None\",\"status\":\"READY\",\"run_id\":\"r%d\"%s}"
                .formatted(number, number, more);
    }

    private void versions(String... versions) {
        mlflow.on(API + "model-versions/search", "{\"model_versions\":[" + String.join(",", versions) + "]}");
    }

    private void filesAt(String uri) {
        mlflow.on(API + "model-versions/get-download-uri", "{\"artifact_uri\":\"" + uri + "\"}");
    }

    private Shell.Done take(String... more) {
        try (Shell shell = new Shell(home, environment)) {
            String[] words = new String[3 + more.length];
            System.arraycopy(new String[] {"import", "mlflow", mlflow.address() + "/"}, 0, words, 0, 3);
            System.arraycopy(more, 0, words, 3, more.length);
            return shell.type(words);
        }
    }

    private static Said files(String... pathsAndKinds) {
        StringBuilder files = new StringBuilder();
        for (String path : pathsAndKinds) {
            boolean folder = path.endsWith("/");
            files.append(files.isEmpty() ? "" : ",").append("{\"path\":\"")
                    .append(folder ? path.substring(0, path.length() - 1) : path)
                    .append("\",\"is_dir\":").append(folder).append("}");
        }
        return Said.json("{\"files\":[" + files + "]}");
    }

    private static Said text(String text) {
        return new Said(200, "application/octet-stream", text, Map.of());
    }

    /** Lists names only, as the proxy does. */
    private void proxied(String root, String content) {
        mlflow.on(PROXY, asked -> asked.query().equals("path=" + root) ? files("MLmodel", "a folder/")
                : files("model é.bin"));
        mlflow.on(PROXY + "/" + root + "/MLmodel", asked -> text("flavors: {}"));
        mlflow.on(PROXY + "/" + root + "/a folder/model é.bin", asked -> text(content));
    }

    @Test
    void versions_come_page_by_page_and_the_champion_leads() {
        mlflow.on(API + "model-versions/search", asked -> asked.query().contains("page_token=more")
                ? Said.json("{\"model_versions\":[" + version(1, "") + "]}")
                : Said.json("{\"model_versions\":[" + version(2, "") + "],\"next_page_token\":\"more\"}"));
        mlflow.on(API + "model-versions/get-download-uri", asked -> Said.json(
                "{\"artifact_uri\":\"mlflow-artifacts:/1/r%s/artifacts/m\"}"
                        .formatted(asked.query().replaceAll(".*version=", ""))));
        mlflow.on(PROXY, asked -> files("model.bin"));
        mlflow.on(PROXY + "/1/r1/artifacts/m/model.bin", asked -> text("one"));
        mlflow.on(PROXY + "/1/r2/artifacts/m/model.bin", asked -> text("two"));

        Shell.Done done = take();

        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(server.taken()).extracting(taken -> taken.files().get("model.bin")).containsExactly("one", "two");
        assertThat(server.roles()).containsExactly("champion churn@2");
        assertThat(server.taken().getFirst().card().path("mlflow").path("model_description").asText())
                .isEqualTo("who leaves");
        assertThat(mlflow.asked()).anySatisfy(asked -> assertThat(asked.query()).contains("filter=name='churn'"));
    }

    @Test
    void models_come_page_by_page_though_a_page_is_empty() {
        mlflow.on(API + "registered-models/search", asked -> asked.query().contains("page_token=2")
                ? Said.json("{\"registered_models\":[{\"name\":\"churn\"}]}")
                : Said.json("{\"next_page_token\":\"2\"}"));
        versions(version(1, ""));
        filesAt("mlflow-artifacts:/1/r1/artifacts/m");
        proxied("1/r1/artifacts/m", "weights");
        assertThat(take().exitCode()).isZero();
        assertThat(server.taken()).hasSize(1);
    }

    @Test
    void served_artifacts_are_fetched_with_the_folders_they_lie_in() {
        versions(version(1, ""));
        for (String uri : new String[] {
            "mlflow-artifacts:/1/r1/artifacts/m", "mlflow-artifacts://elsewhere:5000/1/r1/artifacts/m/",
            "http://elsewhere/api/2.0/mlflow-artifacts/artifacts/1/r1/artifacts/m"
        }) {
            filesAt(uri);
            proxied("1/r1/artifacts/m", uri);
            versions(version(server.taken().size() + 1, ""));
            assertThat(take().exitCode()).isZero();
            assertThat(server.taken().getLast().files())
                    .isEqualTo(Map.of("MLmodel", "flavors: {}", "a folder/model é.bin", uri));
        }
    }

    @Test
    void what_is_kept_elsewhere_is_fetched_through_its_run() {
        versions(version(1, ""));
        filesAt("s3://bucket/1/r1/artifacts/m");
        mlflow.on(API + "artifacts/list", asked -> asked.query().equals("path=m/data&run_id=r1")
                ? files("m/data/model.bin")
                : files("m/MLmodel", "m/data/"));
        mlflow.on("GET /get-artifact", asked -> text(asked.query()));
        Shell.Done done = take();
        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(server.taken().getFirst().files()).isEqualTo(Map.of(
                "MLmodel", "path=m/MLmodel&run_id=r1", "data/model.bin", "path=m/data/model.bin&run_id=r1"));
    }

    @Test
    void a_logged_model_of_mlflow_3_is_fetched_by_its_id() {
        versions(version(1, ""));
        filesAt("file:///srv/mlruns/1/models/m-0f3a/artifacts");
        mlflow.on(API + "logged-models/m-0f3a/artifacts/directories", asked -> asked.query().equals("null")
                ? files("MLmodel", "data/")
                : files("data/model.bin"));
        mlflow.on("GET /ajax-api/2.0/mlflow/logged-models/m-0f3a/artifacts/files", asked -> text(asked.query()));
        Shell.Done done = take();
        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(server.taken().getFirst().files()).isEqualTo(Map.of(
                "MLmodel", "artifact_file_path=MLmodel", "data/model.bin", "artifact_file_path=data/model.bin"));
    }

    @Test
    void files_that_mlflow_does_not_hand_out_are_said_so_and_the_rest_goes_on() {
        versions(version(1, ""), version(2, "").replace("READY", "PENDING_REGISTRATION"), version(3, ""));
        mlflow.on(API + "model-versions/get-download-uri", asked -> Said.json(asked.query().contains("version=1")
                ? "{\"artifact_uri\":\"s3://bucket/models/churn\"}"
                : "{\"artifact_uri\":\"mlflow-artifacts:/1/r3/artifacts/m\"}"));
        proxied("1/r3/artifacts/m", "weights");
        Shell.Done done = take();
        assertThat(done.exitCode()).isEqualTo(1);
        assertThat(done.err()).contains(
                "churn 1: its files are at s3://bucket/models/churn, which MLflow does not hand out. Fetch them",
                "churn 2: it is PENDING_REGISTRATION in MLflow");
        assertThat(server.taken()).hasSize(1);
    }

    @Test
    void a_name_that_leads_out_of_the_folder_is_refused() {
        versions(version(1, ""));
        filesAt("mlflow-artifacts:/1/r1/artifacts/m");
        mlflow.on(PROXY, asked -> files("x/.."));
        assertThat(take().err()).contains("churn 1: MLflow lists a file called 'x/..'");
        mlflow.on(PROXY, asked -> files("x/"));
        assertThat(take().err()).contains("is deeper than 32 folders");
        mlflow.on(PROXY, asked -> files());
        assertThat(take().err()).contains("MLflow lists no files at mlflow-artifacts:/1/r1/artifacts/m");
    }

    @Test
    void the_environment_says_who_is_asking() {
        versions();
        environment.put("MLFLOW_TRACKING_USERNAME", "ann");
        environment.put("MLFLOW_TRACKING_PASSWORD", "secret");
        assertThat(take().err()).contains("nothing is registered at");
        assertThat(mlflow.last().header("Authorization")).isEqualTo("Basic YW5uOnNlY3JldA==");
        environment.put("MLFLOW_TRACKING_TOKEN", "t0ken");
        take();
        assertThat(mlflow.last().header("Authorization")).isEqualTo("Bearer t0ken");
    }

    @Test
    void mlflows_own_words_are_told() {
        mlflow.on(API + "registered-models/search", asked -> new Said(
                403, "application/json", "{\"error_code\":\"PERMISSION_DENIED\",\"message\":\"Permission denied\"}",
                Map.of()));
        assertThat(take().err()).contains("says: Permission denied", "MLFLOW_TRACKING_TOKEN");
        mlflow.on(API + "registered-models/search", asked -> new Said(302, "text/html", "", Map.of("Location", "/login")));
        assertThat(take().err()).contains("answered with status 302", "give the URL that a browser ends at");
        mlflow.on(API + "registered-models/search", asked -> new Said(200, "text/html", "<html>", Map.of()));
        assertThat(take().err()).contains("is not an MLflow server");
        mlflow.close();
        assertThat(take().err()).contains("no whole answer from MLflow at " + mlflow.address());
    }

    @Test
    void an_address_that_is_none_is_said_so() {
        try (Shell shell = new Shell(home, environment)) {
            Shell.Done done = shell.type("import", "mlflow", "http://");
            assertThat(done.exitCode()).isEqualTo(2);
            assertThat(done.err()).contains("http://127.0.0.1:5000");
        }
    }
}
