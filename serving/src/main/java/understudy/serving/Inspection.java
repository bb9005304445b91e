package understudy.serving;

import java.util.List;

/** Looks at an artifact's files before anything loads them; executes nothing. */
public interface Inspection {
    /**
     * @return what nobody vouches for, a line each; empty when all is known to be harmless
     * @throws understudy.core.Problem UNPROCESSABLE for what is dangerous, naming file, thing and place
     */
    List<String> findings(Artifact artifact);

    /** Looks at nothing. */
    static Inspection none() {
        return artifact -> List.of();
    }
}
