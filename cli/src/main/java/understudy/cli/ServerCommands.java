package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import understudy.api.BackupRequest;
import understudy.api.BackupView;
import understudy.api.ErasureRequest;
import understudy.api.Paths;
import understudy.api.StatusView;

/** About the server itself and what it keeps. */
final class ServerCommands {
    private ServerCommands() {}

    @Command(
            name = "status",
            description = "How the server is: its logs, loaded versions and shadows.",
            footer = {"", "Example:", "  understudy status"})
    static final class Status implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        Status(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                JsonNode answer = server.get(Paths.STATUS);
                if (connection.json()) {
                    connection.print(answer);
                } else {
                    show(Json.as(answer, StatusView.class), server.address());
                }
            }
            return 0;
        }

        private void show(StatusView status, String address) {
            Ink ink = connection.ink();
            connection.out().println(ink.bold(address) + ": " + (status.ready() ? ink.good("ready") : ink.bad("not ready"))
                    + ", Understudy " + status.version() + ", up since " + Moment.shown(status.startedAt()) + " UTC, "
                    + (status.authentication() ? "asks for tokens" : "asks nobody for a token"));
            Table logs = new Table("log", "entries since start", "kept", "refused", "space");
            status.logs().forEach(log -> logs.row(
                            log.name(),
                            ComparisonReport.count(log.appended()),
                            size(log.bytes()),
                            ComparisonReport.count(log.refused()),
                            log.full() ? "FULL" : "there is")
                    .painted("space", space -> log.full() ? ink.bad(space) : space));
            connection.print(logs);
            if (!status.instances().isEmpty()) {
                Table copies = new Table("version", "state", "reason");
                status.instances().forEach(
                        copy -> copies.row(copy.model() + "@" + copy.version(), copy.state(), copy.reason()));
                connection.out().println();
                connection.print(copies);
            }
            if (!status.shadows().isEmpty()) {
                Table shadows = new Table("shadow", "lag", "behind", "answered", "failed", "problem");
                status.shadows().forEach(shadow -> shadows.row(
                        shadow.model() + "@" + shadow.version(), Moment.seconds(shadow.lagSeconds()),
                        size(shadow.lagBytes()), shadow.answered(), shadow.failed(), shadow.problem().orElse("")));
                connection.out().println();
                connection.print(shadows);
            }
        }
    }

    /** Powers of 1024. */
    static String size(long bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(java.util.Locale.ROOT, "%.1f %s", value, units[unit]);
    }

    @Command(
            name = "backup",
            description = "Write a consistent copy of everything into a folder on the server's machine.",
            footer = {"", "Example:", "  understudy backup /backups/2026-05-01"})
    static final class Backup implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(paramLabel = "DIR", description = "Not there yet, or empty.")
        private Path directory = Path.of("");

        Backup(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                JsonNode begun = server.post(
                        Paths.BACKUP,
                        new BackupRequest(directory.toAbsolutePath().normalize().toString()),
                        RemoteServer.LONG);
                JsonNode answer = begun.has("state")
                        ? new Job(server, connection.surroundings()).finished(begun).path("backup")
                        : begun;
                BackupView backup = Json.as(answer, BackupView.class);
                connection.print(
                        answer,
                        backup.files() + " files (" + size(backup.bytes()) + ") copied to " + backup.path()
                                + ". To use it: understudy restore " + backup.path());
            }
            return 0;
        }
    }

    @Command(
            name = "erase",
            description = "Erase a person: destroy the key of all that is kept encrypted about them. For good.",
            footer = {"", "Example:", "  understudy erase customer-4711"})
    static final class Erase implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(paramLabel = "KEY", description = "The caller's own key that names the person.")
        private String key = "";

        @Option(names = "--yes", description = "Do not ask on a terminal.")
        private boolean yes;

        Erase(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() throws IOException {
            if (!yes && connection.surroundings().errIsTerminal() && !confirmed()) {
                throw Refusal.failed("nothing was erased", "");
            }
            try (RemoteServer server = connection.open()) {
                JsonNode answer = server.post(Paths.ERASURE, new ErasureRequest(key));
                boolean erased = Json.as(answer, ErasureRequest.Result.class).erased();
                connection.print(
                        answer,
                        erased
                                ? "erased: what was kept encrypted about " + key + " can no longer be read"
                                : "nothing was kept encrypted about " + key);
            }
            return 0;
        }

        private boolean confirmed() throws IOException {
            connection.surroundings().err().print("This cannot be undone. Type the key again to erase it: ");
            connection.surroundings().err().flush();
            BufferedReader typed =
                    new BufferedReader(new InputStreamReader(connection.surroundings().in(), StandardCharsets.UTF_8));
            return Optional.ofNullable(typed.readLine()).filter(line -> line.strip().equals(key)).isPresent();
        }
    }
}
