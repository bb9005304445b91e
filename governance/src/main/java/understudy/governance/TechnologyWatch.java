package understudy.governance;

import static understudy.governance.Technology.word;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Supplier;
import understudy.core.Fact;
import understudy.core.Notices;
import understudy.core.Told;
import understudy.governance.Technology.Exposure;

/**
 * Tells the owner of a version that answers callers when the catalogue no longer covers it, once for each reason; takes
 * nothing down. A crash at the wrong moment tells it twice. Safe for many threads.
 */
public final class TechnologyWatch {
    private static final String COVERED = "";

    private final TechnologyCatalogue catalogue;
    private final Supplier<List<TechnologyCatalogue.Use>> inUse;
    private final Told told;
    private final Notices notices;
    private final InstantSource clock;
    private final Supplier<UUID> ids;

    /**
     * @param inUse the versions in a lineup now
     * @param ids never gives the same twice, over restarts too
     */
    public TechnologyWatch(
            TechnologyCatalogue catalogue,
            Supplier<List<TechnologyCatalogue.Use>> inUse,
            Told told,
            Notices notices,
            InstantSource clock,
            Supplier<UUID> ids) {
        this.catalogue = catalogue;
        this.inUse = inUse;
        this.told = told;
        this.notices = notices;
        this.clock = clock;
        this.ids = ids;
    }

    /** @param why e.g. "python is no longer allowed for high risk" */
    public record Uncovered(TechnologyCatalogue.Use use, String why) {}

    /** The versions that answer callers though the catalogue does not cover them. */
    public List<Uncovered> uncovered() {
        List<Uncovered> found = new ArrayList<>();
        for (TechnologyCatalogue.Use use : inUse.get()) {
            catalogue.uncovered(use).ifPresent(why -> found.add(new Uncovered(use, why)));
        }
        return found;
    }

    /** Looks at every version in use. */
    public synchronized void look() {
        for (TechnologyCatalogue.Use use : inUse.get()) {
            String subject = "technology of " + use.version().reference();
            Optional<String> why = catalogue.uncovered(use);
            String now = why.map(reason -> word(use.exposure()) + ": " + reason).orElse(COVERED);
            if (!told.last(subject).orElse(COVERED).equals(now)) {
                why.ifPresent(reason -> notices.tell(notice(new Uncovered(use, reason))));
                told.note(subject, now);
            }
        }
    }

    private Fact.Notice notice(Uncovered uncovered) {
        TechnologyCatalogue.Use use = uncovered.use();
        String does = use.exposure() == Exposure.CHAMPION ? "leads" : "answers callers";
        String title = use.version().reference() + " (" + use.version().runtime() + ") " + does + ", but " + uncovered.why();
        String text = title + ".\nIt goes on answering. Its owner, " + printable(use.model().owner())
                + ", may promote another version, or have the technology allowed again: understudy technology allow "
                + use.version().runtime() + " --help";
        return new Fact.Notice(
                ids.get(), clock.instant(), "technology.uncovered", Fact.Severity.WARNING, Optional.of(use.model().name()),
                OptionalInt.of(use.version().version()),
                title.substring(0, Math.min(title.length(), Fact.Notice.LONGEST_TITLE)), text, "/#" + use.model().name());
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cc}", " ");
    }
}
