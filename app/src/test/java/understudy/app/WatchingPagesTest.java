package understudy.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.api.Paths;

/** What docs/watching.md and the README's parts on watching and alerts show is what it does, word for word, in their order. */
class WatchingPagesTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern BLOCK = Pattern.compile("```(?:sh)?\n(.*?)```", Pattern.DOTALL);
    private static final Pattern ROUTES = Pattern.compile("```yaml\n(routes:.*?)```", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\\S+");
    /** The id that the pages use for one of yours. */
    private static final String ALERT = "7f3a";

    private static final int DAYS = 12;
    private static final int ROWS_PER_HOUR = 36;
    private static final String TREES = """
            tree
            version=v4
            num_class=1
            num_tree_per_iteration=1
            label_index=0
            max_feature_idx=1
            objective=binary sigmoid:1
            feature_names=age income
            feature_infos=[0:100] [0:100000]
            tree_sizes=250

            Tree=0
            num_leaves=2
            num_cat=0
            split_feature=0
            split_gain=1
            threshold=40
            decision_type=2
            left_child=-1
            right_child=-2
            leaf_value=-1 1
            leaf_weight=10 10
            leaf_count=10 10
            internal_value=0
            internal_weight=20
            internal_count=20
            is_linear=0
            shrinkage=1


            end of trees

            pandas_categorical:null
            """;

    @TempDir
    Path folder;

    private final Random random = new Random(3);
    private final Instant now = Instant.now();

    @SuppressWarnings("NullAway.Init")
    private RunningServer server;

    @SuppressWarnings("NullAway.Init")
    private Commands commands;

    @BeforeEach
    void begin() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("understudy.yml"), """
                notify:
                  pagerduty: {key: a-key-of-nobody, url: "http://127.0.0.1:9"}
                  more:
                    - {name: ops-slack, kind: slack, url: "http://127.0.0.1:9/hook"}
                """);
        server = RunningServer.in(data, Map.of(Setting.MONITORING_INTERVAL, "200ms"));
        commands = new Commands(folder, server.address());
        Files.writeString(folder.resolve("model-b.txt"), TREES);
        Files.writeString(folder.resolve("training.csv"), training());
        Matcher routes = ROUTES.matcher(Files.readString(ROOT.resolve("README.md")));
        assertThat(routes.find()).isTrue();
        Files.writeString(folder.resolve("routes.yml"), routes.group(1));
    }

    @AfterEach
    void end() {
        commands.close();
        server.close();
    }

    private String training() {
        StringBuilder text = new StringBuilder("age,income,p,churned\n");
        for (int i = 0; i < 2_000; i++) {
            int age = 20 + random.nextInt(50);
            double chance = age <= 40 ? 0.27 : 0.73;
            text.append(age).append(',').append(20_000 + random.nextInt(50_000)).append(',').append(chance).append(',')
                    .append(random.nextDouble() < chance ? 1 : 0).append('\n');
        }
        return text.toString();
    }

    /** A first version that another platform serves, so that it has a past; in its last days ages are missing. */
    private void past(String model) {
        commands.type("model", "register", "scratch-" + model, folder.resolve("model-b.txt").toString()).good();
        ObjectNode metadata = (ObjectNode) Caller.read("{\"runtime\":\"elsewhere\",\"maturity\":\"PT0S\",\"owner\":\"ann\"}");
        metadata.set("signature", server.caller().get(Paths.of(Paths.MODEL, "scratch-" + model)).good().path("signature"));
        server.caller().send(
                "POST", Paths.of(Paths.VERSIONS, model),
                BodyPublishers.ofString("--b\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n"
                        + Caller.write(metadata) + "\r\n--b--\r\n"),
                Map.of("Content-Type", "multipart/form-data; boundary=b")).good();
        StringBuilder lines = new StringBuilder();
        for (int hour = 24 * DAYS; hour > 0; hour--) {
            for (int row = 0; row < ROWS_PER_HOUR; row++) {
                lines.append(line(now.minus(Duration.ofHours(hour)).plusSeconds(row * 100L), hour < 72)).append('\n');
            }
        }
        server.caller().postText(Paths.of(Paths.BROUGHT, model) + "?lenient=true", "application/x-ndjson", lines.toString()).good();
        commands.type("monitor", "reference", model + "@1", folder.resolve("training.csv").toString(), "--score", "p", "--label",
                "churned").good();
    }

    private String line(Instant at, boolean gaps) {
        int age = 20 + random.nextInt(50);
        double chance = age <= 40 ? 0.27 : 0.73;
        Map<String, Object> features = gaps && random.nextInt(10) < 6
                ? Map.of("income", 20_000 + random.nextInt(50_000))
                : Map.of("age", age, "income", 20_000 + random.nextInt(50_000));
        return Caller.write(Map.of(
                "at", at.toString(), "features", features, "score", chance, "label", random.nextDouble() < chance ? 1 : 0,
                "segments", Map.of("region", random.nextBoolean() ? "north" : "south")));
    }

    private String alert() {
        RunningServer.eventually("an alert is open", Duration.ofMinutes(3), () -> !open().isEmpty());
        return open().path(0).path("id").asText();
    }

    private JsonNode open() {
        return server.caller().get(Paths.ALERTS).good().path("alerts");
    }

    /** A new version gets traffic of its own, as it would once it answers. */
    private void lead(String model, int version) {
        commands.type("promote", model + "@" + version).good();
        for (int i = 0; i < 30; i++) {
            server.caller().post(Paths.of(Paths.PREDICT, model), Map.of(
                    "features", Map.of("age", 20 + i, "income", 30_000), "segments", Map.of("region", "north"))).good();
        }
    }

    private List<String> run(String text) {
        List<String> done = new ArrayList<>();
        for (Matcher block = BLOCK.matcher(text); block.find(); ) {
            for (String line : block.group(1).lines().toList()) {
                String command = line.replaceFirst("\\s+#.*$", "").replaceFirst("^\\./", "").strip();
                if (command.startsWith("understudy ")) {
                    type(command);
                    done.add(command);
                }
            }
        }
        return done;
    }

    private void type(String command) {
        List<String> words = new ArrayList<>();
        for (Matcher word = WORD.matcher(command.substring("understudy ".length())); word.find(); ) {
            String plain = word.group(1) != null ? word.group(1) : word.group();
            boolean named = plain.matches("[a-z-]+\\.(csv|txt|yml)");
            words.add(plain.equals(ALERT) ? alert() : named ? folder.resolve(plain).toString() : plain);
        }
        Commands.Done done = commands.type(words.toArray(String[]::new));
        assertThat(done.exitCode()).as(command + "\n" + done.out() + done.err()).isZero();
        if (words.subList(0, 2).equals(List.of("model", "register"))) {
            lead("churn", 2);
        }
    }

    private static String part(String page, String from, String to) {
        int begin = page.indexOf(from);
        int end = page.indexOf(to, begin + from.length());
        assertThat(begin).as(from).isNotNegative();
        assertThat(end).as(to).isGreaterThan(begin);
        return page.substring(begin, end);
    }

    @Test
    void the_page_on_watching_does_what_it_says() throws IOException {
        past("churn");
        List<String> done = run(Files.readString(ROOT.resolve("docs").resolve("watching.md")));
        assertThat(done).hasSizeGreaterThan(14).anyMatch(line -> line.contains("--set schema.yml"));
        JsonNode plan = server.caller().get(Paths.of(Paths.MONITORS, "churn")).good();
        assertThat(plan.path("window").asText()).isEqualTo("day");
        assertThat(plan.path("zone").asText()).isEqualTo("Europe/Berlin");
        assertThat(plan.path("delay").asText()).isEqualTo("PT1H");
        type("understudy monitor set churn --statistic income:evidently.wasserstein:0.1");
        type("understudy monitor set churn --weekly --segment @segment.region --false-pages 2");
        declared();
    }

    /** What was set is exported, applied to it without a change, and to another server as it is. */
    private void declared() throws IOException {
        String text = commands.type("export", "churn").good().out();
        assertThat(text).contains("monitor:", "window: day", "zone: Europe/Berlin", "statistic: evidently.wasserstein", "weekly: true",
                "false_pages_per_month: 2.0", "'@segment.region'");
        Path file = Files.writeString(folder.resolve("churn.yml"), text);
        String before = server.caller().get(Paths.AUDIT).text();
        assertThat(commands.type("apply", "-f", file.toString()).good().out()).isEqualTo("all is as declared\n");
        assertThat(server.caller().get(Paths.AUDIT).text()).isEqualTo(before);

        Files.writeString(file, text.replace("window: day", "window: hour").replace("delay: PT1H", "delay: 30m"));
        assertThat(commands.type("diff", "-f", file.toString()).good().out())
                .isEqualTo("~ monitors of churn: window day → hour; delay PT1H → PT30M\n");
        commands.type("apply", "-f", file.toString()).good();
        assertThat(commands.type("apply", "-f", file.toString()).good().out()).isEqualTo("all is as declared\n");
        assertThat(server.caller().get(Paths.of(Paths.MONITORS, "churn")).good().path("window").asText()).isEqualTo("hour");

        Files.writeString(file, "model: churn\nmonitor: {windw: day}\n");
        assertThat(commands.type("apply", "-f", file.toString()).err())
                .contains("there is no field 'windw'", "Did you mean 'window'?");
        Files.writeString(file, "model: churn\nmonitor: {window: fortnight}\n");
        assertThat(commands.type("apply", "-f", file.toString()).err()).contains("fortnight");
    }

    @Test
    void the_parts_of_the_readme_do_what_they_say() throws IOException {
        past("churn");
        past("card-fraud");
        type("understudy model register churn model-b.txt");
        String page = Files.readString(ROOT.resolve("README.md"));
        List<String> done = run(part(page, "## Watching data and answers", "## Being told"));
        done.addAll(run(part(page, "### Alerts", "## Measured")));
        assertThat(done).hasSizeGreaterThan(16).anyMatch(line -> line.contains("useful 7f3a no"));
        assertThat(server.caller().get(Paths.ALERT_ROUTES).good().path("routes").path(1).path("channels").path(0).asText())
                .isEqualTo("ops-slack");
    }
}
