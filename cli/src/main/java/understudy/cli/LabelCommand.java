package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import understudy.api.LabelReceipt;
import understudy.api.Paths;

/** {@code understudy label}: brings the truth, some thousand lines at a time; sending a file twice changes nothing. */
@Command(
        name = "label",
        description = "Bring labels: what turned out to be true.",
        footer = {
            "",
            "CSV or NDJSON with prediction_id or key, label, and optionally at (when it became true). Sending the same",
            "file again changes nothing.",
            "",
            "Examples:",
            "  understudy label loan outcomes.csv",
            "  understudy label loan repaid.csv --key application --label defaulted"
        })
final class LabelCommand implements Callable<Integer> {
    private static final int LINES = 2_000;
    private static final int EXAMPLES = 10;

    @Mixin
    private final Connection connection;

    @Parameters(index = "0", paramLabel = "NAME", description = "The model.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "CSV or NDJSON; - reads what is piped in.")
    private Path file = Path.of("");

    @Option(names = "--id", paramLabel = "COLUMN", description = "Names the prediction. Default: ${DEFAULT-VALUE}")
    private String id = "prediction_id";

    @Option(names = "--key", paramLabel = "COLUMN", description = "The caller's own key. Default: ${DEFAULT-VALUE}")
    private String key = "key";

    @Option(names = "--label", paramLabel = "COLUMN", description = "The truth. Default: ${DEFAULT-VALUE}")
    private String label = "label";

    @Option(names = "--at", paramLabel = "COLUMN", description = "When it became true. Default: ${DEFAULT-VALUE}")
    private String at = "at";

    LabelCommand(Connection connection) {
        this.connection = connection;
    }

    @Override
    public Integer call() throws IOException {
        boolean piped = file.toString().equals("-");
        long size = piped || !Files.exists(file) ? -1 : Files.size(file);
        LabelReceipt sum = new LabelReceipt(0, 0, 0, 0, List.of(), 0, List.of());
        try (RemoteServer server = connection.open();
                Rows rows = piped ? Rows.of(connection.surroundings().in(), "the input") : Rows.open(file);
                Progress progress = Progress.of("label", size, Progress.Unit.BYTES, connection.surroundings())) {
            List<Rows.Row> next = nextLines(rows);
            while (!next.isEmpty()) {
                sum = added(sum, send(server, next));
                progress.at(rows.bytesRead(), sum.accepted() + sum.repeated() + " labels");
                next = nextLines(rows);
            }
        }
        return told(sum);
    }

    private static List<Rows.Row> nextLines(Rows rows) {
        List<Rows.Row> lines = new ArrayList<>();
        while (lines.size() < LINES) {
            Optional<Rows.Row> row = rows.next();
            if (row.isEmpty()) {
                break;
            }
            lines.add(row.get());
        }
        return lines;
    }

    private LabelReceipt send(RemoteServer server, List<Rows.Row> rows) {
        StringBuilder lines = new StringBuilder();
        rows.forEach(row -> lines.append(Json.line(line(row))).append('\n'));
        JsonNode answer = server.sendText(
                Paths.LABELS + new Query().with("model", name).text(),
                lines.toString(),
                "application/x-ndjson");
        LabelReceipt receipt = Json.as(answer, LabelReceipt.class);
        String where = "of lines " + rows.getFirst().line() + " to " + rows.getLast().line() + ", ";
        return new LabelReceipt(
                receipt.accepted(), receipt.repeated(), receipt.corrected(), receipt.unknown(),
                receipt.unknownExamples(), receipt.refused(),
                receipt.refusedExamples().stream().map(where::concat).toList());
    }

    /** @throws Refusal for a line that cannot be a label, before it is sent */
    private ObjectNode line(Rows.Row row) {
        ObjectNode line = Json.object();
        String where = file + ", line " + row.line();
        // An id says more than a key, and the server takes one of them.
        there(row, id).ifPresentOrElse(
                value -> line.set("prediction_id", value),
                () -> line.put("key", there(row, key).orElseThrow(() -> Refusal.failed(
                        where + ": neither " + id + " nor " + key + " is there",
                        "Name the columns with --id or --key")).asText()));
        line.set("label", there(row, label).orElseThrow(() ->
                Refusal.failed(where + ": no " + label, "Name the column with --label")));
        there(row, at).ifPresent(value -> line.put(
                "at",
                Moment.parse(where + ": " + at, value.asText(), connection.surroundings().clock().instant())
                        .toString()));
        return line;
    }

    private static Optional<JsonNode> there(Rows.Row row, String column) {
        return Optional.of(row.values().path(column)).filter(value -> value.isValueNode() && !value.isNull());
    }

    private static LabelReceipt added(LabelReceipt one, LabelReceipt other) {
        return new LabelReceipt(
                one.accepted() + other.accepted(),
                one.repeated() + other.repeated(),
                one.corrected() + other.corrected(),
                one.unknown() + other.unknown(),
                examples(one.unknownExamples(), other.unknownExamples()),
                one.refused() + other.refused(),
                examples(one.refusedExamples(), other.refusedExamples()));
    }

    private static List<String> examples(List<String> one, List<String> other) {
        return Stream.concat(one.stream(), other.stream()).limit(EXAMPLES).toList();
    }

    private int told(LabelReceipt sum) {
        connection.print(
                Json.tree(sum),
                sum.accepted() + " labels taken (" + sum.corrected() + " correct earlier ones), " + sum.repeated()
                        + " were there already");
        if (sum.unknown() > 0) {
            connection.remark(sum.unknown() + " are for predictions not known yet, and kept for them, e.g. "
                    + String.join(", ", sum.unknownExamples()));
        }
        if (sum.refused() > 0) {
            sum.refusedExamples().forEach(connection::remark);
            throw Refusal.failed(sum.refused() + " lines are no labels", "Correct them and send the file again");
        }
        return 0;
    }
}
