package understudy.workers;

import java.time.Duration;

/** How time passes before a process that ended is started again. Safe for many threads. */
@FunctionalInterface
public interface Waiting {
    /** Returns after the time. */
    void pause(Duration time) throws InterruptedException;

    /** Lets real time pass. */
    static Waiting forReal() {
        return Thread::sleep;
    }
}
