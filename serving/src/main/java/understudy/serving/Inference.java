package understudy.serving;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.core.Column;
import understudy.core.Outcome;
import understudy.core.Prediction;
import understudy.core.Problem;
import understudy.core.RequestIds;
import understudy.core.Role;
import understudy.core.Signature;
import understudy.journal.Log;

/** Answers requests: choose, predict, journal, reply. Safe for many threads. */
public final class Inference {
    private static final Logger LOG = LoggerFactory.getLogger(Inference.class);
    private static final String PROJECT = "default";
    /** One virtual thread each; admission bounds them. */
    private static final Executor WAITING = Thread::startVirtualThread;

    private final Lineups lineups;
    private final Instances instances;
    private final Sealing sealing;
    private final Optional<Log<Prediction>> journal;
    private final RequestIds ids;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Executor pool;
    private final Semaphore cores;
    private final ServingSettings settings;
    private final Meters meters;

    /**
     * @param journal empty to journal nothing, which is for benchmarks
     * @param random where a request without a key falls among canaries; safe for many threads
     * @param pool bounded platform threads for models that take longer than a millisecond; may reject
     */
    public Inference(
            Lineups lineups,
            Instances instances,
            Sealing sealing,
            Optional<Log<Prediction>> journal,
            RequestIds ids,
            InstantSource clock,
            RandomGenerator random,
            Executor pool,
            ServingSettings settings,
            MeterRegistry registry) {
        this.lineups = lineups;
        this.instances = instances;
        this.sealing = sealing;
        this.journal = journal;
        this.ids = ids;
        this.clock = clock;
        this.random = random;
        this.pool = pool;
        this.cores = new Semaphore(settings.cores());
        this.settings = settings;
        this.meters = new Meters(registry, instances.admission());
    }

    /**
     * Answers one request; the answer is in the journal on return.
     *
     * @throws Problem with one sentence for the caller: NOT_FOUND, INVALID, OVERLOADED, UNAVAILABLE, DEADLINE_EXCEEDED,
     *     UNPROCESSABLE, STORAGE_FULL; INTERNAL where the model itself failed. What the version did wrong is journalled too
     */
    public Answer infer(InferRequest request) {
        Call call;
        try {
            call = admitted(request);
        } catch (Problem refused) {
            boolean known = lineups.find(request.model()).isPresent();
            meters.refused(known ? request.model() : "", refused.code());
            throw refused;
        }
        try {
            return answered(call);
        } finally {
            call.end();
        }
    }

    /**
     * What callers of the model (or of that version directly) send and get.
     *
     * @throws Problem NOT_FOUND, UNAVAILABLE
     */
    public Signature signature(String model, Optional<Integer> version) {
        if (version.isEmpty()) {
            return lineups.routing(model).model().signature();
        }
        BoundVersion called = instances.called(model, version.get());
        called.copy().leave();
        return called.signature();
    }

    /** Checked, chosen and let in; to be ended. */
    private Call admitted(InferRequest request) {
        Routing routing = lineups.routing(request.model());
        Admission.Gate gate = routing.gate();
        gate.enter();
        Optional<Call.Target> entered = Optional.empty();
        try {
            Call.Target target = target(request, routing);
            entered = Optional.of(target);
            target.version().refuseElsewhere();
            return new Call(request, target, target.version().check().check(request.inputs()), gate, settings.deadline());
        } catch (RuntimeException refused) {
            entered.ifPresent(target -> target.version().copy().leave());
            gate.leave();
            throw refused;
        }
    }

    private Call.Target target(InferRequest request, Routing routing) {
        if (request.version().isPresent()) {
            BoundVersion version = instances.called(request.model(), request.version().get());
            return new Call.Target(version, Role.DIRECT, 1, routing.lineup().revision());
        }
        Routing now = routing;
        while (true) {
            Lineup.Choice choice = now.lineup().choose(request.key(), request.segments(), random);
            BoundVersion version = now.version(choice.version());
            if (version.copy().enter()) {
                version.copy().used(request.receivedNanos());
                return new Call.Target(version, choice.role(), choice.propensity(), now.lineup().revision());
            }
            Routing next = lineups.routing(request.model());
            now = next == now ? lineups.revived(now, choice.version()) : next;
        }
    }

    private Answer answered(Call call) {
        BoundVersion version = call.target().version();
        UUID id = ids.next();
        BoundVersion.Said said;
        long asked = System.nanoTime();
        try {
            said = call.answer(cores, pool, WAITING);
        } catch (Problem problem) {
            fail(call, id, System.nanoTime() - asked, problem);
            throw problem;
        }
        long latency = System.nanoTime() - asked;
        if (journal.isPresent()) {
            keep(journal.get(), call, id, latency, () -> new Outcome.Answered(
                    sealing.sealOutputs(said.outputs()), said.actions()));
        }
        meters.answered(
                call.request().model(),
                version.version().version(),
                call.target().role(),
                System.nanoTime() - call.request().receivedNanos());
        return new Answer(
                id,
                call.request().model(),
                version.version().version(),
                call.target().role(),
                version.signature(),
                call.rows(),
                said.outputs(),
                said.actions());
    }

    /** What a version did wrong is journalled, its lateness too; what the caller or the load did is counted. */
    private void fail(Call call, UUID id, long latency, Problem problem) {
        if (!isItsOwnDoing(call, problem)) {
            meters.refused(call.request().model(), problem.code());
            return;
        }
        BoundVersion version = call.target().version();
        meters.failed(call.request().model(), version.version().version(), call.target().role(), problem.code());
        try {
            journal.ifPresent(log -> keep(
                    log, call, id, latency, () -> new Outcome.Failed(problem.code(), problem.fact())));
        } catch (Problem unkept) {
            LOG.warn("a failure of {} is not in the journal: {}", version.version().reference(), unkept.getMessage());
            problem.addSuppressed(unkept);
        }
    }

    private static boolean isItsOwnDoing(Call call, Problem problem) {
        return switch (problem.code()) {
            case INTERNAL, UNPROCESSABLE -> true;
            case DEADLINE_EXCEEDED -> call.wasAsked();
            case INVALID, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, CONFLICT, STALE, TOO_LARGE, OVERLOADED, UNAVAILABLE,
                    STORAGE_FULL -> false;
        };
    }

    private void keep(Log<Prediction> log, Call call, UUID id, long latency, OutcomeOf outcome) {
        try {
            log.append(prediction(call, id, latency, outcome));
        } catch (Problem unkept) {
            boolean full = unkept.code() == Problem.Code.STORAGE_FULL;
            if (!full || settings.whenFull() == ServingSettings.WhenFull.REFUSE) {
                meters.refused(call.request().model(), unkept.code());
                throw unkept;
            }
            meters.unjournalled();
        }
    }

    /** Made only when there is a journal, for sealing may write to the content store. */
    private interface OutcomeOf {
        Outcome outcome();
    }

    private Prediction prediction(Call call, UUID id, long latency, OutcomeOf outcome) {
        InferRequest request = call.request();
        BoundVersion version = call.target().version();
        Instant received = clock.instant().minusNanos(System.nanoTime() - request.receivedNanos());
        List<Column> inputs = sealing.seal(version.sealed(), call.inputs(), request.key());
        return new Prediction(
                id,
                PROJECT,
                request.model(),
                version.version().version(),
                version.version().digest(),
                version.signatureDigest(),
                call.target().revision(),
                call.target().role(),
                call.target().propensity(),
                request.principal(),
                request.key(),
                request.segments(),
                request.traceId(),
                received,
                latency,
                call.rows(),
                version.library(),
                inputs,
                outcome.outcome());
    }
}
