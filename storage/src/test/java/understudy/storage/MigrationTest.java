package understudy.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.DecisionRule;
import understudy.core.Privacy;
import understudy.core.SubjectKeys;
import understudy.core.Task;
import understudy.governance.AccessRole;
import understudy.governance.AuditLog;
import understudy.monitoring.MonitorPlan;
import understudy.serving.Lineup;
import understudy.serving.Registry;

/** Opens {@code version-1.sql}, the dump of a database as the first version wrote it. It is never to be changed. */
class MigrationTest {
    @TempDir
    private Path folder;

    @Test
    void a_database_of_version_1_opens_with_all_that_is_in_it() throws IOException, SQLException {
        load("version-1.sql");
        Path secret = Files.write(
                Files.createFile(folder.resolve("secret")), HexFormat.of().parseHex("07".repeat(32)));
        Files.setPosixFilePermissions(secret, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));

        try (Database database = Database.open(folder.resolve("understudy.db"))) {
            Registry registry = database.registry();
            assertThat(registry.models()).singleElement().satisfies(model -> {
                assertThat(model.name()).isEqualTo("fraud");
                assertThat(model.task()).isEqualTo(Task.BINARY);
                assertThat(model.maturity()).isEqualTo(Duration.ofDays(30));
                assertThat(model.signature().features().get(1).privacy()).isEqualTo(Privacy.HASH);
                assertThat(model.signature().outputs().getFirst().classes()).containsExactly("good", "bad");
            });
            assertThat(registry.version("fraud", 1).orElseThrow().decision())
                    .contains(new DecisionRule.Threshold(0.7, "decline", "approve"));
            assertThat(registry.version("fraud", 2).orElseThrow().decision()).contains(new DecisionRule.CostMatrix(
                    List.of("approve", "decline"), List.of(List.of(0.0, 5.0), List.of(1.0, 0.0))));
            assertThat(registry.version("fraud", 2).orElseThrow().retired()).isTrue();
            assertThat(registry.lineup("fraud").orElseThrow()).satisfies(lineup -> {
                assertThat(lineup.revision()).isEqualTo(2);
                assertThat(lineup.canaries()).containsExactly(new Lineup.Canary(2, 0.1));
                assertThat(lineup.shadows()).containsExactly(new Lineup.Shadow(3, 42, 0.5, "shadow/fraud@3/x"));
                assertThat(lineup.routes()).containsExactly(new Lineup.Route("region", "north", 2));
            });
            assertThat(new AuditLog(database.audit()).verify()).extracting("links", "broken").containsExactly(3L, 0L);
            assertThat(database.tokens().all().getFirst().roles()).containsExactlyInAnyOrder(
                    AccessRole.OPERATOR, AccessRole.READER);
            assertThat(database.cursors().find("labels")).hasValue(160);
            SubjectKeys keys = database.subjectKeys(MasterSecret.open(secret, new SecureRandom()), new SecureRandom());
            assertThat(keys.find(keys.subject("ann"))).isPresent();
        }
    }

    @Test
    void a_plan_of_before_there_were_streams_opens_with_none() throws SQLException {
        Flyway.configure(MigrationTest.class.getClassLoader())
                .dataSource("jdbc:sqlite:" + folder.resolve("understudy.db"), null, null)
                .target("9")
                .load()
                .migrate();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("understudy.db"));
                Statement sql = connection.createStatement()) {
            sql.execute("""
                    INSERT INTO monitor_plan (model, body) VALUES ('fraud',
                    '{"model":"fraud","window":"day","zone":"UTC","delay":"PT10M","falsePagesPerMonth":1.0,"weekly":false,
                    "segments":[],"leftOut":["age"],"statistics":[],"monitors":["data.drift"]}')""");
        }
        try (Database database = Database.open(folder.resolve("understudy.db"))) {
            MonitorPlan plan = database.watch().plan("fraud").orElseThrow();
            assertThat(plan.window()).isEqualTo("day");
            assertThat(plan.leftOut()).containsExactly("age");
            assertThat(plan.streams()).isEmpty();
        }
    }

    private void load(String dump) throws IOException, SQLException {
        try (InputStream text = Objects.requireNonNull(MigrationTest.class.getResourceAsStream("/" + dump));
                Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("understudy.db"));
                Statement sql = connection.createStatement()) {
            String statements = new String(text.readAllBytes(), UTF_8);
            for (String statement : Pattern.compile(";\\R").split(statements)) {
                if (!statement.isBlank()) {
                    sql.execute(statement);
                }
            }
        }
    }
}
