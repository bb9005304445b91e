package understudy.alerting;

import java.util.List;

/** Told what people thought of alerts, so that monitors learn from it. Safe for many threads. */
public interface Feedback {
    /**
     * Somebody said whether an alert of this monitor was useful. Called within the change that keeps the answer, so that
     * both are kept or neither: it writes metadata only, and waits for nothing else.
     *
     * @param subjects names of what it was about
     */
    void said(String model, String monitor, List<String> subjects, boolean useful);
}
