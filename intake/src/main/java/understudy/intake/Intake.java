package understudy.intake;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import understudy.core.Archive;
import understudy.core.AuditEvent;
import understudy.core.AuditSink;
import understudy.core.Model;
import understudy.core.Prediction;
import understudy.core.Problem;
import understudy.journal.Log;
import understudy.serving.Instances;
import understudy.serving.Lineups;
import understudy.serving.Registry;
import understudy.serving.Sealing;

/**
 * Takes what other platforms' versions answered into the predictions log, where it is read like what was answered here. An
 * event is in the journal when {@link #take} returns, and is there once, however often it is delivered: its id follows from
 * the model, its own id and its time, and whatever might be there already is asked of the archive. Safe for many threads.
 */
public final class Intake {
    /** Most events in one call. */
    public static final int MOST = 1_000;

    private final Registry registry;
    private final Lineups lineups;
    private final Instances instances;
    private final Sealing sealing;
    private final Log<Prediction> predictions;
    private final Archive archive;
    private final Truths truths;
    private final AuditSink audit;
    private final InstantSource clock;
    private final IntakeSettings settings;
    /** Between the look at what is there and the append nobody else may append the same. */
    private final ReentrantLock lock = new ReentrantLock();
    private final Recent recent;
    private final Tally tally = new Tally();

    public Intake(
            Registry registry,
            Lineups lineups,
            Instances instances,
            Sealing sealing,
            Log<Prediction> predictions,
            Archive archive,
            Truths truths,
            AuditSink audit,
            InstantSource clock,
            IntakeSettings settings) {
        this.registry = registry;
        this.lineups = lineups;
        this.instances = instances;
        this.sealing = sealing;
        this.predictions = predictions;
        this.archive = archive;
        this.truths = truths;
        this.audit = audit;
        this.clock = clock;
        this.settings = settings;
        this.recent = new Recent(settings.remembered(), clock.instant());
    }

    /** How wrong events and unknown features are taken. */
    public enum Manner {
        /** One wrong event refuses all. */
        WHOLE,
        /** Wrong events are counted, the others kept. */
        EACH
    }

    /**
     * Predictions of one model since start.
     *
     * @param taken into the journal
     * @param repeated which were there already
     * @param refused and not kept
     */
    public record Count(long taken, long repeated, long refused) {}

    /** When the newest prediction of a version was asked; empty where there is none. Cheap but for the first time. */
    public Optional<Instant> newest(String model, int version) {
        Optional<Instant> told = tally.newest(model, version);
        if (told.isEmpty()) {
            // what came before the start
            archive.search(new Archive.Query(
                            Optional.of(model), Optional.of(version), Optional.empty(), Optional.empty(), Optional.empty(),
                            Optional.empty(), List.of(), 1))
                    .forEach(row -> tally.came(model, version, row.receivedAt()));
            return tally.newest(model, version);
        }
        return told;
    }

    /** By model; those that brought nothing are not in it. */
    public Map<String, Count> counts() {
        return tally.counts();
    }

    /**
     * @param lenient passes over features and outputs that the model does not have
     * @throws Problem NOT_FOUND for an unknown model; UNPROCESSABLE for one that nobody else serves; INVALID, where all or
     *     none were asked for, naming the first place that is wrong: nothing was written then; STORAGE_FULL
     */
    public Receipt take(String model, List<Event> events, Manner manner, boolean lenient, String by) {
        if (events.size() > MOST) {
            throw new Problem(
                    Problem.Code.TOO_LARGE, "predictions: " + events.size() + " at once (expected: at most " + MOST + ")",
                    "Send them in several calls");
        }
        Translation translation = new Translation(
                served(model), registry, lineups, instances, sealing, settings, lenient, by, clock.instant());
        Receipt receipt = Receipt.none();
        List<Translation.Draft> drafts = new ArrayList<>(events.size());
        for (Event event : events) {
            try {
                drafts.add(translation.draft(event));
            } catch (Problem wrong) {
                Problem placed = placed(event, wrong);
                if (manner == Manner.WHOLE || wrong.code() != Problem.Code.INVALID) {
                    tally.add(model, 0, 0, events.size());
                    throw placed;
                }
                receipt = receipt.refusing(placed.getMessage());
            }
        }
        Receipt whole = receipt.plus(append(model, translation, drafts, by));
        tally.add(model, whole.accepted(), whole.repeated(), whole.refused());
        return whole;
    }

    /** Counts what was no event at all. */
    void refuse(String model, long events) {
        if (events > 0 && registry.model(model).isPresent()) {
            tally.add(model, 0, 0, events);
        }
    }

    /** For the audit: a person or a job brought a source. */
    void tell(String model, Receipt receipt, String by) {
        audit.record(new AuditEvent(clock.instant(), by, "predictions.bring", model, Map.of(
                "accepted", Long.toString(receipt.accepted()),
                "repeated", Long.toString(receipt.repeated()),
                "refused", Long.toString(receipt.refused()),
                "labels", Long.toString(receipt.labels()))));
    }

    /** @throws Problem NOT_FOUND, UNPROCESSABLE */
    Model served(String name) {
        Model model = registry.model(name)
                .orElseThrow(() -> Problem.notFound(
                        "there is no model '" + name + "'",
                        "Register it first: understudy model register " + name + " --elsewhere --signature FILE"));
        if (registry.versions(name).stream().noneMatch(version -> version.isServedElsewhere() && !version.retired())) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE,
                    "no version of '" + name + "' is served elsewhere, so nobody else can have answered for it",
                    "Register the one that is: understudy model register " + name + " --elsewhere --signature FILE");
        }
        return model;
    }

    private static Problem placed(Event event, Problem wrong) {
        String place = event.place().isEmpty() ? "" : event.place() + ": ";
        boolean said = !wrong.remedy().isEmpty() || event.place().isEmpty();
        String remedy = said ? wrong.remedy() : "Nothing was written; correct it and send all of it again";
        return new Problem(wrong.code(), place + wrong.fact(), remedy, wrong);
    }

    private Receipt append(String model, Translation translation, List<Translation.Draft> drafts, String by) {
        List<Truths.Truth> labels = new ArrayList<>();
        long accepted = 0;
        lock.lock();
        try {
            Set<UUID> there = there(model, drafts);
            for (Translation.Draft draft : drafts) {
                UUID id = draft.open().id();
                boolean fresh = there.add(id);
                draft.event().label().ifPresent(
                        value -> labels.add(new Truths.Truth(id, value, draft.open().receivedAt(), fresh)));
                if (fresh) {
                    predictions.append(translation.sealed(draft));
                    recent.add(id, clock.instant());
                    newer(draft.open());
                    accepted++;
                }
            }
        } finally {
            lock.unlock();
        }
        if (!labels.isEmpty()) {
            // those of repeated events too: a delivery that was cut short may have lost them, and labels know repeats
            truths.submit(model, labels, by);
        }
        return new Receipt(accepted, drafts.size() - accepted, 0, List.of(), labels.size());
    }

    /** The first of a version asks the archive, which may know newer ones. */
    private void newer(Prediction kept) {
        if (tally.newest(kept.model(), kept.version()).isPresent()) {
            tally.came(kept.model(), kept.version(), kept.receivedAt());
        }
    }

    /** Which of them the journal has; most of what comes live is known to be new without asking. */
    private Set<UUID> there(String model, List<Translation.Draft> drafts) {
        Instant sure = recent.since().plus(settings.ahead());
        Set<UUID> doubtful = new HashSet<>();
        for (Translation.Draft draft : drafts) {
            if (draft.open().receivedAt().isBefore(sure) || recent.mayHold(draft.open().id())) {
                doubtful.add(draft.open().id());
            }
        }
        return new HashSet<>(archive.known(model, doubtful));
    }
}
