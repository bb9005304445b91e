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
 * lineups need stays loaded; of the rest (called by number, or loaded by hand) a bounded number does. All together hold at
 * most the settings' {@code modelBytes}: past it the copies that were asked longest ago go, those of lineups last, and are
 * loaded again when somebody asks. Loading one never keeps calls to others waiting. Safe for many threads.
 */
public final class Instances implements AutoCloseable {
    /**
     * State of one version, in the words of the model repository extension.
     *
     * @param memory bytes that its copy holds, about where it cannot tell; 0 while it is not loaded
     * @param callNanos median of a call with one row when it was warmed; 0 where that is not known
     * @param batches whether requests that wait are answered in one call
     */
    public record Status(
            String model, int version, State state, String reason, long memory, long callNanos, boolean batches) {}

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
    private final AtomicLong evictions = new AtomicLong();
    private final ReentrantLock roomMaking = new ReentrantLock();
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
                statuses.add(status(version));
            }
        }
        return statuses;
    }

    public Status status(ModelVersion version) {
        Slot slot = slots.get(new Key(version.model(), version.version()));
        return slot != null
                ? slot.status()
                : new Status(
                        version.model(), version.version(), State.UNAVAILABLE,
                        version.retired() ? "retired" : "not loaded", 0, 0, false);
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
        return held(copy, () -> new BoundVersion(
                copy, copy.signature(), strictest(copy.signature(), modelNamed(model).signature())));
    }

    BoundVersion bind(Model model, int version) {
        Copy copy = entered(model.name(), version);
        return held(copy, () -> new BoundVersion(copy, model.signature(), model.signature()));
    }

    /** The same without loading it: nobody can enter it, and whoever tries has it loaded. */
    BoundVersion cold(Model model, int version) {
        ModelVersion registered = registry.version(model.name(), version).orElseThrow(() -> unknown(model.name(), version));
        return new BoundVersion(Copy.cold(registered), model.signature(), model.signature());
    }

    /** Whether what is loaded leaves any of the memory that models may have. */
    boolean hasRoom() {
        return held() < settings.modelBytes();
    }

    /** Bytes that all loaded copies hold, about. */
    public long held() {
        long sum = 0;
        for (Slot slot : slots.values()) {
            sum += slot.memory();
        }
        return sum;
    }

    /** How many copies had to go for others since the start. */
    public long evictions() {
        return evictions.get();
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
            known.get().copy().used(System.nanoTime());
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

    /** For somebody who needs it longer than for one call. */
    private static BoundVersion held(Copy entered, Supplier<BoundVersion> bound) {
        BoundVersion whole = whole(entered, bound);
        entered.hold();
        return whole;
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

    /**
     * Lets copies go until the rest fits: those that no lineup needs first, then by how long ago they were asked. What a
     * reader holds (a shadow, a backtest) stays.
     *
     * @param needed the one that all this is for
     * @throws Problem UNAVAILABLE if it does not fit even so
     */
    private void makeRoom(Slot needed) {
        long held = held();
        if (held <= settings.modelBytes()) {
            return;
        }
        for (Departure next : departures(needed)) {
            held -= next.slot().evict();
            if (held <= settings.modelBytes()) {
                return;
            }
        }
        throw new Problem(
                Problem.Code.UNAVAILABLE,
                ModelVersion.reference(needed.key.model(), needed.key.version()) + " needs about "
                        + megabytes(needed.memory()) + " MB, and models that cannot go now hold "
                        + megabytes(held - needed.memory()) + " of " + megabytes(settings.modelBytes()) + " MB",
                "Raise serving.model_memory_mb, or end shadows and backtests of other versions");
    }

    /** In the order in which they go. */
    private List<Departure> departures(Slot needed) {
        long now = System.nanoTime();
        List<Departure> all = new ArrayList<>();
        slots.values().forEach(slot -> {
            if (slot != needed && slot.mayGo()) {
                all.add(new Departure(slot, slot.pinned, now - slot.lastAsked()));
            }
        });
        all.sort(Comparator.comparing(Departure::pinned).thenComparing(Departure::idleNanos, Comparator.reverseOrder()));
        return all;
    }

    /** Read once: what it is sorted by must not change meanwhile. */
    private record Departure(Slot slot, boolean pinned, long idleNanos) {}

    private static long megabytes(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }

    private static Problem unknown(String model, int version) {
        return Problem.notFound(
                "there is no " + ModelVersion.reference(model, version), "See 'understudy model list' for what there is");
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
        private volatile Optional<Copy> weighed = Optional.empty();
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
                Instance instance =
                        Replicas.of(BatchOptions.instances(version.options()), () -> runtimes.load(version, artifact));
                Copy warm = Copy.warmed(version, instance, Footprint.of(artifact.path()));
                fit(warm);
                state = State.READY;
                failed = false;
                return warm;
            } catch (Problem known) {
                fail(known.fact());
                // want of room passes, or of a process: the next who asks tries again
                failed = known.code() != Problem.Code.UNAVAILABLE;
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

        /** @throws Problem UNAVAILABLE, with the copy closed, if there is no room for it */
        private void fit(Copy warm) {
            weighed = Optional.of(warm);
            roomMaking.lock();
            try {
                makeRoom(this);
            } catch (Problem full) {
                weighed = Optional.empty();
                warm.leave();
                throw full;
            } finally {
                roomMaking.unlock();
            }
        }

        long memory() {
            return weighed.map(Copy::memory).orElse(0L);
        }

        long lastAsked() {
            return weighed.map(Copy::lastUse).orElse(0L);
        }

        /** One that is being loaded, or that a reader holds, may not. */
        boolean mayGo() {
            return state == State.READY && weighed.filter(loaded -> !loaded.isHeld()).isPresent();
        }

        /** Its lock is not waited for: who holds it is loading it. @return bytes that this makes free */
        long evict() {
            if (lock.tryLock()) {
                try {
                    long freed = memory();
                    unload();
                    reason = "made room for others; loaded again when it is asked";
                    evictions.incrementAndGet();
                    return freed;
                } finally {
                    lock.unlock();
                }
            }
            return 0;
        }

        Status status() {
            Optional<Copy> loaded = state == State.READY ? weighed : Optional.empty();
            return new Status(
                    key.model(), key.version(), state, reason, loaded.map(Copy::memory).orElse(0L),
                    loaded.map(Copy::callNanos).orElse(0L), loaded.map(Copy::batches).orElse(false));
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
                throw unknown(key.model(), key.version());
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
                weighed = Optional.empty();
            } finally {
                lock.unlock();
            }
        }
    }
}
