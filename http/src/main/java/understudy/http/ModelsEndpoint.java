package understudy.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.helidon.http.HeaderNames;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import understudy.api.AdaptRequest;
import understudy.api.AdaptationView;
import understudy.api.CanaryRequest;
import understudy.api.DecisionView;
import understudy.api.LineupRequest;
import understudy.api.LineupView;
import understudy.api.ModelView;
import understudy.api.Paths;
import understudy.api.PromoteRequest;
import understudy.api.RolloutView;
import understudy.api.ShadowRequest;
import understudy.api.ShadowView;
import understudy.api.VersionMetadata;
import understudy.api.VersionRequest;
import understudy.api.VersionView;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Problem;
import understudy.intake.ElsewhereRuntime;
import understudy.rollout.AdaptiveShares;
import understudy.rollout.Rollout;
import understudy.rollout.StagedRollout;
import understudy.rollout.StagedRollouts;
import understudy.serving.Lineup;
import understudy.serving.Lineups;
import understudy.serving.Registration;
import understudy.serving.Runtimes;

/** Models, their versions and lineups, and the verbs that change who answers and who rehearses. */
final class ModelsEndpoint {
    private static final int MOST_METADATA = 4 << 20;
    private static final double USUAL_FLOOR = 0.05;
    private static final Duration USUAL_INTERVAL = Duration.ofHours(1);

    private final Services services;
    private final HttpSettings settings;
    private final Views views;
    private final Json json;

    ModelsEndpoint(Services services, HttpSettings settings, Views views, Json json) {
        this.services = services;
        this.settings = settings;
        this.views = views;
        this.json = json;
    }

    List<Route> routes() {
        return List.of(
                Route.get(Paths.MODELS, Access.READING, "All models", this::models).giving(ModelView.Page.class),
                Route.get(Paths.MODEL, Access.READING, "One model and its versions", this::model).giving(ModelView.class),
                Route.post(Paths.VERSIONS, Access.EXPERIMENTING, "Registers a version: multipart with artifact and metadata", this::register)
                        .giving(VersionView.class)
                        .status(201),
                Route.get(Paths.VERSION, Access.READING, "One version", this::version).giving(VersionView.class),
                Route.get(Paths.LINEUP, Access.READING, "Who answers and who rehearses", this::lineup).giving(LineupView.class),
                Route.put(Paths.LINEUP, Access.OPERATING, "Replaces the lineup that If-Match names", this::replace)
                        .taking(LineupRequest.class)
                        .giving(LineupView.class),
                Route.get(Paths.LINEUP_HISTORY, Access.READING, "Lineups until now, newest first", this::history)
                        .giving(LineupView.History.class),
                Route.post(Paths.SHADOW, Access.EXPERIMENTING, "Lets a version rehearse", this::shadow)
                        .taking(ShadowRequest.class)
                        .giving(LineupView.class),
                Route.post(Paths.CANARY, Access.OPERATING, "Lets a version answer a share of callers, or climb by steps while its guardrails hold", this::canary)
                        .taking(CanaryRequest.class)
                        .giving(LineupView.class),
                Route.post(Paths.PROMOTE, Access.OPERATING, "Makes a version the champion, at once or when it is better", this::promote)
                        .taking(PromoteRequest.class)
                        .giving(LineupView.class),
                Route.post(Paths.ROLLBACK, Access.OPERATING, "Makes the champion before the champion again", this::rollback)
                        .giving(LineupView.class),
                Route.post(Paths.RETIRE, Access.OPERATING, "Takes a version out of every role, for good", this::retire)
                        .taking(VersionRequest.class)
                        .giving(VersionView.class),
                Route.get(Paths.ROLLOUTS, Access.READING, "Staged rollouts, newest first; ?limit=", this::rollouts)
                        .giving(RolloutView.Page.class),
                Route.post(Paths.ROLLOUT_STOP, Access.OPERATING, "Ends the staged rollout; the version stays where it is", this::stop)
                        .giving(RolloutView.class),
                Route.post(Paths.ADAPT, Access.OPERATING, "Lets shares follow what labels say", this::adapt)
                        .taking(AdaptRequest.class)
                        .giving(AdaptationView.class),
                Route.post(Paths.ADAPT_STOP, Access.OPERATING, "Shares stay as they are", this::endAdapting)
                        .giving(AdaptationView.class),
                Route.get(Paths.SHADOWS, Access.READING, "How far the model's shadows are", this::shadows)
                        .giving(ShadowView.Page.class),
                Route.get(Paths.DECISION, Access.READING, "The champion's decision rule", this::decision)
                        .giving(DecisionView.Current.class));
    }

    private void models(Call call) throws IOException {
        call.reply(new ModelView.Page(
                services.registry().models().stream().map(views::model).toList()));
    }

    private void model(Call call) throws IOException {
        call.reply(views.model(known(call.value(0))));
    }

    private Model known(String name) {
        return services.registry()
                .model(name)
                .orElseThrow(() -> Problem.notFound("there is no model '" + name + "'", "Names are shown by: understudy model list"));
    }

    private void version(Call call) throws IOException {
        call.reply(views.explained(known(call.value(0), call.version(1))));
    }

    private ModelVersion known(String model, int version) {
        return services.registry()
                .version(model, version)
                .orElseThrow(() -> Problem.notFound("there is no " + ModelVersion.reference(model, version), ""));
    }

    private void register(Call call) throws IOException {
        if (!call.mediaType().equals("multipart/form-data")) {
            throw Problem.invalid("Content-Type", call.mediaType(), "multipart/form-data with artifact and metadata");
        }
        String model = Model.checkName(call.value(0));
        String boundary = call.mediaTypeParameter("boundary").orElse("");
        VersionMetadata metadata = VersionMetadata.none();
        Optional<Path> kept = Optional.empty();
        String fileName = "";
        try (InputStream body = call.stream(settings.maxUpload() + MOST_METADATA)) {
            Multipart parts = new Multipart(body, boundary);
            for (Optional<Multipart.Part> part = parts.next(); part.isPresent(); part = parts.next()) {
                switch (part.get().name()) {
                    case "metadata" -> metadata = metadata(part.get().content());
                    case "artifact" -> {
                        if (kept.isPresent()) {
                            throw Problem.invalid("artifact", "twice", "once");
                        }
                        fileName = part.get().fileName().filter(name -> !name.isBlank()).orElse("artifact");
                        kept = Optional.of(keep(part.get().content()));
                    }
                    default -> throw Problem.invalid("part", part.get().name(), "artifact and metadata");
                }
            }
            if (kept.isEmpty() && metadata.runtime().filter(ModelVersion.ELSEWHERE::equals).isPresent()) {
                fileName = ElsewhereRuntime.FILE;
                kept = Optional.of(keep(new ByteArrayInputStream(json.bytes(described(metadata)))));
            }
            Path artifact = kept.orElseThrow(() -> Problem.invalid("artifact", "absent", "a part with the model's file"));
            call.status(201).reply(views.explained(register(model, artifact, fileName, Requests.details(metadata, json), call.by())));
        } finally {
            if (kept.isPresent()) {
                Files.deleteIfExists(kept.get());
            }
        }
    }

    /** What tells one version that is elsewhere from the next; the same for what was exported and is applied again. */
    private static SortedMap<String, String> described(VersionMetadata metadata) {
        SortedMap<String, String> words = new TreeMap<>(metadata.options());
        words.remove(Runtimes.ISOLATION);
        return words;
    }

    private ModelVersion register(String model, Path artifact, String fileName, Registration.Details details, String by)
            throws IOException {
        try (InputStream content = Files.newInputStream(artifact)) {
            return services.registration().register(model, content, fileName, details, by);
        }
    }

    /** The parts come in any order, so the artifact waits in a file until the metadata are known. */
    private Path keep(InputStream content) throws IOException {
        Path file = Files.createTempFile(settings.temporary(), "upload", ".part");
        try {
            Files.copy(new BoundedStream(content, settings.maxUpload()), file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException | RuntimeException refused) {
            Files.deleteIfExists(file);
            throw refused;
        }
    }

    private VersionMetadata metadata(InputStream content) throws IOException {
        byte[] bytes = new BoundedStream(content, MOST_METADATA).readAllBytes();
        try {
            return Json.present("metadata", json.strict().forType(VersionMetadata.class).readValue(bytes));
        } catch (JsonProcessingException malformed) {
            throw Json.problem("metadata", malformed);
        }
    }

    private void lineup(Call call) throws IOException {
        reply(call, present(call.value(0)));
    }

    private Lineup present(String model) {
        return services.lineups()
                .find(model)
                .orElseThrow(() -> Problem.notFound("there is no lineup of '" + model + "'", "Register a version first"));
    }

    private void reply(Call call, Lineup lineup) throws IOException {
        call.header(HeaderNames.ETAG, "\"" + lineup.revision() + "\"");
        call.reply(Views.lineup(lineup, services.rollouts().underWay(lineup.model()), elsewhere(lineup)));
    }

    private Optional<LineupView.Elsewhere> elsewhere(Lineup lineup) {
        return services.registry()
                .version(lineup.model(), lineup.champion())
                .filter(ModelVersion::isServedElsewhere)
                .map(champion -> new LineupView.Elsewhere(
                        services.watches().elsewhere().intake().newest(champion.model(), champion.version())));
    }

    private void history(Call call) throws IOException {
        known(call.value(0));
        int limit = call.query("limit").map(text -> Math.min(1000, Call.positive("limit", text))).orElse(50);
        List<LineupView> lineups =
                services.lineups().history(call.value(0), limit).stream()
                        .map(lineup -> Views.lineup(lineup, Optional.empty(), Optional.empty()))
                        .toList();
        call.reply(new LineupView.History(call.value(0), lineups));
    }

    /**
     * Shadows that are there already go on from where they are; new ones are added one by one behind the replacement,
     * which no caller notices.
     */
    private void replace(Call call) throws IOException {
        String model = known(call.value(0)).name();
        long revision = revision(call);
        LineupRequest asked = call.readSome(LineupRequest.class);
        List<Lineup.Shadow> before = services.lineups().find(model).map(Lineup::shadows).orElse(List.of());
        List<Lineup.Shadow> staying = asked.shadows().stream()
                .flatMap(shadow -> before.stream().filter(each -> each.version() == shadow.version()))
                .toList();
        List<Lineup.Canary> canaries = asked.canaries().stream()
                .map(canary -> new Lineup.Canary(canary.version(), canary.share()))
                .toList();
        List<Lineup.Route> routes = asked.routes().stream()
                .map(route -> new Lineup.Route(route.segment(), route.value(), route.version()))
                .toList();
        Lineup next = new Lineup(
                model, revision, asked.champion(), canaries, staying, routes, services.clock().instant(), call.by());
        Lineup replaced = services.lineups().replace(next, revision, Lineups.Why.edited(model, call.by()));
        for (LineupRequest.Shadow shadow : asked.shadows()) {
            if (staying.stream().noneMatch(each -> each.version() == shadow.version())) {
                replaced = services.rollout()
                        .shadow(model, shadow.version(), from(shadow.from()), shadow.sample().orElse(1.0), call.by());
            }
        }
        reply(call, replaced);
    }

    private static long revision(Call call) {
        String given = call.header(HeaderNames.IF_MATCH)
                .orElseThrow(() -> Problem.invalid("If-Match", "absent", "the revision that the lineup was made from"));
        String digits = given.strip();
        if (digits.length() > 1 && digits.startsWith("\"") && digits.endsWith("\"")) {
            digits = digits.substring(1, digits.length() - 1);
        }
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException malformed) {
            throw Problem.invalid("If-Match", given, "a revision such as \"3\"");
        }
    }

    private Rollout.From from(Optional<String> text) {
        return switch (text.orElse("now")) {
            case "now" -> new Rollout.From.Now();
            case "beginning" -> new Rollout.From.Beginning();
            default -> new Rollout.From.Time(
                    Moments.instant("from", text.orElseThrow(), services.clock().instant()));
        };
    }

    private void shadow(Call call) throws IOException {
        ShadowRequest asked = call.read(ShadowRequest.class);
        reply(call, services.rollout()
                .shadow(call.value(0), asked.version(), from(asked.from()), asked.sample().orElse(1.0), call.by()));
    }

    private void canary(Call call) throws IOException {
        CanaryRequest asked = call.read(CanaryRequest.class);
        if (asked.share().isPresent() != asked.steps().isEmpty()) {
            throw Problem.invalid("canary", asked.share().isPresent() ? "share and steps" : "neither", "share or steps");
        }
        if (asked.share().isPresent()) {
            reply(call, services.rollout().canary(call.value(0), asked.version(), asked.share().get(), call.by()));
            return;
        }
        StagedRollouts.Wish wish =
                Requests.wish(asked.steps(), asked.every(), asked.guardrails(), asked.whenThin());
        reply(call, services.rollouts().begin(call.value(0), asked.version(), wish, call.by()));
    }

    private void promote(Call call) throws IOException {
        PromoteRequest asked = call.read(PromoteRequest.class);
        StagedRollouts.Wish wish =
                Requests.wish(asked.steps(), asked.every(), asked.guardrails(), asked.whenThin());
        reply(call, asked.whenBetter().orElse(false)
                ? services.rollouts().beginWhenBetter(call.value(0), asked.version(), wish, call.by())
                : services.rollout().promote(call.value(0), asked.version(), call.by()));
    }

    private void rollouts(Call call) throws IOException {
        String model = known(call.value(0)).name();
        int limit = call.query("limit").map(text -> Math.min(1000, Call.positive("limit", text))).orElse(50);
        call.reply(new RolloutView.Page(
                model, services.rollouts().find(model, limit).stream().map(this::view).toList(),
                services.adaptation().find(model).map(this::view)));
    }

    private AdaptationView view(AdaptiveShares shares) {
        return Views.adaptation(shares, services.adaptation().arms(shares));
    }

    private void adapt(Call call) throws IOException {
        AdaptRequest asked = call.read(AdaptRequest.class);
        AdaptiveShares begun = services.adaptation().begin(
                known(call.value(0)).name(), asked.reward(), asked.floor().orElse(USUAL_FLOOR),
                asked.every().map(text -> Moments.duration("every", text)).orElse(USUAL_INTERVAL), call.by());
        call.reply(view(begun));
    }

    private void endAdapting(Call call) throws IOException {
        call.body();
        call.reply(view(services.adaptation().stop(known(call.value(0)).name(), call.by())));
    }

    private RolloutView view(StagedRollout rollout) {
        return Views.rollout(
                rollout, rollout.state().isOver() ? List.of() : services.rollouts().judgements(rollout.model()));
    }

    private void stop(Call call) throws IOException {
        call.body();
        call.reply(view(services.rollouts().stop(known(call.value(0)).name(), call.by())));
    }

    private void rollback(Call call) throws IOException {
        call.body();
        reply(call, services.rollout().rollback(call.value(0), call.by()));
    }

    private void retire(Call call) throws IOException {
        VersionRequest asked = call.read(VersionRequest.class);
        services.rollout().retire(call.value(0), asked.version(), call.by());
        call.reply(views.explained(known(call.value(0), asked.version())));
    }

    private void shadows(Call call) throws IOException {
        known(call.value(0));
        call.reply(new ShadowView.Page(services.shadows().statuses().stream()
                .filter(status -> status.model().equals(call.value(0)))
                .map(Views::shadow)
                .toList()));
    }

    private void decision(Call call) throws IOException {
        Lineup lineup = present(call.value(0));
        ModelVersion champion = known(lineup.model(), lineup.champion());
        call.reply(new DecisionView.Current(
                lineup.model(), champion.version(), champion.decision().map(Views::decision)));
    }
}
