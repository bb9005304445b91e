package understudy.intake;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.LongAdder;
import understudy.core.ModelVersion;
import understudy.core.Problem;
import understudy.serving.Registry;

/**
 * Takes in what KServe's inference logger and Seldon's request logger send: a request and a response, each an event of its
 * own, in either order, which belong together by {@code ce-id} (KServe) or {@code ce-requestid} (Seldon). Safe for many
 * threads.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md">CloudEvents 1.0.2</a>
 */
public final class CloudEvents {
    private static final String KSERVE = "org.kubeflow.serving.inference.";
    private static final String SELDON = "io.seldon.serving.inference.";
    private static final String REQUEST = "request";
    private static final String RESPONSE = "response";
    /** A transformer's log repeats the predictor's, before it was made into features. */
    private static final String COMPONENT = "predictor";

    /** What became of an event. */
    public enum Fate {
        ACCEPTED,
        REPEATED,
        /** The other half has not come. */
        WAITING,
        /** Neither a request nor a response of a predictor. */
        IGNORED
    }

    /**
     * @param waiting halves, now
     * @param waitingBytes that they hold, about
     * @param expired whose other half did not come in time
     * @param displaced by others for want of memory
     */
    public record Status(long waiting, long waitingBytes, long paired, long expired, long displaced, long ignored) {}

    private final Intake intake;
    private final Registry registry;
    private final InstantSource clock;
    private final Waiting waiting;
    private final LongAdder paired = new LongAdder();
    private final LongAdder ignored = new LongAdder();

    /** @param file that keeps over a restart what waits; empty: nothing does */
    public CloudEvents(
            Intake intake, Registry registry, InstantSource clock, IntakeSettings settings, Optional<HalvesFile> file) {
        this.intake = intake;
        this.registry = registry;
        this.clock = clock;
        this.waiting = new Waiting(settings.waitingBytes(), settings.waiting(), file, clock.instant());
    }

    /**
     * The pair is in the journal when its second half returns.
     *
     * @param model the model meant; empty for the one that has the service's name, or has it as its option {@code alias}
     * @throws Problem as {@link Intake#take} says
     */
    public Fate take(CloudEvent event, Optional<String> model, boolean lenient, String by) {
        Optional<Boolean> request = isRequest(event.type());
        if (request.isEmpty() || !event.extension("component").orElse(COMPONENT).equals(COMPONENT)) {
            ignored.increment();
            return Fate.IGNORED;
        }
        String meant = model.orElseGet(() -> named(event));
        String pair = pair(meant, event);
        if (waiting.haveMet(pair)) {
            return Fate.REPEATED;
        }
        Instant now = clock.instant();
        Waiting.Half half = new Waiting.Half(request.get(), event, now);
        Optional<Waiting.Half> other = waiting.other(pair, half, now);
        if (other.isEmpty()) {
            return Fate.WAITING;
        }
        CloudEvent asked = half.isRequest() ? event : other.get().event();
        CloudEvent answered = half.isRequest() ? other.get().event() : event;
        return together(meant, pair, asked, answered, lenient, by);
    }

    public Status status() {
        return waiting.status(clock.instant(), paired.sum(), ignored.sum());
    }

    private Fate together(
            String model, String pair, CloudEvent asked, CloudEvent answered, boolean lenient, String by) {
        Receipt receipt;
        try {
            Event event = event(model, pair, asked, answered);
            receipt = intake.take(model, List.of(event), Intake.Manner.WHOLE, lenient, by);
        } catch (Problem refused) {
            if (refused.code() == Problem.Code.INVALID) {
                waiting.forget(pair);
            }
            throw refused;
        }
        waiting.met(pair);
        paired.increment();
        return receipt.repeated() > 0 ? Fate.REPEATED : Fate.ACCEPTED;
    }

    private Event event(String model, String pair, CloudEvent asked, CloudEvent answered) {
        Payload request = in("request", asked);
        Payload response = in("response", answered);
        Instant at = asked.time().or(answered::time).orElseGet(clock::instant);
        Duration latency = asked.time().isPresent() && answered.time().isPresent()
                ? Duration.between(asked.time().get(), answered.time().get())
                : Duration.ZERO;
        Map<String, String> segments = new HashMap<>(request.segments());
        asked.extension("namespace").ifPresent(name -> segments.putIfAbsent("namespace", name));
        asked.extension("endpoint").ifPresent(name -> segments.putIfAbsent("endpoint", name));
        return new Event(
                "", pair, request.key(), at, version(model, asked), request.inputs(), response.said(), segments,
                latency.isNegative() ? Duration.ZERO : latency, Optional.empty(), Optional.empty(), "", false);
    }

    private static Payload in(String half, CloudEvent event) {
        try {
            return Payload.of(event.data());
        } catch (Problem wrong) {
            throw new Problem(wrong.code(), half + " " + event.id() + ": " + wrong.fact(), wrong.remedy(), wrong);
        }
    }

    /** The version whose option {@code endpoint} is the event's; else the one that is served elsewhere. */
    private OptionalInt version(String model, CloudEvent event) {
        Optional<String> endpoint = event.extension("endpoint");
        return registry.versions(model).stream()
                .filter(version -> version.isServedElsewhere() && !version.retired())
                .filter(version -> endpoint.isPresent() && endpoint.get().equals(version.options().get("endpoint")))
                .mapToInt(ModelVersion::version)
                .findFirst();
    }

    private static Optional<Boolean> isRequest(String type) {
        for (String prefix : List.of(KSERVE, SELDON)) {
            if (type.equals(prefix + REQUEST)) {
                return Optional.of(true);
            }
            if (type.equals(prefix + RESPONSE)) {
                return Optional.of(false);
            }
        }
        return Optional.empty();
    }

    private static String pair(String model, CloudEvent event) {
        return String.join(
                "/", model, event.extension("namespace").orElse(""), event.extension("inferenceservicename").orElse(""),
                event.extension("endpoint").orElse(""), event.extension("modelid").orElse(""),
                event.extension("requestid").orElse(event.id()));
    }

    /** @throws Problem INVALID for an event that names no service, NOT_FOUND where no model is called so */
    private String named(CloudEvent event) {
        String service = event.extension("inferenceservicename")
                .or(() -> event.extension("modelid"))
                .orElseThrow(() -> Problem.invalid(
                        "inferenceservicename", "absent", "the name of a model, or ?model= in the address events are sent to"));
        if (registry.model(service).isPresent()) {
            return service;
        }
        return registry.models().stream()
                .flatMap(model -> registry.versions(model.name()).stream())
                .filter(version -> service.equals(version.options().get("alias")))
                .map(ModelVersion::model)
                .findFirst()
                .orElseThrow(() -> Problem.notFound(
                        "there is no model '" + service + "', as the inference service is called",
                        "Register it, name its model with ?model= in the address events are sent to, or give a version the"
                                + " option alias=" + service));
    }
}
