package understudy.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import understudy.api.Paths;

/** Files that another platform drops into a folder, which a real server watches. */
class WatchedFolderTest {
    private static final String MODEL = "credit";
    private static final String METADATA = """
            {"runtime":"elsewhere","options":{"where":"%s"},"maturity":"PT0S",
             "signature":{"inputs":[
                {"name":"income","datatype":"FP64","shape":[-1],"features":[{"name":"income","optional":true}]},
                {"name":"region","datatype":"BYTES","shape":[-1],"features":[{"name":"region"}]}],
              "outputs":[{"name":"p","datatype":"FP64","shape":[-1],"meaning":"score","classes":["no","yes"]}]}}
            """;

    @TempDir
    Path folder;

    private final Instant began = Instant.now().minus(Duration.ofDays(3));
    private Path drops = Path.of("");

    @BeforeEach
    void place() throws IOException {
        drops = folder.resolve("drops");
        Files.createDirectories(drops.resolve(MODEL));
    }

    private RunningServer server() {
        return RunningServer.in(folder.resolve("data"), Map.of(
                Setting.INTAKE_FOLDER, drops.toString(), Setting.INTAKE_INTERVAL, "100ms"));
    }

    private static int register(Caller caller, String where) {
        return caller.send(
                        "POST", Paths.of(Paths.VERSIONS, MODEL),
                        BodyPublishers.ofString("--b\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n"
                                + METADATA.formatted(where) + "\r\n--b--\r\n"),
                        Map.of("Content-Type", "multipart/form-data; boundary=b"))
                .good()
                .path("version")
                .asInt();
    }

    private String csv(int from, int to) {
        StringBuilder text = new StringBuilder("ts,application,inc,region,p\n");
        for (int i = from; i < to; i++) {
            text.append(began.plusSeconds(i)).append(",A-").append(i).append(',').append(i).append(",north,0.25\n");
        }
        return text.toString();
    }

    private void naming(String place) throws IOException {
        Files.createDirectories(drops.resolve(place));
        Files.writeString(
                drops.resolve(place).resolve("intake.yml"), "time: ts\nkey: application\nscore: p\nmap:\n  inc: income\n");
    }

    /** As a careful sender does: under a name nobody looks at, then renamed. */
    private void drop(String name, byte[] content) throws IOException {
        Path hidden = drops.resolve(name).resolveSibling(".coming");
        Files.createDirectories(hidden.getParent());
        Files.write(hidden, content);
        Files.move(hidden, drops.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private void drop(String name, String content) throws IOException {
        drop(name, content.getBytes(UTF_8));
    }

    private void eventually(String file) {
        RunningServer.eventually(file, () -> Files.exists(drops.resolve(file)));
    }

    private static JsonNode found(Caller caller) {
        return caller.get(Paths.PREDICTIONS + "?model=credit&limit=10000").good().path("predictions");
    }

    @Test
    void files_of_all_kinds_are_read_as_the_folders_options_say_and_moved() throws IOException, SQLException {
        naming(MODEL);
        Path parquet = folder.resolve("third.parquet");
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:"); Statement sql = duck.createStatement()) {
            sql.execute("COPY (SELECT TIMESTAMPTZ '" + began + "' + INTERVAL 5 HOUR AS ts, 'P-' || i AS application,"
                    + " i::DOUBLE AS inc, 'south' AS region, 0.5::DOUBLE AS p FROM range(7) t(i)) TO '" + parquet
                    + "' (FORMAT parquet)");
        }
        try (RunningServer server = server()) {
            register(server.caller(), "blue");
            drop("credit/first.csv", csv(0, 20));
            drop("credit/second.ndjson.gz", packed("{\"id\":\"n-1\",\"key\":\"N-1\",\"at\":\"" + began.plusSeconds(99)
                    + "\",\"features\":{\"income\":1,\"region\":\"west\"},\"score\":0.75}\n"));
            drop("credit/third.parquet", Files.readAllBytes(parquet));
            for (String name : List.of("first.csv", "second.ndjson.gz", "third.parquet")) {
                eventually("credit/done/" + name);
            }
            assertThat(found(server.caller())).hasSize(28);
            assertThat(server.caller().get(Paths.PREDICTIONS + "?model=credit&key=A-7").good().path("predictions").path(0)
                    .path("received_at").asText()).startsWith(began.plusSeconds(7).toString().substring(0, 19));
            assertThat(server.caller().get(Paths.METRICS).text())
                    .contains("understudy_intake_predictions_total{model=\"credit\",outcome=\"taken\"} 28.0")
                    .contains("understudy_intake_files_total{outcome=\"done\"} 3.0");
        }
    }

    private static byte[] packed(String text) throws IOException {
        var bytes = new java.io.ByteArrayOutputStream();
        try (OutputStream packed = new GZIPOutputStream(bytes)) {
            packed.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void what_is_refused_lies_beside_the_sentence_that_says_why_and_nothing_of_it_is_kept() throws IOException {
        naming(MODEL);
        try (RunningServer server = server()) {
            register(server.caller(), "blue");
            drop("credit/wrong.csv", csv(0, 3).replace(",1,north", ",much,north"));
            drop("credit/notes.doc", "hello");
            eventually("credit/refused/wrong.csv");
            eventually("credit/refused/notes.doc");
            assertThat(drops.resolve("credit/refused/wrong.csv.txt"))
                    .content().contains("line 3: income: much (expected: a number)", "Nothing was written");
            assertThat(drops.resolve("credit/refused/notes.doc.txt")).content().contains("name: notes.doc (expected: one that ends in");
            drop("credit/wrong.csv", csv(0, 3).replace(",1,north", ",more,north"));
            eventually("credit/refused/wrong-2.csv");
            assertThat(found(server.caller())).isEmpty();
            drop("credit/long.csv", csv(0, 2_500).replace(",7,north", ",much,north"));
            eventually("credit/done/long.csv");
            assertThat(drops.resolve("credit/done/long.csv.txt")).content().contains("2499 rows were taken", "1 were refused", "much");
        }
    }

    @Test
    void the_same_file_counts_once_also_where_it_was_read_and_not_moved() throws IOException {
        naming(MODEL);
        try (RunningServer server = server()) {
            register(server.caller(), "blue");
            drop("credit/day.csv", csv(0, 1_500));
            eventually("credit/done/day.csv");
            // as if the server had been killed between reading and moving
            Files.move(drops.resolve("credit/done/day.csv"), drops.resolve("credit/day.csv"));
        }
        try (RunningServer server = server()) {
            eventually("credit/done/day.csv");
            drop("credit/copy.csv", csv(0, 1_500));
            eventually("credit/done/copy.csv");
            assertThat(found(server.caller())).hasSize(1_500);
        }
    }

    @Test
    void a_server_that_is_killed_while_it_reads_loses_and_doubles_nothing() throws IOException {
        naming(MODEL);
        Map<String, String> environment = Map.of(
                "UNDERSTUDY_INTAKE_FOLDER", drops.toString(), "UNDERSTUDY_INTAKE_INTERVAL", "50ms");
        drop("credit/day.csv", csv(0, 9_000));
        try (ServerProcess first = ServerProcess.start(folder.resolve("data"), environment);
                Caller caller = new Caller(first.address())) {
            register(caller, "blue");
            drop("credit/again.csv", csv(0, 9_000));
            RunningServer.eventually("some are in", () -> !found(caller).isEmpty());
            first.kill();
        }
        assertThat(drops.resolve("credit/done/again.csv")).as("killed before it was done").doesNotExist();
        try (ServerProcess next = ServerProcess.start(folder.resolve("data"), environment);
                Caller caller = new Caller(next.address())) {
            eventually("credit/done/day.csv");
            eventually("credit/done/again.csv");
            assertThat(found(caller)).hasSize(9_000);
        }
    }

    @Test
    void a_file_that_grows_and_one_that_is_not_meant_are_left_alone() throws IOException {
        naming(MODEL);
        try (RunningServer server = RunningServer.in(folder.resolve("data"), Map.of(
                Setting.INTAKE_FOLDER, drops.toString(), Setting.INTAKE_INTERVAL, "1s"))) {
            register(server.caller(), "blue");
            for (String name : List.of(".hidden.csv", "day.csv.part")) {
                Files.writeString(drops.resolve(MODEL).resolve(name), csv(0, 5));
            }
            Files.createSymbolicLink(drops.resolve(MODEL).resolve("link.csv"), drops.resolve(MODEL).resolve("day.csv.part"));
            Path growing = drops.resolve(MODEL).resolve("growing.csv");
            int[] rows = {0};
            Files.writeString(growing, csv(0, 0));
            Instant until = Instant.now().plusSeconds(4);
            RunningServer.eventually("it has grown for four looks", () -> {
                append(growing, rows[0]++);
                return Instant.now().isAfter(until);
            });
            assertThat(found(server.caller())).isEmpty();
            eventually("credit/done/growing.csv");
            assertThat(found(server.caller())).hasSize(rows[0]);
            assertThat(drops.resolve("credit/link.csv")).exists();
            assertThat(drops.resolve("credit/day.csv.part")).exists();
        }
    }

    private void append(Path file, int row) {
        try {
            Files.writeString(file, csv(row, row + 1).lines().skip(1).findFirst().orElseThrow() + "\n",
                    java.nio.file.StandardOpenOption.APPEND);
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    @Test
    void what_the_folder_is_called_says_which_version_answered() throws IOException {
        naming("credit@2");
        try (RunningServer server = server()) {
            register(server.caller(), "blue");
            assertThat(register(server.caller(), "green")).isEqualTo(2);
            drop("credit@2/day.csv", csv(0, 3));
            eventually("credit@2/done/day.csv");
            assertThat(found(server.caller())).hasSize(3).allMatch(one -> one.path("version").asInt() == 2);
        }
    }

    @Test
    void what_keeps_files_waiting_is_said_and_they_are_read_when_it_is_mended() throws IOException {
        Files.writeString(drops.resolve("credit/intake.yml"), "tme: ts\n");
        try (RunningServer server = server()) {
            register(server.caller(), "blue");
            drop("credit/day.csv", csv(0, 3));
            drop("nobody/day.csv", csv(0, 3));
            RunningServer.eventually("both are said", () -> server.caller().get(Paths.METRICS).text()
                    .contains("understudy_intake_folder_troubles 2.0"));
            ObjectNode status = (ObjectNode) server.caller().get(Paths.INTAKE).good();
            assertThat(status.path("folder").path("troubles").path("credit").asText())
                    .contains("intake.yml: key: tme (expected: one of [time, ");
            assertThat(status.path("folder").path("troubles").path("nobody/day.csv").asText())
                    .contains("there is no model 'nobody'");
            naming(MODEL);
            eventually("credit/done/day.csv");
            assertThat(drops.resolve("nobody/day.csv")).exists();
        }
    }

    @Test
    void doctor_says_which_folder_cannot_be_read() throws IOException {
        Files.writeString(drops.resolve("credit/intake.yml"), "tme: ts\n");
        Path file = Files.writeString(folder.resolve("understudy.yml"), "intake:\n  folder: " + drops + "\n");
        StringWriter said = new StringWriter();
        new CommandLine(new DoctorCommand(Map.of(), InstantSource.system()))
                .setOut(new PrintWriter(said))
                .execute("--config", file.toString(), "--data", folder.resolve("data").toString());
        assertThat(said.toString()).contains("FAIL  intake.folder", "credit: intake.yml: key: tme");
        try (Stream<Path> all = Files.list(drops)) {
            assertThat(all).hasSize(1);
        }
    }
}
