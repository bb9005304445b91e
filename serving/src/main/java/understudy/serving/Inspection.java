package understudy.serving;

import java.util.List;
import java.util.Optional;

/** Looks at an artifact's files before anything loads them; executes nothing. */
public interface Inspection {
    /**
     * @param findings what nobody vouches for, a line each; empty when all is known to be harmless
     * @param signer who signed the files, where that was verified
     */
    record Report(List<String> findings, Optional<String> signer) {
        public Report {
            findings = List.copyOf(findings);
        }
    }

    /**
     * @throws understudy.core.Problem UNPROCESSABLE for what is dangerous or is not what was signed, naming file, thing
     *     and place
     */
    Report of(Artifact artifact);

    /** Looks at nothing. */
    static Inspection none() {
        return artifact -> new Report(List.of(), Optional.empty());
    }
}
