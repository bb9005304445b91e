package understudy.provenance;

import java.util.Comparator;
import java.util.Optional;

/** How versions of one kind of packages follow each other; whatever a text is, it has its place. */
interface VersionOrder extends Comparator<String> {
    /**
     * @param rangeType an OSV range's {@code SEMVER} or {@code ECOSYSTEM}
     * @param ecosystem as OSV names it, without what follows a colon
     * @return empty for ranges that cannot be judged here, e.g. of commits
     */
    static Optional<VersionOrder> of(String rangeType, String ecosystem) {
        return switch (rangeType) {
            case "SEMVER" -> Optional.of(new SemanticOrder());
            case "ECOSYSTEM" -> ofEcosystem(ecosystem);
            default -> Optional.empty();
        };
    }

    static Optional<VersionOrder> ofEcosystem(String ecosystem) {
        return switch (ecosystem) {
            case "PyPI" -> Optional.of(new PythonOrder());
            case "Maven" -> Optional.of(new MavenOrder());
            default -> Optional.empty();
        };
    }
}
