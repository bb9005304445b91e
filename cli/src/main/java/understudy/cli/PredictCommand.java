package understudy.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import understudy.api.ModelView;
import understudy.api.Paths;

/**
 * {@code understudy predict}: a file of rows in, the answers out, in the same order and form. A few batches are under way
 * at once; no more of the file is in memory than those.
 */
@Command(
        name = "predict",
        description = "Ask the model for each row of a file.",
        footer = {
            "",
            "CSV (with a header) or NDJSON comes in, the same goes out: prediction_id, version, role, outputs, action.",
            "Columns the model does not know are left out.",
            "",
            "Example:",
            "  understudy predict loan applications.csv --key application --segment region --out answers.csv"
        })
final class PredictCommand implements Callable<Integer> {
    @Mixin
    private final Connection connection;

    @Parameters(index = "0", paramLabel = "NAME", description = "The model.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "CSV or NDJSON; - reads what is piped in.")
    private Path file = Path.of("");

    @Option(names = "--out", paramLabel = "FILE", description = "Where the answers go. Default: printed")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--key",
            paramLabel = "COLUMN",
            description = "The caller's own key: sticky canary, label join. Asks row by row.")
    private Optional<String> key = Optional.empty();

    @Option(names = "--segment", paramLabel = "COLUMN", description = "A segment to compare by; may be repeated.")
    private List<String> segments = new ArrayList<>();

    @Option(names = "--with-inputs", description = "Repeat the input's columns before the answers.")
    private boolean withInputs;

    @Option(names = "--batch", paramLabel = "ROWS", description = "Rows of a request. Default: ${DEFAULT-VALUE}")
    private int batch = 64;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "Requests under way at once. Default: ${DEFAULT-VALUE}")
    private int concurrency = 4;

    PredictCommand(Connection connection) {
        this.connection = connection;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        check("--batch", batch, 10_000);
        check("--concurrency", concurrency, 64);
        boolean piped = file.toString().equals("-");
        try (RemoteServer server = connection.open();
                Rows rows = piped ? Rows.of(connection.surroundings().in(), "the input") : Rows.open(file)) {
            ModelView model = Json.as(server.get(Paths.of(Paths.MODEL, name)), ModelView.class);
            var asking = new BatchPrediction(
                    server, name, InputColumns.of(model.signature(), key, segments), withInputs);
            if (out.isEmpty()) {
                answer(rows, asking, new RowsPrinter(connection.out(), rows.format()), piped);
            } else {
                toFile(out.get(), rows, asking, piped);
            }
        }
        return 0;
    }

    private static void check(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw Refusal.wrongUsage(option + ": " + value + " (expected: 1 to " + most + ")", "");
        }
    }

    private void toFile(Path target, Rows rows, BatchPrediction asking, boolean piped)
            throws IOException, InterruptedException {
        try (OutputStream written = Files.newOutputStream(target);
                PrintStream printed = new PrintStream(written, false, StandardCharsets.UTF_8)) {
            answer(rows, asking, new RowsPrinter(printed, rows.format()), piped);
            if (printed.checkError()) {
                throw Refusal.failed("cannot write " + target, "Look whether its disk is full");
            }
        } catch (java.nio.file.NoSuchFileException e) {
            throw Refusal.failed("cannot write " + target + ": its directory is not there", "Make it first", e);
        }
    }

    private void answer(Rows rows, BatchPrediction asking, RowsPrinter printer, boolean piped)
            throws IOException, InterruptedException {
        long size = piped ? -1 : Files.size(file);
        Deque<Future<List<ObjectNode>>> underWay = new ArrayDeque<>();
        long answered = 0;
        try (Progress progress = Progress.of("predict", size, Progress.Unit.BYTES, connection.surroundings())) {
            List<Rows.Row> next = nextBatch(rows);
            while (!next.isEmpty() || !underWay.isEmpty()) {
                if (!next.isEmpty() && underWay.size() < concurrency) {
                    List<Rows.Row> sent = next;
                    underWay.add(connection.surroundings().workers().submit(() -> asking.answers(sent)));
                    next = nextBatch(rows);
                } else {
                    List<ObjectNode> answers = finished(underWay.remove());
                    printer.printAll(answers);
                    answered += answers.size();
                    progress.at(rows.bytesRead(), answered + " rows");
                }
            }
        } catch (Refusal refusal) {
            throw Refusal.failed(
                    refusal.fact() + " (" + answered + " rows answered before)", refusal.remedy(), refusal);
        } finally {
            underWay.forEach(future -> future.cancel(true));
        }
        connection.remark(answered + " rows answered; columns left out: "
                + (asking.columns().leftOut().isEmpty() ? "none" : String.join(", ", asking.columns().leftOut())));
    }

    private List<Rows.Row> nextBatch(Rows rows) {
        List<Rows.Row> next = new ArrayList<>(batch);
        while (next.size() < batch) {
            Optional<Rows.Row> row = rows.next();
            if (row.isEmpty()) {
                break;
            }
            next.add(row.get());
        }
        return next;
    }

    private static List<ObjectNode> finished(Future<List<ObjectNode>> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Refusal refusal) {
                throw refusal;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
