package understudy.serving;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import understudy.core.Problem;
import understudy.core.Role;

/** What answering tells /metrics. Meters are found once and kept: finding one costs more than counting. */
final class Meters {
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(100_000), Duration.ofNanos(250_000), Duration.ofNanos(500_000), Duration.ofMillis(1),
        Duration.ofNanos(2_500_000), Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(25),
        Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofMillis(500),
        Duration.ofSeconds(1), Duration.ofMillis(2500), Duration.ofSeconds(10)
    };

    private final MeterRegistry registry;
    private final ConcurrentHashMap<Answers, Timer> timers = new ConcurrentHashMap<>();
    private final Counter unjournalled;

    Meters(MeterRegistry registry, Admission admission) {
        this.registry = registry;
        this.unjournalled = Counter.builder("understudy.journal.missing")
                .description("answers given without a journal entry because the disk was full")
                .register(registry);
        registry.gauge("understudy.requests.in.flight", admission, Admission::inFlight);
    }

    private record Answers(String model, int version, Role role) {}

    void answered(String model, int version, Role role, long nanos) {
        timers.computeIfAbsent(new Answers(model, version, role), this::timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    /** A version failed at a request. */
    void failed(String model, int version, Role role, Problem.Code code) {
        registry.counter(
                        "understudy.errors",
                        "model", model,
                        "version", Integer.toString(version),
                        "role", word(role),
                        "code", code.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    /** A request was refused before a version saw it. @param model empty where there is no such model */
    void refused(String model, Problem.Code code) {
        registry.counter("understudy.refused", "model", model, "code", code.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    void unjournalled() {
        unjournalled.increment();
    }

    private Timer timer(Answers answers) {
        return Timer.builder("understudy.request")
                .description("from a request's arrival to its journalled answer")
                .tag("model", answers.model())
                .tag("version", Integer.toString(answers.version()))
                .tag("role", word(answers.role()))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
