package understudy.cli;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import understudy.api.BroughtReceipt;
import understudy.api.Paths;

/** {@code understudy import predictions}: what a model that is served elsewhere answered, out of files. */
@Command(
        name = "predictions",
        description = "Bring what a model that is served elsewhere answered.",
        footer = {
            "",
            "NDJSON, CSV (both may be compressed: .gz) or Parquet; of a directory, all such files by name. Columns that are",
            "not named by an option are features; segment.NAME and output.NAME are segments and outputs. Sending a file",
            "again, or going on after it was cut off, brings nothing twice.",
            "",
            "Examples:",
            "  understudy import predictions loan answered.ndjson",
            "  understudy import predictions loan log.csv --score p --label defaulted --time ts --map inc=income"
        })
final class ImportPredictionsCommand implements Callable<Integer> {
    private static final int EXAMPLES = 10;

    @Mixin
    private final Connection connection;

    @Parameters(index = "0", paramLabel = "NAME", description = "The model.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "FILE|DIR", description = "A file, or a directory of them.")
    private Path path = Path.of("");

    @Option(names = "--format", paramLabel = "FORMAT", description = "ndjson, csv or parquet. Default: by the file's name.")
    private Optional<String> format = Optional.empty();

    @Option(names = "--map", paramLabel = "COLUMN=FEATURE", description = "A feature that is called otherwise. May be repeated.")
    private List<String> map = List.of();

    @Option(names = "--time", paramLabel = "COLUMN", description = "When it was asked. Default: at")
    private Optional<String> time = Optional.empty();

    @Option(names = "--score", paramLabel = "COLUMN", description = "What it answered. Default: score")
    private Optional<String> score = Optional.empty();

    @Option(names = "--label", paramLabel = "COLUMN", description = "The truth, where known. Default: label")
    private Optional<String> label = Optional.empty();

    @Option(names = "--key", paramLabel = "COLUMN", description = "The caller's own key. Default: key")
    private Optional<String> key = Optional.empty();

    @Option(names = "--id", paramLabel = "COLUMN", description = "Names the request. Default: id, else by its content")
    private Optional<String> id = Optional.empty();

    @Option(names = "--version-column", paramLabel = "COLUMN", description = "Which version answered. Default: version")
    private Optional<String> version = Optional.empty();

    @Option(names = "--lenient", description = "Pass over what the model does not have.")
    private boolean lenient;

    ImportPredictionsCommand(Connection connection) {
        this.connection = connection;
    }

    @Override
    public Integer call() throws IOException {
        BroughtReceipt sum = new BroughtReceipt(0, 0, 0, List.of(), 0);
        try (RemoteServer server = connection.open()) {
            for (Path file : files()) {
                sum = added(sum, bring(server, file));
            }
        }
        return told(sum);
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(path)) {
            if (!Files.isRegularFile(path)) {
                throw Refusal.failed("there is no file " + path, "Give the path of a file or a directory");
            }
            return List.of(path);
        }
        try (Stream<Path> all = Files.list(path)) {
            List<Path> known = all.filter(Files::isRegularFile).filter(file -> kind(file).isPresent()).sorted().toList();
            if (known.isEmpty()) {
                throw Refusal.failed("nothing in " + path + " is called .ndjson, .csv or .parquet", "Name the file, and --format");
            }
            return known;
        }
    }

    private Optional<String> kind(Path file) {
        if (format.isPresent()) {
            return format;
        }
        String called = file.toString().toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
        if (called.endsWith(".jsonl")) {
            return Optional.of("ndjson");
        }
        return Stream.of("ndjson", "csv", "parquet").filter(kind -> called.endsWith("." + kind)).findFirst();
    }

    private BroughtReceipt bring(RemoteServer server, Path file) throws IOException {
        String kind = kind(file).orElseThrow(() ->
                Refusal.failed("nobody can tell by its name what " + file + " is", "Say so: --format ndjson, csv or parquet"));
        try (Progress progress = Progress.of(
                file.getFileName().toString(), Files.size(file), Progress.Unit.BYTES, connection.surroundings())) {
            return switch (kind) {
                case "ndjson" -> parts(server, file, false, "application/x-ndjson", progress);
                case "csv" -> parts(server, file, true, "text/csv", progress);
                case "parquet" -> Json.as(
                        server.upload(address(), BodyPublishers.ofFile(file), "application/vnd.apache.parquet"),
                        BroughtReceipt.class);
                default -> throw Refusal.failed("format: " + kind + " (expected: ndjson, csv or parquet)", "");
            };
        }
    }

    private BroughtReceipt parts(RemoteServer server, Path file, boolean csv, String type, Progress progress)
            throws IOException {
        BroughtReceipt sum = new BroughtReceipt(0, 0, 0, List.of(), 0);
        try (FileParts parts = new FileParts(file, csv)) {
            for (Optional<FileParts.Part> part = parts.next(); part.isPresent(); part = parts.next()) {
                BroughtReceipt receipt = Json.as(
                        server.upload(address(), BodyPublishers.ofByteArray(part.get().content()), type),
                        BroughtReceipt.class);
                long first = part.get().line();
                String place = file.getFileName() + (first == 1 ? ", " : ", counted from line " + (first - (csv ? 1 : 0)) + ", ");
                sum = added(sum, new BroughtReceipt(
                        receipt.accepted(), receipt.repeated(), receipt.refused(),
                        receipt.refusedExamples().stream().map(place::concat).toList(), receipt.labels()));
                progress.at(parts.bytesRead(), sum.accepted() + sum.repeated() + " predictions");
            }
        }
        return sum;
    }

    private String address() {
        Query query = new Query().with("each", true).with("lenient", lenient);
        map.forEach(pair -> query.with("map", pair));
        time.ifPresent(column -> query.with("at", column));
        score.ifPresent(column -> query.with("score", column));
        label.ifPresent(column -> query.with("label", column));
        key.ifPresent(column -> query.with("key", column));
        id.ifPresent(column -> query.with("id", column));
        version.ifPresent(column -> query.with("version", column));
        return Paths.of(Paths.BROUGHT, name) + query.text();
    }

    private static BroughtReceipt added(BroughtReceipt one, BroughtReceipt other) {
        List<String> examples = new ArrayList<>(one.refusedExamples());
        other.refusedExamples().stream().limit(EXAMPLES - examples.size()).forEach(examples::add);
        return new BroughtReceipt(
                one.accepted() + other.accepted(), one.repeated() + other.repeated(), one.refused() + other.refused(),
                examples, one.labels() + other.labels());
    }

    private int told(BroughtReceipt sum) {
        connection.print(
                Json.tree(sum),
                sum.accepted() + " predictions brought, " + sum.repeated() + " were there already; " + sum.labels() + " labels");
        if (sum.refused() > 0) {
            sum.refusedExamples().forEach(connection::remark);
            throw Refusal.failed(sum.refused() + " are no predictions of " + name, "Correct them and send the file again");
        }
        return 0;
    }
}
