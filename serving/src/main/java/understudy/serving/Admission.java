package understudy.serving;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import understudy.core.Problem;

/** How many requests are under way, and whether one more may begin. Safe for many threads. */
final class Admission {
    private final int most;
    private final int mostPerModel;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final ConcurrentHashMap<String, Gate> gates = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private volatile boolean closed;

    Admission(int most, int mostPerModel) {
        this.most = most;
        this.mostPerModel = mostPerModel;
    }

    int inFlight() {
        return inFlight.get();
    }

    /** The gate of one model; only to be asked for models that exist, for it is kept. */
    Gate gate(String model) {
        return gates.computeIfAbsent(model, Gate::new);
    }

    /** Each {@link #enter} that returns is followed by one {@link #leave}. */
    final class Gate {
        private final String model;
        private final AtomicInteger inside = new AtomicInteger();

        private Gate(String model) {
            this.model = model;
        }

        /** @throws Problem OVERLOADED or UNAVAILABLE */
        void enter() {
            if (inFlight.incrementAndGet() > most) {
                leaveAll();
                throw overloaded("the server", most);
            }
            if (inside.incrementAndGet() > mostPerModel) {
                leave();
                throw overloaded("model '" + model + "'", mostPerModel);
            }
            // after counting oneself in, so that whoever closes either sees this call or is seen by it
            if (closed) {
                leave();
                throw new Problem(
                        Problem.Code.UNAVAILABLE, "the server is going away", "Send the request again shortly");
            }
        }

        void leave() {
            inside.decrementAndGet();
            leaveAll();
        }
    }

    static Problem overloaded(String what, int most) {
        return new Problem(
                Problem.Code.OVERLOADED,
                what + " has " + most + " requests under way, as many as it may",
                "Send the request again after a second");
    }

    private void leaveAll() {
        if (inFlight.decrementAndGet() == 0 && closed) {
            lock.lock();
            try {
                idle.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Refuses new calls and waits for those under way. @return whether all ended in time */
    boolean close(Duration drain) {
        closed = true;
        long left = drain.toNanos();
        lock.lock();
        try {
            while (inFlight.get() > 0 && left > 0) {
                left = idle.awaitNanos(Math.min(left, TimeUnit.SECONDS.toNanos(3600)));
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return inFlight.get() == 0;
    }
}
