package understudy.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import understudy.api.LabelLine;
import understudy.api.LabelReceipt;
import understudy.api.Paths;
import understudy.core.PredictionId;
import understudy.core.Problem;
import understudy.rollout.Labels;

/** Takes in labels, NDJSON or CSV, in batches as they arrive: a file of any length costs the same memory. */
final class LabelsEndpoint {
    private static final int BATCH = 1000;
    private static final int LONGEST_LINE = 1 << 16;
    private static final int EXAMPLES = 10;

    private final Services services;
    private final HttpSettings settings;
    private final ObjectReader lines;

    LabelsEndpoint(Services services, HttpSettings settings, Json json) {
        this.services = services;
        this.settings = settings;
        this.lines = json.strict().forType(LabelLine.class);
    }

    List<Route> routes() {
        return List.of(Route.post(
                        Paths.LABELS, Access.EXPERIMENTING,
                        "Labels as NDJSON or CSV; ?model= is the model of keys", this::labels)
                .taking(LabelLine.class)
                .giving(LabelReceipt.class));
    }

    private void labels(Call call) throws IOException {
        Batches batches = new Batches(call.query("model").orElse(""), call.by());
        try (InputStream body = new BufferedInputStream(call.stream(settings.maxUpload()))) {
            if (call.mediaType().equals("text/csv")) {
                csv(body, batches);
            } else {
                json(body, batches);
            }
        }
        LabelReceipt receipt = batches.receipt();
        if (receipt.refused() > 0 && receipt.accepted() + receipt.repeated() == 0) {
            throw new Problem(
                    Problem.Code.INVALID, receipt.refusedExamples().getFirst(), "None of the lines was a label; nothing was written");
        }
        call.reply(receipt);
    }

    private void json(InputStream body, Batches batches) throws IOException {
        long number = 0;
        for (Optional<byte[]> line = line(body); line.isPresent(); line = line(body)) {
            number++;
            if (line.get().length > LONGEST_LINE) {
                batches.refuse(number, Problem.invalid("label", "a line of more than " + LONGEST_LINE + " bytes", "less"));
            } else if (!new String(line.get(), java.nio.charset.StandardCharsets.UTF_8).isBlank()) {
                try {
                    batches.add(number, Json.<LabelLine>present("label", lines.readValue(line.get())));
                } catch (JsonProcessingException malformed) {
                    batches.refuse(number, Json.problem("label", malformed));
                } catch (Problem nothing) {
                    batches.refuse(number, nothing);
                }
            }
        }
    }

    /** The next line without its end; one that is too long is cut a byte above the limit. Empty at the end. */
    private static Optional<byte[]> line(InputStream body) throws IOException {
        int next = body.read();
        if (next < 0) {
            return Optional.empty();
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (; next >= 0 && next != '\n'; next = body.read()) {
            if (line.size() <= LONGEST_LINE) {
                line.write(next);
            }
        }
        return Optional.of(line.toByteArray());
    }

    private static void csv(InputStream body, Batches batches) throws IOException {
        CsvRows rows = new CsvRows(body);
        int prediction = rows.header().indexOf("prediction_id");
        int key = rows.header().indexOf("key");
        int model = rows.header().indexOf("model");
        int label = rows.header().indexOf("label");
        int at = rows.header().indexOf("at");
        if (label < 0 || (prediction < 0 && key < 0)) {
            throw Problem.invalid("header", rows.header(), "label, and prediction_id or key; perhaps model and at");
        }
        while (rows.hasNext()) {
            try {
                String[] cells = rows.next();
                batches.add(rows.line(), new LabelLine(
                        cell(cells, prediction), cell(cells, key), cell(cells, model), cells[label],
                        cell(cells, at).map(text -> Moments.instant("at", text, Instant.MAX))));
            } catch (Problem refused) {
                batches.refuse(rows.line(), refused);
            }
        }
    }

    private static Optional<String> cell(String[] cells, int index) {
        return index < 0 || cells[index].isEmpty() ? Optional.empty() : Optional.of(cells[index]);
    }

    /** Gathers labels of one model and hands them on a batch at a time. */
    private final class Batches {
        private final String defaultModel;
        private final String by;
        private final List<Labels.Submission> waiting = new ArrayList<>();
        private final List<String> unknownExamples = new ArrayList<>();
        private final List<String> refusedExamples = new ArrayList<>();
        private String model;
        private long accepted;
        private long repeated;
        private long corrected;
        private long unknown;
        private long refused;

        Batches(String defaultModel, String by) {
            this.defaultModel = defaultModel;
            this.by = by;
            this.model = defaultModel;
        }

        void add(long number, LabelLine line) {
            String of = line.model().orElse(defaultModel);
            try {
                Labels.Submission submission = submission(line, of);
                if (!of.equals(model) || waiting.size() == BATCH) {
                    send();
                    model = of;
                }
                waiting.add(submission);
            } catch (Problem problem) {
                refuse(number, problem);
            }
        }

        private Labels.Submission submission(LabelLine line, String of) {
            if (line.predictionId().isPresent() == line.key().isPresent()) {
                throw Problem.invalid(
                        "label", line.key().isPresent() ? "prediction_id and key" : "neither prediction_id nor key", "one of them");
            }
            if (line.key().isPresent() && of.isEmpty()) {
                throw Problem.invalid("model", "absent", "the model that the key is of, in the line or as ?model=");
            }
            if (line.label().isEmpty()) {
                throw Problem.invalid("label", "''", "a class or a number");
            }
            return new Labels.Submission(
                    line.predictionId().map(PredictionId::parse), line.key(), line.label(), line.at(), false);
        }

        void refuse(long number, Problem problem) {
            refused++;
            if (refusedExamples.size() < EXAMPLES) {
                refusedExamples.add("line " + number + ": " + problem.getMessage());
            }
        }

        private void send() {
            if (waiting.isEmpty()) {
                return;
            }
            Labels.Receipt receipt = services.labels().submit(model, List.copyOf(waiting), by);
            waiting.clear();
            accepted += receipt.accepted();
            repeated += receipt.repeated();
            corrected += receipt.corrected();
            unknown += receipt.unknown();
            receipt.unknownExamples().stream().limit(EXAMPLES - unknownExamples.size()).forEach(unknownExamples::add);
        }

        LabelReceipt receipt() {
            send();
            return new LabelReceipt(
                    accepted, repeated, corrected, unknown, List.copyOf(unknownExamples), refused, List.copyOf(refusedExamples));
        }
    }
}
