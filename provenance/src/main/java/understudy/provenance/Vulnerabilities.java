package understudy.provenance;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import understudy.core.Problem;

/**
 * Judges packages by a folder of OSV records (openssf.org's schema): JSON files, and the {@code all.zip} of an ecosystem as
 * osv.dev exports it. Asks nobody over the network. The folder is read again whenever it has changed. Safe for many
 * threads.
 */
public final class Vulnerabilities {
    private static final int LONGEST_SUMMARY = 300;

    private final Path folder;
    private final InstantSource clock;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile Optional<Read> known = Optional.empty();

    private record Read(OsvFolder folder, Instant at) {}

    /** @param folder may come later; is read when somebody first asks */
    public Vulnerabilities(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** Whether the folder is another than the one that was read last. @throws Problem UNAVAILABLE where it is unreadable */
    public boolean changed() {
        return known.map(read -> !read.folder.stamp().equals(OsvFolder.stamp(folder))).orElse(true);
    }

    /** @throws Problem UNAVAILABLE where the folder cannot be read, or is being changed */
    public Assessment assess(List<Requirement> requirements, List<Library> libraries) {
        Read read = current();
        List<Assessment.Finding> findings = new ArrayList<>();
        List<Assessment.Unjudged> unjudged = new ArrayList<>();
        for (Requirement requirement : requirements) {
            Optional<String> why = obstacle(requirement);
            why.ifPresent(reason -> unjudged.add(new Assessment.Unjudged(requirement.name(), reason)));
            if (why.isEmpty()) {
                String version = PythonOrder.withoutLocal(requirement.version().orElseThrow());
                findings.addAll(findings(read.folder, "PyPI", requirement.name(), version));
            }
        }
        for (Library library : libraries) {
            switch (library.type()) {
                case "maven" -> findings.addAll(findings(read.folder, "Maven", library.name(), library.version()));
                case "pypi" -> findings.addAll(findings(read.folder, "PyPI", library.name(), library.version()));
                default -> unjudged.add(new Assessment.Unjudged(library.name(), "published nowhere that records name"));
            }
        }
        findings.sort(Comparator.comparing(Assessment.Finding::packageName).thenComparing(Assessment.Finding::id));
        boolean none = read.folder.records() == 0;
        return new Assessment(
                none ? Optional.empty() : Optional.of(read.at), read.folder.records(), findings, unjudged,
                read.folder.remarks());
    }

    private static Optional<String> obstacle(Requirement requirement) {
        if (!requirement.type().equals("pypi")) {
            return Optional.of("a " + requirement.type() + " package: no records name these");
        }
        return requirement.version().isEmpty() ? Optional.of("unpinned: cannot be judged") : Optional.empty();
    }

    private Read current() {
        reading.lock();
        try {
            if (changed()) {
                known = Optional.of(new Read(OsvFolder.read(folder), clock.instant()));
            }
            return known.orElseThrow();
        } finally {
            reading.unlock();
        }
    }

    private static List<Assessment.Finding> findings(OsvFolder folder, String ecosystem, String name, String version) {
        String comparable = Affected.name(ecosystem, name);
        List<Assessment.Finding> found = new ArrayList<>();
        for (JsonNode record : folder.about(ecosystem, name)) {
            for (JsonNode each : record.path("affected")) {
                Affected affected = Affected.of(each);
                boolean about = affected.ecosystem().equals(ecosystem) && affected.name().equals(comparable);
                if (about && affected.holdsFor(version)) {
                    found.add(finding(record, affected, name, version));
                    break;
                }
            }
        }
        return oncePerVulnerability(found);
    }

    private static Assessment.Finding finding(JsonNode record, Affected affected, String name, String version) {
        List<String> aliases = new ArrayList<>();
        record.path("aliases").forEach(alias -> aliases.add(alias.asText()));
        String summary = record.path("summary").asText(record.path("details").asText());
        return new Assessment.Finding(
                name, version, record.path("id").asText(), aliases,
                summary.substring(0, Math.min(LONGEST_SUMMARY, summary.length())).replaceAll("\\p{Cc}", " "),
                severity(record, affected), affected.fixedAfter(version));
    }

    private static String severity(JsonNode record, Affected affected) {
        for (JsonNode place : List.of(record, affected.affected())) {
            JsonNode word = place.path("database_specific").path("severity");
            if (word.isTextual()) {
                return word.asText();
            }
        }
        for (JsonNode place : List.of(affected.affected(), record)) {
            JsonNode score = place.path("severity").path(0).path("score");
            if (score.isTextual()) {
                return score.asText();
            }
        }
        return "";
    }

    /** Several databases know most of them: one finding each, by the record that says how bad it is. */
    private static List<Assessment.Finding> oncePerVulnerability(List<Assessment.Finding> found) {
        List<Assessment.Finding> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparing((Assessment.Finding finding) -> finding.severity().isEmpty())
                .thenComparing(Assessment.Finding::id));
        List<Assessment.Finding> once = new ArrayList<>();
        for (Assessment.Finding finding : sorted) {
            Optional<Assessment.Finding> same = once.stream().filter(other -> isSame(other, finding)).findFirst();
            same.ifPresent(once::remove);
            once.add(same.map(other -> joined(other, finding)).orElse(finding));
        }
        return once;
    }

    private static boolean isSame(Assessment.Finding one, Assessment.Finding other) {
        Set<String> ids = new HashSet<>(one.aliases());
        ids.add(one.id());
        return ids.contains(other.id()) || other.aliases().stream().anyMatch(ids::contains);
    }

    private static Assessment.Finding joined(Assessment.Finding kept, Assessment.Finding same) {
        Set<String> aliases = new LinkedHashSet<>(kept.aliases());
        aliases.add(same.id());
        aliases.addAll(same.aliases());
        aliases.remove(kept.id());
        return new Assessment.Finding(
                kept.packageName(), kept.version(), kept.id(), List.copyOf(aliases), kept.summary(), kept.severity(),
                kept.fixed().or(same::fixed));
    }
}
