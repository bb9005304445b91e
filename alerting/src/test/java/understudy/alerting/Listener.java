package understudy.alerting;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import understudy.core.Fact;

/** A channel whose receiver is the test. */
final class Listener implements AlertChannel {
    final List<Fact.Notice> taken = new CopyOnWriteArrayList<>();
    private final String name;
    private final Queue<Undelivered> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean dead;

    Listener(String name) {
        this.name = name;
    }

    /** The next attempts fail so. */
    Listener failing(Undelivered... these) {
        failures.addAll(List.of(these));
        return this;
    }

    /** Nothing arrives while it is dead. */
    Listener dead(boolean now) {
        dead = now;
        return this;
    }

    List<String> titles() {
        return taken.stream().map(Fact.Notice::title).toList();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String kind() {
        return "listener";
    }

    @Override
    public void send(Fact.Notice notice) throws Undelivered {
        Undelivered failure = failures.poll();
        if (failure != null) {
            throw failure;
        }
        if (dead) {
            throw Undelivered.forNow("nobody is there");
        }
        taken.add(notice);
    }
}
