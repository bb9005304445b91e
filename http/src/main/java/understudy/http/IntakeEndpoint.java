package understudy.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import understudy.api.BroughtReceipt;
import understudy.api.CloudEventsReceipt;
import understudy.api.IntakeView;
import understudy.api.Paths;
import understudy.core.Problem;
import understudy.intake.CloudEvent;
import understudy.intake.CloudEventJson;
import understudy.intake.CloudEvents;
import understudy.intake.CsvEvents;
import understudy.intake.Delivery;
import understudy.intake.EventSource;
import understudy.intake.FileFormat;
import understudy.intake.Intake;
import understudy.intake.Naming;
import understudy.intake.NdjsonEvents;
import understudy.intake.Receipt;
import understudy.intake.TableEvents;
import understudy.intake.WatchedFolder;

/** Takes in what other platforms' versions answered: files and lines of them, and CloudEvents. */
final class IntakeEndpoint {
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";
    private static final String PARQUET = "application/vnd.apache.parquet";
    private static final String ATTRIBUTE = "ce-";
    private static final int EXAMPLES = 10;

    private final Watches.Elsewhere elsewhere;
    private final HttpSettings settings;

    IntakeEndpoint(Services services, HttpSettings settings) {
        this.elsewhere = services.watches().elsewhere();
        this.settings = settings;
    }

    List<Route> routes() {
        return List.of(
                Route.post(
                                Paths.BROUGHT, Access.RECORDING,
                                "Predictions made elsewhere, as NDJSON, CSV or Parquet, gzip too: ?each= &lenient= &map=column=feature"
                                        + " &id= &key= &at= &version= &score= &label= &action= &latency= &error=",
                                this::brought)
                        .giving(BroughtReceipt.class),
                Route.post(
                                Paths.CLOUD_EVENTS, Access.RECORDING,
                                "What KServe's or Seldon's logger sends, in any mode of CloudEvents: ?model= &lenient=",
                                this::events)
                        .giving(CloudEventsReceipt.class),
                Route.get(Paths.CLOUD_EVENTS, Access.READING, "How requests and responses found each other", this::status)
                        .giving(CloudEventsReceipt.Status.class),
                Route.get(Paths.INTAKE, Access.READING, "How predictions come in that were made elsewhere", this::all)
                        .giving(IntakeView.class));
    }

    private void brought(Call call) throws IOException {
        boolean lenient = call.yes("lenient");
        Naming naming = naming(call);
        Receipt receipt;
        if (call.mediaType().equals(PARQUET)) {
            receipt = table(call, naming, lenient);
        } else {
            try (InputStream body = FileFormat.plain(call.stream(settings.maxUpload()));
                    EventSource source = call.mediaType().equals("text/csv")
                            ? new CsvEvents(body, naming)
                            : new NdjsonEvents(body, lenient)) {
                receipt = taken(call, source, lenient);
            }
        }
        call.reply(new BroughtReceipt(
                receipt.accepted(), receipt.repeated(), receipt.refused(), receipt.refusedExamples(), receipt.labels()));
    }

    private Receipt taken(Call call, EventSource source, boolean lenient) {
        Intake.Manner manner = call.yes("each") ? Intake.Manner.EACH : Intake.Manner.WHOLE;
        return Delivery.take(elsewhere.intake(), call.value(0), source, manner, lenient, call.by());
    }

    /** A file whose end says what is in it waits on disk until it is whole. */
    private Receipt table(Call call, Naming naming, boolean lenient) throws IOException {
        Path file = Files.createTempFile(settings.temporary(), "table", ".part");
        try {
            try (InputStream body = call.stream(settings.maxUpload())) {
                Files.copy(body, file, StandardCopyOption.REPLACE_EXISTING);
            }
            try (EventSource source = new TableEvents(elsewhere.tables().open(file, "body"), naming)) {
                return taken(call, source, lenient);
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static Naming naming(Call call) {
        Naming usual = Naming.STANDARD;
        Map<String, String> features = new HashMap<>();
        for (String pair : call.queries("map")) {
            int equals = pair.lastIndexOf('=');
            if (equals < 1 || equals == pair.length() - 1) {
                throw Problem.invalid("map", pair, "column=feature");
            }
            features.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return new Naming(
                call.query("id").orElse(usual.id()),
                call.query("key").orElse(usual.key()),
                call.query("at").orElse(usual.at()),
                call.query("version").orElse(usual.version()),
                call.query("score").orElse(usual.score()),
                call.query("label").orElse(usual.label()),
                call.query("action").orElse(usual.action()),
                call.query("latency").orElse(usual.latency()),
                call.query("error").orElse(usual.error()),
                features);
    }

    private void events(Call call) throws IOException {
        boolean lenient = call.yes("lenient");
        Optional<String> model = call.query("model");
        byte[] body = call.body();
        if (call.mediaType().equals(BATCH)) {
            call.reply(taken(call, CloudEventJson.batch(body), model, lenient));
            return;
        }
        CloudEvent event = call.mediaType().equals(STRUCTURED)
                ? CloudEventJson.structured(body)
                : CloudEventJson.binary(attributes(call), body);
        Map<CloudEvents.Fate, Integer> fates = Map.of(elsewhere.events().take(event, model, lenient, call.by()), 1);
        call.reply(receipt(fates, List.of(), 0));
    }

    private CloudEventsReceipt taken(Call call, List<CloudEvent> events, Optional<String> model, boolean lenient) {
        Map<CloudEvents.Fate, Integer> fates = new HashMap<>();
        List<String> examples = new ArrayList<>();
        int refused = 0;
        for (CloudEvent event : events) {
            try {
                fates.merge(elsewhere.events().take(event, model, lenient, call.by()), 1, Integer::sum);
            } catch (Problem wrong) {
                if (wrong.code() != Problem.Code.INVALID && wrong.code() != Problem.Code.NOT_FOUND) {
                    throw wrong;
                }
                refused++;
                if (examples.size() < EXAMPLES) {
                    examples.add(event.id() + ": " + wrong.getMessage());
                }
            }
        }
        return receipt(fates, examples, refused);
    }

    private static CloudEventsReceipt receipt(Map<CloudEvents.Fate, Integer> fates, List<String> examples, int refused) {
        return new CloudEventsReceipt(
                fates.getOrDefault(CloudEvents.Fate.ACCEPTED, 0),
                fates.getOrDefault(CloudEvents.Fate.REPEATED, 0),
                fates.getOrDefault(CloudEvents.Fate.WAITING, 0),
                fates.getOrDefault(CloudEvents.Fate.IGNORED, 0),
                refused,
                examples);
    }

    private static Map<String, String> attributes(Call call) {
        Map<String, String> attributes = new HashMap<>();
        BiConsumer<String, String> add = (name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith(ATTRIBUTE)) {
                attributes.put(lower.substring(ATTRIBUTE.length()), value);
            }
        };
        call.headers(add);
        return attributes;
    }

    private void status(Call call) throws IOException {
        call.reply(view(elsewhere.events().status()));
    }

    private static CloudEventsReceipt.Status view(CloudEvents.Status now) {
        return new CloudEventsReceipt.Status(
                now.waiting(), now.waitingBytes(), now.paired(), now.expired(), now.displaced(), now.ignored());
    }

    private void all(Call call) throws IOException {
        Map<String, IntakeView.Count> models = new TreeMap<>();
        elsewhere.intake().counts().forEach((model, count) ->
                models.put(model, new IntakeView.Count(count.taken(), count.repeated(), count.refused())));
        Optional<IntakeView.Folder> folder = elsewhere.folder().map(WatchedFolder::status).map(now ->
                new IntakeView.Folder(now.done(), now.refused(), new TreeMap<>(now.troubles())));
        call.reply(new IntakeView(models, view(elsewhere.events().status()), folder));
    }
}
