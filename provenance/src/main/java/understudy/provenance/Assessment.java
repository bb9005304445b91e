package understudy.provenance;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known against the packages of a version.
 *
 * @param readAt when the records were read; empty where there are none
 * @param records how many of them are about packages of a kind that can be judged
 * @param findings by package, then by id
 * @param unjudged the packages nothing can be said of, and why
 * @param remarks what limits the whole, e.g. records that could not be read
 */
public record Assessment(
        Optional<Instant> readAt, int records, List<Finding> findings, List<Unjudged> unjudged, List<String> remarks) {
    public Assessment {
        findings = List.copyOf(findings);
        unjudged = List.copyOf(unjudged);
        remarks = List.copyOf(remarks);
    }

    /**
     * One vulnerability of one package.
     *
     * @param id of the record, e.g. {@code GHSA-…} or {@code PYSEC-…}
     * @param aliases other ids of the same vulnerability
     * @param severity a word where the record has one, else a CVSS vector; empty where it says nothing
     * @param fixed the lowest version above that has it no more, where there is one
     */
    public record Finding(
            String packageName,
            String version,
            String id,
            List<String> aliases,
            String summary,
            String severity,
            Optional<String> fixed) {
        public Finding {
            aliases = List.copyOf(aliases);
        }
    }

    /** @param why e.g. "unpinned: cannot be judged" */
    public record Unjudged(String packageName, String why) {}
}
