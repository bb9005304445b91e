package understudy.governance;

import static understudy.governance.Technology.word;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import understudy.core.AuditEvent;
import understudy.core.AuditSink;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Problem;
import understudy.governance.Technology.Exposure;
import understudy.governance.Technology.Isolation;
import understudy.governance.Technology.Risk;

/**
 * Which technologies may answer callers, for which risk, until when. Whatever is registered may rehearse; to answer, a
 * version needs an entry that covers it. Nothing here takes down what answers already. Safe for many threads.
 */
public final class TechnologyCatalogue {
    /** Who allows what the program comes with. */
    static final String OURSELVES = "understudy";

    /** For how long a remedy proposes to allow a technology. */
    private static final Duration PROPOSED = Duration.ofDays(365);

    private final TechnologyStore store;
    private final AuditSink audit;
    private final InstantSource clock;

    public TechnologyCatalogue(TechnologyStore store, AuditSink audit, InstantSource clock) {
        this.store = store;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * What someone wants to allow.
     *
     * @param until not from here on; without end where empty
     * @see Technology
     */
    public record Terms(
            Optional<String> library,
            Exposure upTo,
            Risk risk,
            Isolation isolation,
            Optional<Instant> until,
            String note) {}

    /**
     * A version, and how far it is or would be exposed.
     *
     * @param apart whether it runs outside the server's process
     * @param library name and version of what evaluates it; asked only where an entry is about that
     */
    public record Use(Model model, ModelVersion version, Exposure exposure, boolean apart, Supplier<String> library) {}

    /** By runtime; what was withdrawn or is over stays listed. */
    public List<Technology> list() {
        return store.all();
    }

    /** Whether an entry is in force now. */
    public boolean isInForce(Technology technology) {
        return !technology.isWithdrawn() && !technology.isOver(clock.instant());
    }

    /**
     * Allows what the program comes with, for everything. An entry that is there, even a withdrawn one, stays as it is.
     */
    public void seed(List<String> runtimes) {
        for (String runtime : runtimes) {
            if (store.find(runtime).isEmpty()) {
                Terms everything = new Terms(
                        Optional.empty(), Exposure.CHAMPION, Risk.HIGH, Isolation.ANY, Optional.empty(),
                        "comes with the program");
                allow(runtime, everything, OURSELVES);
            }
        }
    }

    /**
     * Replaces the runtime's entry.
     *
     * @throws Problem INVALID for a name or pattern that is none, or an end that is past
     */
    public Technology allow(String runtime, Terms terms, String by) {
        Instant now = clock.instant();
        terms.until().filter(until -> !until.isAfter(now)).ifPresent(past -> {
            throw Problem.invalid("until", past, "a time to come");
        });
        Technology technology = new Technology(
                runtime, terms.library(), terms.upTo(), terms.risk(), terms.isolation(), by, now, terms.until(),
                terms.note(), Optional.empty());
        AuditEvent event = new AuditEvent(now, by, "technology.allow", runtime, details(technology));
        audit.record(event, () -> store.save(technology));
        return technology;
    }

    /** @throws Problem NOT_FOUND where nothing is allowed for the runtime */
    public Technology withdraw(String runtime, String by) {
        Technology known = store.find(runtime).filter(entry -> !entry.isWithdrawn()).orElseThrow(() -> Problem.notFound(
                "nothing is allowed for '" + runtime + "'", "See 'understudy technology list' for what is"));
        Instant now = clock.instant();
        Technology withdrawn = known.withdrawn(by, now);
        audit.record(new AuditEvent(now, by, "technology.withdraw", runtime, Map.of()), () -> store.save(withdrawn));
        return withdrawn;
    }

    private static Map<String, String> details(Technology technology) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("up_to", word(technology.upTo()));
        details.put("risk", word(technology.risk()));
        details.put("isolation", word(technology.isolation()));
        details.put("library", technology.library().orElse("any"));
        details.put("until", technology.until().map(Instant::toString).orElse("without end"));
        details.put("note", technology.note());
        return details;
    }

    /** Why a version may not be exposed so far, and which command would allow it; empty if it may. */
    public Optional<Problem> obstacle(Use use) {
        String what = use.exposure() == Exposure.CHAMPION ? "lead" : "answer callers";
        return shortfall(use, "not").map(why -> new Problem(
                Problem.Code.UNPROCESSABLE, use.version().reference() + " may not " + what + ": " + why, remedy(use)));
    }

    /** What the catalogue holds against a version that answers already; empty where it is covered. */
    public Optional<String> uncovered(Use use) {
        return shortfall(use, "no longer");
    }

    /** @param not how to deny, "not" or "no longer" */
    private Optional<String> shortfall(Use use, String not) {
        if (use.exposure() == Exposure.SHADOW) {
            return Optional.empty();
        }
        String runtime = use.version().runtime();
        Optional<Technology> known = store.find(runtime);
        if (known.isEmpty()) {
            return Optional.of(runtime + " is " + not + " allowed");
        }
        Technology entry = known.get();
        String denied = runtime + " is " + not + " allowed ";
        if (entry.withdrawn().isPresent()) {
            Technology.Withdrawal withdrawal = entry.withdrawn().get();
            return Optional.of(denied + "(withdrawn by " + withdrawal.by() + " on " + day(withdrawal.at()) + ")");
        }
        if (entry.isOver(clock.instant())) {
            return Optional.of(denied + "(it was until " + entry.until().map(TechnologyCatalogue::day).orElse("") + ")");
        }
        if (entry.upTo().compareTo(use.exposure()) < 0) {
            return Optional.of(denied + "beyond " + word(entry.upTo()));
        }
        Risk risk = Risk.of(use.model().riskTier());
        if (entry.risk().compareTo(risk) < 0) {
            return Optional.of(denied + "for " + word(risk) + " risk");
        }
        if (entry.isolation() == Isolation.PROCESS && !use.apart()) {
            return Optional.of(denied + "inside the server's process");
        }
        if (entry.library().isPresent()) {
            String library = use.library().get();
            return entry.coversLibrary(library)
                    ? Optional.empty()
                    : Optional.of(denied + "as " + library + ", only as " + entry.library().get());
        }
        return Optional.empty();
    }

    /** Proposes no less than what is allowed now, so that nobody else loses by it. */
    private String remedy(Use use) {
        Optional<Technology> entry = store.find(use.version().runtime()).filter(this::isInForce);
        Exposure upTo = entry.map(Technology::upTo).filter(now -> now.compareTo(use.exposure()) > 0).orElse(use.exposure());
        Risk wanted = Risk.of(use.model().riskTier());
        Risk risk = entry.map(Technology::risk).filter(now -> now.compareTo(wanted) > 0).orElse(wanted);
        boolean process = entry.map(now -> now.isolation() == Isolation.PROCESS).orElse(false);
        String apart = process && !use.apart() ? "Register it with --isolation process, or allow it" : "Allow it";
        return apart + ": understudy technology allow " + use.version().runtime() + " --up-to " + word(upTo)
                + " --risk " + word(risk) + (process && use.apart() ? " --isolation process" : "") + " --until "
                + day(clock.instant().plus(PROPOSED));
    }

    private static String day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC).toString();
    }
}
