package understudy.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.api.Paths;

/** What docs/elsewhere.md shows is what it does, in its order. */
class ElsewherePageTest {
    private static final Path PAGE = Path.of("..", "docs", "elsewhere.md");
    private static final Pattern FILE = Pattern.compile("<!-- file: (\\S+) -->\n```\\w+\n(.*?)```", Pattern.DOTALL);
    private static final Pattern SHELL = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void its_commands_do_what_they_say() throws Exception {
        String page = Files.readString(PAGE);
        for (Matcher file = FILE.matcher(page); file.find(); ) {
            Files.writeString(folder.resolve(file.group(1)), file.group(2).replace("2026-01-15", aMonthAgo()));
        }
        try (RunningServer server = RunningServer.in(folder.resolve("data"));
                Commands commands = new Commands(folder, server.address())) {
            for (Matcher shell = SHELL.matcher(page); shell.find(); ) {
                String command = shell.group(1).strip();
                if (command.startsWith("understudy ")) {
                    commands.type(words(command)).good();
                } else {
                    assertThat(typed(command, server)).contains("\"accepted\":1").doesNotContain("problem");
                }
            }
            assertThat(server.caller().get(Paths.PREDICTIONS + "?model=credit").good().path("predictions")).hasSize(4);
            assertThat(commands.type("import", "predictions", "credit", folder.resolve("log.csv").toString(), "--time", "ts",
                            "--key", "application", "--map", "inc=income", "--score", "p", "--label", "defaulted").good().out())
                    .contains("0 predictions brought, 2 were there already");
        }
    }

    private static String aMonthAgo() {
        return Instant.now().minus(Duration.ofDays(30)).toString().substring(0, 10);
    }

    /** The files that the page names are in the test's folder. */
    private String[] words(String command) {
        List<String> words = new ArrayList<>();
        for (String word : command.substring("understudy ".length()).split("\\s+")) {
            boolean named = Files.isRegularFile(folder.resolve(word));
            words.add(named ? folder.resolve(word).toString() : word);
        }
        return words.toArray(String[]::new);
    }

    private static String typed(String command, RunningServer server) throws IOException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder("sh", "-ec", command).redirectErrorStream(true);
        String address = server.address().toString();
        shell.environment().put("SERVER", address.endsWith("/") ? address.substring(0, address.length() - 1) : address);
        shell.environment().put("NOW", Instant.now().minusSeconds(60).toString());
        Process process = shell.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
