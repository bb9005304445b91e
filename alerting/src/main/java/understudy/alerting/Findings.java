package understudy.alerting;

import java.time.Instant;

/** Where monitors say what they found. Safe for many threads. */
public interface Findings {
    /**
     * Opens an alert, or adds to the open one of the same model and cause. The same finding again changes nothing, so that a
     * restart may report it once more.
     *
     * @return the alert's id
     */
    String report(Finding finding);

    /** The cause is gone: its alert, if one is open, resolves itself. @param why one sentence */
    void clear(String model, String cause, Instant at, String why);
}
