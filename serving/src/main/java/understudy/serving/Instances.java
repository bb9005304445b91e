package understudy.serving;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Problem;
import understudy.core.Signature;

/**
 * The loaded copies. A copy is loaded once, warmed before it is ready, and closed when its last call has ended. What
 * lineups need stays loaded; of the rest (called by number, or loaded by hand) a bounded number does. Safe for many
 * threads.
 */
public final class Instances implements AutoCloseable {
    /** State of one version, in the words of the model repository extension. */
    public record Status(String model, int version, State state, String reason) {}

    public enum State {
        LOADING,
        READY,
        UNAVAILABLE
    }

    private static final Logger LOG = LoggerFactory.getLogger(Instances.class);

    private final Registry registry;
    private final Artifacts artifacts;
    private final Runtimes runtimes;
    private final ServingSettings settings;
    private final Admission admission;
    private final ConcurrentHashMap<Key, Slot> slots = new ConcurrentHashMap<>();
    private final AtomicLong uses = new AtomicLong();
    private volatile boolean closed;

    public Instances(Registry registry, Artifacts artifacts, Runtimes runtimes, ServingSettings settings) {
        this.registry = registry;
        this.artifacts = artifacts;
        this.runtimes = runtimes;
        this.settings = settings;
        this.admission = new Admission(settings.maxInFlight(), settings.maxInFlightPerModel());
    }

    /** Of every version there is, by model and version. */
    public List<Status> statuses() {
        List<Status> statuses = new ArrayList<>();
        for (Model model : registry.models()) {
            for (ModelVersion version : registry.versions(model.name())) {
                Slot slot = slots.get(new Key(model.name(), version.version()));
                State state = slot == null ? State.UNAVAILABLE : slot.state;
                String reason = slot == null ? (version.retired() ? "retired" : "not loaded") : slot.reason;
                statuses.add(new Status(model.name(), version.version(), state, reason));
            }
        }
        return statuses;
    }

    /** Loads and warms it if it is not; returns when ready. */
    public void load(String model, int version) {
        slot(model, version).load();
        dropSpares();
    }

    /** Nothing to do if it is not loaded. @throws Problem CONFLICT while a lineup needs it */
    public void unload(String model, int version) {
        Slot slot = slots.get(new Key(model, version));
        if (slot != null && slot.pinned) {
            throw new Problem(
                    Problem.Code.CONFLICT,
                    ModelVersion.reference(model, version) + " is needed by the lineup of '" + model + "'",
                    "Take it out of the lineup first");
        }
        if (slot != null) {
            slot.unload();
        }
    }

    public boolean isReady(String model, int version) {
        Slot slot = slots.get(new Key(model, version));
        return !closed && slot != null && slot.state == State.READY;
    }

    /** Requests under way. */
    public int inFlight() {
        return admission.inFlight();
    }

    /**
     * The version as callers of its model see it, loaded if it is not; to be closed after use.
     *
     * @throws Problem NOT_FOUND; UNPROCESSABLE if it is retired, does not load or cannot be bound
     */
    public BoundVersion bind(String model, int version) {
        return bind(modelNamed(model), version);
    }

    /** The version under its own signature, as those who call it by number see it; to be closed after use. */
    public BoundVersion direct(String model, int version) {
        Copy copy = entered(model, version);
        return whole(copy, () -> new BoundVersion(
                copy, copy.signature(), strictest(copy.signature(), modelNamed(model).signature())));
    }

    BoundVersion bind(Model model, int version) {
        Copy copy = entered(model.name(), version);
        return whole(copy, () -> new BoundVersion(copy, model.signature(), model.signature()));
    }

    /**
     * Like {@link #direct}, made once for as long as the copy is loaded. Its copy has been entered for one call, and is
     * not to be closed but left.
     */
    BoundVersion called(String model, int version) {
        Slot slot = slot(model, version);
        slot.lastUse = uses.incrementAndGet();
        Optional<BoundVersion> known = slot.called;
        if (known.isPresent() && known.get().copy().enter()) {
            return known.get();
        }
        if (slot.state == State.UNAVAILABLE && slot.failed) {
            throw new Problem(
                    Problem.Code.UNAVAILABLE,
                    ModelVersion.reference(model, version) + " is not loaded: " + slot.reason,
                    "Load it again once that is mended");
        }
        BoundVersion callable = slot.callable();
        dropSpares();
        return callable;
    }

    Admission admission() {
        return admission;
    }

    /** From now on these versions of a model stay loaded once they are; lets go of others that had to. */
    void pin(String model, Set<Integer> versions) {
        for (int version : versions) {
            slot(model, version).pinned = true;
        }
        slots.forEach((key, slot) -> {
            if (key.model().equals(model) && slot.pinned && !versions.contains(key.version())) {
                slot.pinned = false;
                slot.unload();
            }
        });
    }

    private static BoundVersion whole(Copy entered, Supplier<BoundVersion> bound) {
        try {
            return bound.get();
        } catch (RuntimeException refused) {
            entered.leave();
            throw refused;
        }
    }

    private Copy entered(String model, int version) {
        while (true) {
            Copy copy = slot(model, version).load();
            if (copy.enter()) {
                return copy;
            }
        }
    }

    private Slot slot(String model, int version) {
        return slots.computeIfAbsent(new Key(model, version), Slot::new);
    }

    private Model modelNamed(String name) {
        return registry.model(name).orElseThrow(() -> Lineups.unknown(name));
    }

    /** The signature with, for each feature, the stricter of its own and the model's privacy. */
    private static Signature strictest(Signature own, Signature model) {
        Map<String, Signature.Feature> declared = new HashMap<>();
        model.features().forEach(feature -> declared.put(feature.name(), feature));
        List<Signature.Input> inputs = new ArrayList<>();
        for (Signature.Input input : own.inputs()) {
            List<Signature.Feature> features = new ArrayList<>();
            for (Signature.Feature feature : input.features()) {
                Signature.Feature other = declared.getOrDefault(feature.name(), feature);
                boolean stricter = other.privacy().compareTo(feature.privacy()) > 0;
                features.add(new Signature.Feature(
                        feature.name(),
                        feature.categories(),
                        feature.optional(),
                        stricter ? other.privacy() : feature.privacy()));
            }
            inputs.add(new Signature.Input(input.name(), input.type(), input.shape(), features));
        }
        return new Signature(inputs, own.outputs());
    }

    private void dropSpares() {
        List<Slot> spare = new ArrayList<>();
        slots.values().forEach(slot -> {
            if (!slot.pinned && slot.state == State.READY) {
                spare.add(slot);
            }
        });
        spare.sort(Comparator.comparingLong(slot -> slot.lastUse));
        for (int i = 0; i < spare.size() - settings.spareCopies(); i++) {
            spare.get(i).unload();
        }
    }

    /** Refuses new calls, waits for those under way (bounded), closes every copy. */
    @Override
    public void close() {
        if (!admission.close(settings.drain())) {
            LOG.warn("{} requests were still under way after {}", admission.inFlight(), settings.drain());
        }
        closed = true;
        slots.values().forEach(Slot::unload);
    }

    private record Key(String model, int version) {}

    /** The place of one version's copy. */
    private final class Slot {
        private final Key key;
        private final ReentrantLock lock = new ReentrantLock();
        private Optional<Copy> copy = Optional.empty();
        private volatile Optional<BoundVersion> called = Optional.empty();
        private volatile State state = State.UNAVAILABLE;
        private volatile String reason = "not loaded";
        private volatile boolean failed;
        private volatile boolean pinned;
        private volatile long lastUse = uses.incrementAndGet();

        Slot(Key key) {
            this.key = key;
        }

        Copy load() {
            lock.lock();
            try {
                if (copy.isEmpty()) {
                    copy = Optional.of(loaded());
                }
                lastUse = uses.incrementAndGet();
                return copy.get();
            } finally {
                lock.unlock();
            }
        }

        BoundVersion callable() {
            lock.lock();
            try {
                Copy there = load();
                there.enter();
                if (called.isEmpty()) {
                    called = Optional.of(whole(there, () -> new BoundVersion(there, there.signature(),
                            strictest(there.signature(), modelNamed(key.model()).signature()))));
                }
                return called.get();
            } finally {
                lock.unlock();
            }
        }

        private Copy loaded() {
            if (closed) {
                throw new Problem(Problem.Code.UNAVAILABLE, "the server is going away", "");
            }
            ModelVersion version = registered();
            state = State.LOADING;
            reason = "";
            try {
                Artifact artifact = artifacts.get(version.artifact(), version.fileName());
                Copy warm = Copy.warmed(version, runtimes.load(version, artifact));
                state = State.READY;
                failed = false;
                return warm;
            } catch (Problem known) {
                fail(known.fact());
                throw known;
            } catch (RuntimeException | LinkageError broken) {
                LOG.error("{} does not load", version.reference(), broken);
                fail("does not load");
                throw new Problem(
                        Problem.Code.UNPROCESSABLE,
                        version.reference() + " does not load",
                        "See the server's log for the cause",
                        broken);
            }
        }

        private void fail(String why) {
            state = State.UNAVAILABLE;
            reason = why;
            failed = true;
        }

        private ModelVersion registered() {
            Optional<ModelVersion> version = registry.version(key.model(), key.version());
            if (version.isEmpty()) {
                slots.remove(key, this);
                throw Problem.notFound(
                        "there is no " + ModelVersion.reference(key.model(), key.version()),
                        "See 'understudy model list' for what there is");
            }
            if (version.get().retired()) {
                throw new Problem(
                        Problem.Code.UNPROCESSABLE,
                        version.get().reference() + " is retired",
                        "Register the artifact again under another model, or choose another version");
            }
            return version.get();
        }

        void unload() {
            lock.lock();
            try {
                called = Optional.empty();
                state = State.UNAVAILABLE;
                reason = "not loaded";
                copy.ifPresent(Copy::leave);
                copy = Optional.empty();
            } finally {
                lock.unlock();
            }
        }
    }
}
