package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;
import understudy.api.JobView;
import understudy.api.Paths;
import understudy.api.ReferenceView;

/** Training data on their way to the server: which of a file's columns are no features, and the sending. */
final class ReferenceFile {
    private static final long SMALL = 4 << 20;

    @Option(
            names = "--score",
            paramLabel = "COLUMN",
            description = "What the version said: probability or value; of several classes what stands before .CLASS.")
    private Optional<String> score = Optional.empty();

    @Option(
            names = "--score-prefix",
            paramLabel = "TEXT",
            description = "What the score columns of several classes begin with, where it is not COLUMN and a dot.")
    private Optional<String> scorePrefix = Optional.empty();

    @Option(names = "--label", paramLabel = "COLUMN", description = "What became true.")
    private Optional<String> label = Optional.empty();

    @Option(names = "--time", paramLabel = "COLUMN", description = "When a row happened.")
    private Optional<String> time = Optional.empty();

    @Option(names = "--positive", paramLabel = "CLASS", description = "The label of the positive class, by the file's name.")
    private Optional<String> positive = Optional.empty();

    @Option(names = "--ask", description = "Let the version itself say the scores, instead of --score.")
    private boolean ask;

    boolean isGiven() {
        return ask || score.isPresent() || scorePrefix.isPresent() || label.isPresent() || time.isPresent()
                || positive.isPresent();
    }

    /** Sends the file and waits for the reference. @throws Refusal where there is no such file, or it can be none */
    ReferenceView send(Connection connection, RemoteServer server, VersionReference version, Path file) {
        String name = String.valueOf(file.toAbsolutePath().normalize().getFileName());
        Query query = new Query().with("name", name);
        score.ifPresent(column -> query.with("score", column));
        scorePrefix.ifPresent(text -> query.with("score_prefix", text));
        label.ifPresent(column -> query.with("label", column));
        time.ifPresent(column -> query.with("time", column));
        positive.ifPresent(each -> query.with("positive", each));
        if (ask) {
            query.with("ask", "true");
        }
        String path = Paths.of(Paths.REFERENCE, version.model(), version.version()) + query.text();
        JsonNode begun = upload(connection, server, path, file);
        JsonNode job = new Job(server, connection.surroundings()).finished(begun);
        return Json.as(job, JobView.class)
                .reference()
                .orElseThrow(() -> Refusal.failed("the server says nothing of the reference it made", ""));
    }

    private static JsonNode upload(Connection connection, RemoteServer server, String path, Path file) {
        if (!Files.isRegularFile(file)) {
            throw Refusal.failed("there is no file " + file, "Give the path of a CSV, NDJSON or Parquet file");
        }
        try {
            long size = Files.size(file);
            try (Progress progress = size < SMALL
                    ? new Progress.Silent()
                    : Progress.of("upload", size, Progress.Unit.BYTES, connection.surroundings())) {
                BodyPublisher body = BodyPublishers.fromPublisher(
                        BodyPublishers.ofInputStream(() -> open(file, progress)), Math.max(1, size));
                return server.upload(path, size == 0 ? BodyPublishers.noBody() : body, type(file));
            }
        } catch (IOException e) {
            throw Refusal.failed("cannot read " + file + ": " + e.getMessage(), "", e);
        }
    }

    private static InputStream open(Path file, Progress progress) {
        try {
            return new CountedStream(Files.newInputStream(file), read -> progress.at(read, ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Not JSON's, which asks for a reference of traffic. */
    private static String type(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv")) {
            return "text/csv";
        }
        return name.matches(".*\\.(ndjson|jsonl|json)") ? "application/x-ndjson" : "application/octet-stream";
    }
}
