package understudy.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import understudy.api.JobView;
import understudy.api.Paths;
import understudy.api.ReferenceRequest;
import understudy.api.ReferenceView;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Problem;
import understudy.profiles.Schema;
import understudy.profiles.SchemaText;
import understudy.references.FileRoles;
import understudy.references.Reference;
import understudy.references.References;

/** What versions' data looked like where they were trained: made, shown, edited, deleted. */
final class ReferencesEndpoint {
    private static final String YAML = "application/yaml";

    private final Services services;
    private final HttpSettings settings;
    private final Jobs jobs;
    private final Json json;

    ReferencesEndpoint(Services services, HttpSettings settings, Jobs jobs, Json json) {
        this.services = services;
        this.settings = settings;
        this.jobs = jobs;
        this.json = json;
    }

    List<Route> routes() {
        return List.of(
                Route.get(Paths.REFERENCE, Access.READING, "What its data looked like; ?detail= is one column", this::show)
                        .giving(ReferenceView.class),
                Route.post(
                                Paths.REFERENCE, Access.EXPERIMENTING,
                                "Makes it of a file (CSV, NDJSON, Parquet: the body, or multipart with file; ?name= ?score= "
                                        + "?score_prefix= ?label= ?time= ?positive= ?ask=), or of traffic (JSON)",
                                this::make)
                        .taking(ReferenceRequest.class)
                        .giving(JobView.class)
                        .status(202),
                Route.delete(Paths.REFERENCE, Access.EXPERIMENTING, "Forgets it", this::delete),
                Route.get(
                        Paths.SCHEMA, Access.READING, "What data have to be like, as JSON, or as YAML: ?format=",
                        this::schema),
                Route.put(
                        Paths.SCHEMA, Access.EXPERIMENTING, "Says what data have to be like, as YAML or JSON", this::edit));
    }

    private References references() {
        return services.watches().references();
    }

    /** A version and its model. */
    private record Subject(Model model, ModelVersion version) {}

    private Subject subject(Call call) {
        String name = call.value(0);
        int version = call.version(1);
        ModelVersion known = services.registry()
                .version(name, version)
                .orElseThrow(() -> Problem.notFound(
                        "there is no " + ModelVersion.reference(name, version), "List what there is: understudy model list"));
        Model model = services.registry()
                .model(name)
                .orElseThrow(() -> Problem.notFound("there is no model '" + name + "'", ""));
        return new Subject(model, known);
    }

    private Reference present(Call call) {
        Subject subject = subject(call);
        return references().get(subject.model().name(), subject.version().version());
    }

    private void show(Call call) throws IOException {
        Reference reference = present(call);
        Optional<String> detail = call.query("detail");
        call.reply(detail.isPresent()
                ? ReferenceViews.detailed(reference, detail.get())
                : ReferenceViews.whole(reference));
    }

    private void make(Call call) throws IOException {
        Subject subject = subject(call);
        if (call.mediaType().equals("application/json")) {
            ofTraffic(call, subject, call.read(ReferenceRequest.class));
        } else if (call.mediaType().equals("multipart/form-data")) {
            ofFile(call, subject, multipart(call));
        } else {
            String name = call.query("name").orElse("data");
            try (InputStream body = call.stream(settings.maxData())) {
                ofFile(call, subject, ReceivedFile.of(body, name, announced(call), settings.temporary()));
            }
        }
    }

    private static long announced(Call call) {
        return call.header(HeaderNames.CONTENT_LENGTH).map(Long::parseLong).orElse(0L);
    }

    private ReceivedFile multipart(Call call) throws IOException {
        String boundary = call.mediaTypeParameter("boundary").orElse("");
        try (InputStream body = call.stream(settings.maxData())) {
            Multipart parts = new Multipart(body, boundary);
            Optional<Multipart.Part> part = parts.next();
            if (part.isEmpty() || !part.get().name().equals("file")) {
                throw Problem.invalid("part", part.map(Multipart.Part::name).orElse("none"), "file");
            }
            String name = part.get().fileName().or(() -> call.query("name")).orElse("data");
            ReceivedFile file = ReceivedFile.of(part.get().content(), name, announced(call), settings.temporary());
            try {
                Optional<Multipart.Part> more = parts.next();
                if (more.isPresent()) {
                    throw Problem.invalid("part", more.get().name(), "file alone");
                }
                return file;
            } catch (IOException | RuntimeException refused) {
                file.close();
                throw refused;
            }
        }
    }

    private void ofFile(Call call, Subject subject, ReceivedFile file) throws IOException {
        FileRoles roles = new FileRoles(
                call.query("score"), call.query("score_prefix"), call.query("label"), call.query("time"),
                call.query("positive"), call.yes("ask"));
        String by = call.by();
        JobView job;
        try {
            job = jobs.start("reference", subject.version().reference(), by, progress -> {
                try (file) {
                    return made(references().fromFile(
                            subject.model(), subject.version(), file.path(), roles, progress, by));
                }
            });
        } catch (RuntimeException refused) {
            file.close();
            throw refused;
        }
        AdminEndpoint.accepted(call, job);
    }

    private void ofTraffic(Call call, Subject subject, ReferenceRequest asked) throws IOException {
        Instant now = services.clock().instant();
        Instant from = Moments.instant("from", asked.from(), now);
        Instant to = asked.to().map(text -> Moments.instant("to", text, now)).orElse(now);
        int of = asked.of().orElse(subject.version().version());
        if (!from.isBefore(to)) {
            throw Problem.invalid("to", to, "a time after " + from);
        }
        if (services.registry().version(subject.model().name(), of).isEmpty()) {
            throw Problem.notFound(
                    "there is no " + ModelVersion.reference(subject.model().name(), of),
                    "List what there is: understudy model list");
        }
        String by = call.by();
        JobView job = jobs.start(
                "reference", subject.version().reference(), by,
                progress -> made(references().fromTraffic(subject.model(), subject.version(), of, from, to, progress, by)));
        AdminEndpoint.accepted(call, job);
    }

    private static Jobs.Result made(Reference reference) {
        return new Jobs.Result.Referenced(ReferenceViews.whole(reference));
    }

    private void delete(Call call) {
        Subject subject = subject(call);
        references().delete(subject.model().name(), subject.version().version(), call.by());
        call.done(204);
    }

    private void schema(Call call) throws IOException {
        reply(call, present(call).schema());
    }

    private void edit(Call call) throws IOException {
        Subject subject = subject(call);
        Schema schema = SchemaText.read(new String(call.body(), UTF_8));
        reply(call, references()
                .edit(subject.model().name(), subject.version().version(), schema, call.by())
                .schema());
    }

    private void reply(Call call, Schema schema) throws IOException {
        String accepted = call.header(HeaderNames.ACCEPT).orElse("").toLowerCase(Locale.ROOT);
        String format = call.query("format").orElse(accepted.contains("yaml") ? "yaml" : "json");
        switch (format) {
            case "yaml" -> call.text(YAML, SchemaText.write(schema));
            case "json" -> call.reply(json.mapper().valueToTree(SchemaText.tree(schema)));
            default -> throw Problem.invalid("format", format, "json or yaml");
        }
    }
}
