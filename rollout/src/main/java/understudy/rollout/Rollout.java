package understudy.rollout;

import understudy.serving.Lineup;

/** The verbs that change who answers and who rehearses; each is audited. Safe for many threads. */
public final class Rollout {
    /** Where a shadow begins. */
    public sealed interface From {
        record Now() implements From {}

        record Beginning() implements From {}

        record Time(java.time.Instant at) implements From {}
    }

    /** Lets the version answer behind the scenes. @param sample (0, 1] of keys */
    public Lineup shadow(String model, int version, From from, double sample, String by) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Lets the version answer a share of callers, (0, 1]. */
    public Lineup canary(String model, int version, double share, String by) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** The version becomes champion; the champion until now shadows, warm, so that stepping back is instant. */
    public Lineup promote(String model, int version, String by) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** The champion before becomes champion again. */
    public Lineup rollback(String model, String by) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Takes the version out of every role, for good. @throws understudy.core.Problem CONFLICT for the champion */
    public void retire(String model, int version, String by) {
        throw new UnsupportedOperationException("not built yet");
    }
}
