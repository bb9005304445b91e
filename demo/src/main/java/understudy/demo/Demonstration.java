package understudy.demo;

import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import understudy.api.ModelView;

/**
 * Brings a server to life: four versions of {@code loan-default}, a burst of applications so that there is something to
 * compare at once, then a steady stream that follows a day of a few minutes, and labels that come later. Works on a
 * server that has seen it before. Run once.
 */
public final class Demonstration {
    public static final String MODEL = "loan-default";

    private static final Duration TICK = Duration.ofMillis(20);
    private static final Duration STEP = Duration.ofSeconds(5);
    private static final Duration REPORT = Duration.ofSeconds(10);
    private static final DateTimeFormatter RUN = DateTimeFormatter.ofPattern("yyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final Settings settings;
    private final Server server;
    private final InstantSource clock;
    private final PrintStream out;

    /**
     * @param rate applications a second, averaged over a day
     * @param burst applications at the start, as fast as they are answered
     * @param length how long to go on after the burst; until interrupted where empty
     * @param seed the same people come to a new server; other ones to one that had some before
     * @param labelsWithin the longest a truth takes to come out; the shortest is a fifth of it
     * @param watchingAfter when, after the burst, there is something to watch as well: see {@link Watching}
     */
    public record Settings(
            double rate, int burst, Optional<Duration> length, long seed, Duration labelsWithin, Duration watchingAfter) {
        public Settings {
            if (!(rate > 0 && rate <= 10_000)) {
                throw new IllegalArgumentException("rate: " + rate + " (expected: above 0, at most 10000)");
            }
            if (burst < 0) {
                throw new IllegalArgumentException("burst: " + burst + " (expected: 0 or more)");
            }
            if (!labelsWithin.isPositive()) {
                throw new IllegalArgumentException("labelsWithin: " + labelsWithin + " (expected: above 0)");
            }
        }

        /** A month of the bank's time is half a minute here, which is also the model's maturity. */
        public static Settings defaults() {
            return new Settings(50, 3_000, Optional.empty(), 2026, Duration.ofSeconds(25), Duration.ofSeconds(10));
        }
    }

    /**
     * @param server e.g. {@code http://localhost:8080}
     * @param token where the server asks for one
     * @param out gets short lines for a person
     */
    public Demonstration(URI server, Optional<String> token, Settings settings, InstantSource clock, PrintStream out) {
        this.server = new Server(server, token);
        this.settings = settings;
        this.clock = clock;
        this.out = out;
    }

    /**
     * Returns when its time is over.
     *
     * @throws Refusal if the server is not there, or will not take the models
     * @throws InterruptedException if interrupted: stop
     */
    public void run() throws InterruptedException {
        Instant start = clock.instant();
        try (server; ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            boolean seenBefore = server.model(MODEL).isPresent();
            Map<LoanModel, Integer> versions = new Family(server, MODEL).settle();
            introduce(versions);
            long seed = seenBefore ? settings.seed() ^ start.toEpochMilli() : settings.seed();
            SplittableRandom random = new SplittableRandom(seed);
            LoanApplications applications = new LoanApplications(random.nextLong(), RUN.format(start));
            LoanDesk desk = new LoanDesk(server, MODEL, settings.labelsWithin(), random.split());
            Traffic traffic = new Traffic(applications, desk, workers);
            try {
                burst(traffic, desk);
                whereToLook(versions);
                live(traffic, desk, new TreeSet<>(versions.values()));
            } finally {
                workers.shutdownNow();
            }
        }
    }

    private void introduce(Map<LoanModel, Integer> versions) throws InterruptedException {
        ModelView model = server.model(MODEL).orElseThrow();
        print("");
        print("  %s: will this loan be paid back?", MODEL);
        versions.forEach((version, number) -> print(
                "    @%d  %-30s %s",
                number,
                version.title(),
                model.versions().stream()
                        .filter(view -> view.version() == number)
                        .findFirst()
                        .flatMap(view -> view.role())
                        .orElse("candidate")));
        print("");
    }

    private void burst(Traffic traffic, LoanDesk desk) throws InterruptedException {
        if (settings.burst() == 0) {
            return;
        }
        long begun = System.nanoTime();
        traffic.burst(settings.burst());
        double seconds = (System.nanoTime() - begun) / 1e9;
        LoanDesk.Tally tally = desk.tally();
        long accepted = tally.decided() - tally.declined();
        print("  %,d applications in %.1f s: %,d accepted, %,d declined (their truth will never come).", tally.decided(),
                seconds, accepted, tally.declined());
        if (tally.failed() > 0) {
            print("  %,d were not answered.", tally.failed());
        }
        print("");
    }

    private void whereToLook(Map<LoanModel, Integer> versions) {
        int best = versions.getOrDefault(LoanModel.LIGHTGBM, 3);
        print("  Look      %s", server.url());
        print("  Compare   ./understudy compare %s@%d", MODEL, best);
        print("  Promote   ./understudy promote %s@%d     (and back: ./understudy rollback %s)", MODEL, best, MODEL);
        print("  Search    ./understudy predictions %s", MODEL);
        print("");
        print(
                "  Now %.0f applications a second; labels follow within %d seconds, verdicts within a minute or two.%s",
                settings.rate(), settings.labelsWithin().toSeconds(), settings.length().isEmpty() ? " Ctrl-C ends it." : "");
        print("");
    }

    private void live(Traffic traffic, LoanDesk desk, Set<Integer> versions) throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        long begun = System.nanoTime();
        ScheduledExecutorService metronome =
                Executors.newScheduledThreadPool(3, Thread.ofPlatform().name("demo-", 0).daemon().factory());
        try {
            metronome.scheduleAtFixedRate(
                    () -> traffic.tick(settings.rate(), since(begun), TICK), 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
            metronome.scheduleWithFixedDelay(() -> deliver(desk), 1, 1, TimeUnit.SECONDS);
            metronome.scheduleAtFixedRate(
                    () -> report(desk, begun), REPORT.toSeconds(), REPORT.toSeconds(), TimeUnit.SECONDS);
            Watching watching = new Watching(server, MODEL, versions, settings.seed(), clock);
            metronome.scheduleWithFixedDelay(
                    () -> watch(watching), settings.watchingAfter().toMillis(), STEP.toMillis(), TimeUnit.MILLISECONDS);
            settings.length().ifPresent(length ->
                    metronome.schedule(over::countDown, length.toNanos(), TimeUnit.NANOSECONDS));
            over.await();
        } finally {
            metronome.shutdownNow();
        }
        report(desk, begun);
    }

    private static void deliver(LoanDesk desk) {
        try {
            desk.deliverLabels();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What goes wrong here is said, and tried again; the loans go on. */
    private void watch(Watching watching) {
        try {
            if (watching.step()) {
                tellTheStory(watching.brought());
            }
        } catch (Refusal refused) {
            print("  Not to be watched now: %s", String.valueOf(refused.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tellTheStory(long payments) {
        print("");
        print("  Watch     %s, which another platform serves: nine weeks of its past are here (%,d payments).", Watching.MODEL,
                payments);
        print("            Three days before it came here its callers began to send amounts in cents, which it takes for euros; a");
        print("            day later a merchant came up that it never saw. In some minutes:");
        print("            ./understudy alert list");
        print("            ./understudy monitor show %s", Watching.MODEL);
        print("            ./understudy monitor observations %s --state alarmed", Watching.MODEL);
        print("            ./understudy monitor performance %s --window day", Watching.MODEL);
        print("");
    }

    private void report(LoanDesk desk, long begun) {
        LoanDesk.Tally tally = desk.tally();
        print(
                "  %02d:%02d   %,d decided   %,d declined   %,d labels%s",
                since(begun).toMinutes(),
                since(begun).toSecondsPart(),
                tally.decided(),
                tally.declined(),
                tally.labelled(),
                tally.failed() > 0 ? "   %,d refused".formatted(tally.failed()) : "");
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private void print(String line, Object... values) {
        out.println(String.format(Locale.ROOT, line, values));
    }
}
