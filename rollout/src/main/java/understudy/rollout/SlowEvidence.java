package understudy.rollout;

import java.time.Instant;
import java.util.List;
import understudy.comparison.Comparison;
import understudy.comparison.Guardrail;

/** What only pairs and labels can say of a version. May take seconds. Safe for many threads. */
public interface SlowEvidence {
    /**
     * @param from only requests received from here on count
     * @return one for each guardrail, in their order
     */
    List<Judgement> judge(String model, int version, Instant from, List<Guardrail> guardrails);

    /** The version against the champion, by its plan. */
    Comparison rehearsal(String model, int version);
}
