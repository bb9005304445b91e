package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import understudy.api.JobView;
import understudy.api.Paths;
import understudy.api.ReferenceRequest;
import understudy.api.ReferenceView;

/** {@code understudy monitor reference} and {@code monitor schema}: what traffic is held against. */
final class MonitorReferenceCommands {
    private MonitorReferenceCommands() {}

    @Command(
            name = "reference",
            description = "Make, show or delete a version's reference: what its data looked like when it was trained.",
            footer = {
                "",
                "Columns of a file are matched to the model's features by name. A new reference takes the place of the old one",
                "and of its schema.",
                "",
                "Examples:",
                "  understudy monitor reference loan@3 train.parquet --score p --label defaulted --time day",
                "  understudy monitor reference loan@3 train.csv --ask --label defaulted",
                "  understudy monitor reference loan@3 --from 14d                 of its own traffic",
                "  understudy monitor reference loan@3 --from 30d --of loan@2     of another version's traffic",
                "  understudy monitor reference loan@3 --column income"
            })
    static final class Reference implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Mixin
        private final ReferenceFile sent = new ReferenceFile();

        @Parameters(
                index = "0",
                paramLabel = "NAME@VERSION",
                converter = VersionReference.Converter.class,
                description = "The version.")
        private VersionReference version = new VersionReference("", 0);

        @Parameters(
                index = "1",
                arity = "0..1",
                paramLabel = "FILE",
                description = "CSV, NDJSON or Parquet. Without it the reference is shown.")
        private Optional<Path> file = Optional.empty();

        @Option(names = "--from", paramLabel = "WHEN", description = "Make it of traffic since: a date, a time, or 14d.")
        private Optional<String> from = Optional.empty();

        @Option(names = "--to", paramLabel = "WHEN", description = "Up to here, exclusive. Default: now")
        private Optional<String> to = Optional.empty();

        @Option(
                names = "--of",
                paramLabel = "NAME@VERSION",
                converter = VersionReference.Converter.class,
                description = "Whose traffic. Default: its own")
        private Optional<VersionReference> of = Optional.empty();

        @Option(names = "--column", paramLabel = "NAME", description = "Show one column with its bins.")
        private Optional<String> column = Optional.empty();

        @Option(names = "--delete", description = "Forget it.")
        private boolean delete;

        Reference(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            refuseMixed();
            String path = Paths.of(Paths.REFERENCE, version.model(), version.version());
            try (RemoteServer server = connection.open()) {
                if (delete) {
                    connection.print(server.delete(path), "the reference of " + version + " is deleted");
                } else if (file.isPresent()) {
                    show(sent.send(connection, server, version, file.get()));
                } else if (from.isPresent()) {
                    JsonNode begun = server.post(path, traffic(from.get()));
                    JsonNode job = new Job(server, connection.surroundings()).finished(begun);
                    Json.as(job, JobView.class).reference().ifPresent(this::show);
                } else {
                    Query query = new Query();
                    column.ifPresent(name -> query.with("detail", name));
                    show(Json.as(server.get(path + query.text()), ReferenceView.class));
                }
            }
            return 0;
        }

        /** @throws Refusal for words that mean nothing together */
        private void refuseMixed() {
            int wishes = (delete ? 1 : 0) + (file.isPresent() ? 1 : 0) + (from.isPresent() ? 1 : 0)
                    + (column.isPresent() ? 1 : 0);
            if (wishes > 1) {
                throw Refusal.wrongUsage("FILE, --from, --column and --delete (expected: one of them)", "");
            }
            if (from.isEmpty() && (to.isPresent() || of.isPresent())) {
                throw Refusal.wrongUsage((to.isPresent() ? "--to" : "--of") + " without --from", "Say since when: --from 14d");
            }
            if (file.isEmpty() && sent.isGiven()) {
                throw Refusal.wrongUsage("--score, --ask, --label, --time and --positive go with a FILE", "Name the file");
            }
            of.filter(other -> !other.model().equals(version.model())).ifPresent(other -> {
                throw Refusal.wrongUsage("--of: " + other + " (expected: a version of " + version.model() + ")", "");
            });
        }

        private ReferenceRequest traffic(String since) {
            Instant now = connection.surroundings().clock().instant();
            Instant begin = Moment.parse("--from", since, now);
            Optional<Instant> end = to.map(text -> Moment.parse("--to", text, now));
            if (!begin.isBefore(end.orElse(now))) {
                throw Refusal.wrongUsage("--from: " + begin + " (expected: before --to " + end.orElse(now) + ")", "");
            }
            return new ReferenceRequest(
                    begin.toString(), end.map(Instant::toString), of.map(VersionReference::version));
        }

        private void show(ReferenceView reference) {
            if (connection.json()) {
                connection.print(Json.tree(reference));
            } else {
                new ReferenceReport(connection).show(reference);
            }
        }
    }

    @Command(
            name = "schema",
            description = "Show what a version's data have to be like, or change it.",
            footer = {
                "",
                "Examples:",
                "  understudy monitor schema loan@3 --out schema.yml",
                "  understudy monitor schema loan@3 --set schema.yml"
            })
    static final class Schema implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(paramLabel = "NAME@VERSION", converter = VersionReference.Converter.class, description = "The version.")
        private VersionReference version = new VersionReference("", 0);

        @Option(names = "--out", paramLabel = "FILE", description = "Where to write it (YAML). Default: to the screen")
        private Optional<Path> out = Optional.empty();

        @Option(names = "--set", paramLabel = "FILE", description = "What it is to be from now on (YAML or JSON).")
        private Optional<Path> set = Optional.empty();

        Schema(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            if (out.isPresent() && set.isPresent()) {
                throw Refusal.wrongUsage("--out and --set (expected: one of them)", "");
            }
            String path = Paths.of(Paths.SCHEMA, version.model(), version.version());
            try (RemoteServer server = connection.open()) {
                if (set.isPresent()) {
                    connection.print(
                            server.putText(path, text(set.get()), "application/yaml"),
                            "the schema of " + version + " is as in " + set.get());
                } else if (connection.json() && out.isEmpty()) {
                    connection.print(server.get(path));
                } else {
                    write(server, path + new Query().with("format", "yaml").text());
                }
            }
            return 0;
        }

        private static String text(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw Refusal.failed("cannot read " + file + ": " + e.getMessage(), "Give the path of a YAML file", e);
            }
        }

        private void write(RemoteServer server, String path) {
            try (InputStream yaml = server.stream(path)) {
                if (out.isPresent()) {
                    Files.copy(yaml, out.get(), StandardCopyOption.REPLACE_EXISTING);
                    connection.remark("written to " + out.get());
                } else {
                    yaml.transferTo(connection.out());
                }
            } catch (IOException e) {
                throw Refusal.failed("the schema could not be written: " + e.getMessage(), "Name another file with --out", e);
            }
        }
    }
}
