package understudy.alerting;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How a delivery lets time pass before it tries again. Safe for many threads. */
public interface Waiting {
    /** Returns after the time, or as soon as {@code stopped} is open. */
    void pause(Duration time, CountDownLatch stopped) throws InterruptedException;

    /** Lets real time pass. */
    @SuppressWarnings("ReturnValueIgnored") // what ended it makes no difference
    static Waiting forReal() {
        return (time, stopped) -> stopped.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }
}
