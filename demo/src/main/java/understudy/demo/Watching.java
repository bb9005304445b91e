package understudy.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import understudy.api.DecisionView;
import understudy.api.ModelView;
import understudy.api.MonitorView;
import understudy.api.SignatureView;
import understudy.api.VersionMetadata;
import understudy.api.VersionView;

/**
 * Gives what watches data and answers something to see: references for the loan's versions, and a model that another
 * platform serves, {@code card-fraud}, with nine weeks of its past at once and its present as it comes. A second run on the
 * same server goes on with the same story, and brings what was missed in the last three days. For one thread.
 */
final class Watching {
    static final String MODEL = "card-fraud";
    static final Duration PAST = Duration.ofDays(63);
    static final Duration STORY = Duration.ofDays(3);

    private static final Duration PART = Duration.ofDays(1);
    private static final Duration TRAINING = Duration.ofDays(7);

    /** No column of a payment has another value in each row, so this one finds nothing. */
    private static final List<String> SILENT = List.of("data.duplicates");

    /** The truths of the past come all at once and late, so that there is no usual course of them to hold others against. */
    private static final String UNTOLD = "labels.drift";

    private static final List<String> SEGMENTS = List.of("@segment.channel");

    /** What {@code card-fraud} is asked; enough for hourly windows, few enough to come in seconds. */
    private static final double PER_HOUR = 50;

    private final Server server;
    private final String loans;
    private final Deque<Integer> unreferred;
    private final long seed;
    private final InstantSource clock;
    private final PriorityQueue<CardPayment> unknown = new PriorityQueue<>(Comparator.comparing(CardPayment::knownAt));
    private Stage stage = Stage.NOTHING;
    private Optional<CardPayments> payments = Optional.empty();
    private Instant until = Instant.EPOCH;
    private long accepted;

    private enum Stage {
        NOTHING,
        COMING,
        /** The past is on its way into the archive; a look at half of it would be wrong. */
        BROUGHT,
        WATCHED
    }

    /**
     * @param loans a model
     * @param versions of it
     */
    Watching(Server server, String loans, Set<Integer> versions, long seed, InstantSource clock) {
        this.server = server;
        this.loans = loans;
        this.unreferred = new ArrayDeque<>(versions);
        this.seed = seed;
        this.clock = clock;
    }

    /**
     * The next of what is to be done; to be called every few seconds. After a {@link Refusal} it does the same again.
     *
     * @return whether all of the past is there now, and was not before
     */
    boolean step() throws InterruptedException {
        return switch (stage) {
            case NOTHING -> begin();
            case COMING -> bringPast();
            case BROUGHT -> beWatched();
            case WATCHED -> goOn();
        };
    }

    /** Payments that were new to the server, so far. */
    long brought() {
        return accepted;
    }

    private boolean begin() throws InterruptedException {
        VersionView version = registered();
        Instant here = version.createdAt().truncatedTo(ChronoUnit.HOURS);
        CardPayments all = new CardPayments(seed, PER_HOUR, here.minus(STORY));
        payments = Optional.of(all);
        Instant now = clock.instant();
        boolean goesOn = !server.monitors(MODEL).segments().isEmpty();
        Instant from = goesOn ? now.minus(STORY) : here.minus(PAST);
        if (!goesOn) {
            server.watch(MODEL, change(Optional.empty(), SILENT));
            server.refer(MODEL, version.version(), "payments.csv", TrainingData.payments(all, from, TRAINING), true);
        }
        unknown.clear();
        until = from;
        stage = goesOn ? Stage.WATCHED : Stage.COMING;
        return false;
    }

    /** Goes on after a {@link Refusal} where it was. */
    private boolean bringPast() throws InterruptedException {
        bringUntil(clock.instant());
        stage = Stage.BROUGHT;
        return false;
    }

    private void bringUntil(Instant now) throws InterruptedException {
        while (until.isBefore(now)) {
            bring(until, earlier(until.plus(PART), now));
        }
    }

    /** One at a time: a server makes few references at once. */
    private void referLoans() throws InterruptedException {
        if (unreferred.isEmpty() || server.isBusy()) {
            return;
        }
        int version = unreferred.getFirst();
        if (!server.hasReference(loans, version)) {
            server.refer(loans, version, "applicants.csv", TrainingData.loans(seed + 1), false);
        }
        unreferred.removeFirst();
    }

    /** The archive reads in the order in which things came: with the last payment all are there. */
    private boolean beWatched() throws InterruptedException {
        List<CardPayment> last = payments.orElseThrow().between(until.minus(1, ChronoUnit.DAYS), until);
        if (!last.isEmpty() && !server.isArchived(MODEL, last.getLast().id())) {
            return false;
        }
        List<String> monitors =
                server.monitors(loans).monitors().stream().filter(name -> !name.equals(UNTOLD)).toList();
        server.watch(MODEL, change(Optional.of(SEGMENTS), monitors));
        stage = Stage.WATCHED;
        return true;
    }

    /** What happened since the last time, and the truths that came out. */
    private boolean goOn() throws InterruptedException {
        referLoans();
        Instant now = clock.instant();
        bringUntil(now);
        Map<String, String> truths = new LinkedHashMap<>();
        for (CardPayment next = unknown.peek(); next != null && !next.knownAt().isAfter(now); next = unknown.peek()) {
            unknown.remove();
            truths.put(next.id(), next.truth());
        }
        if (!truths.isEmpty()) {
            server.label(MODEL, truths);
        }
        return false;
    }

    private void bring(Instant from, Instant to) throws InterruptedException {
        List<CardPayment> part = payments.orElseThrow().between(from, to);
        if (!part.isEmpty()) {
            Instant now = clock.instant();
            accepted += server.bring(MODEL, part.stream().map(payment -> payment.line(now)).toList()).accepted();
            part.stream().filter(payment -> payment.knownAt().isAfter(now)).forEach(unknown::add);
        }
        until = to;
    }

    private static MonitorView.Change change(Optional<List<String>> segments, List<String> monitors) {
        return new MonitorView.Change(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), segments,
                Optional.empty(), Optional.empty(), Optional.of(monitors), Optional.empty());
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private VersionView registered() throws InterruptedException {
        Optional<ModelView> known = server.model(MODEL);
        VersionView version = known.isPresent() && !known.get().versions().isEmpty()
                ? known.get().versions().getFirst()
                : server.registerElsewhere(MODEL, metadata());
        if (server.model(MODEL).flatMap(ModelView::champion).isEmpty()) {
            server.promote(MODEL, version.version());
        }
        return version;
    }

    private static VersionMetadata metadata() {
        SignatureView signature = new SignatureView(
                List.of(number("amount", false), new SignatureView.Input(
                                "merchant", "BYTES", List.of(-1L), List.of(feature("merchant", false))),
                        number("card_age", false), number("payments_last_day", false), number("distance", true)),
                List.of(new SignatureView.Output(
                        "probability", "FP64", List.of(-1L), Optional.of("score"), List.of("fine", "fraud"))));
        return new VersionMetadata(
                Optional.of("elsewhere"), Optional.of(signature), Optional.empty(), Optional.of("binary"),
                Optional.of("payments"), Optional.of("high"), Optional.of(CardPayments.MATURITY.toString()),
                Optional.of(new DecisionView(Optional.of(0.25), Optional.of("block"), Optional.of("pay"), List.of(), List.of())),
                Map.of(),
                Map.of("title", "Card fraud, served by the payment provider",
                        "training_data", "Made by CardPayments; nobody's real data.",
                        "runbooks", Map.of("data.units", "Ask the payment provider which release changed the amount's unit.")));
    }

    private static SignatureView.Input number(String name, boolean optional) {
        return new SignatureView.Input(name, "FP64", List.of(-1L), List.of(feature(name, optional)));
    }

    private static SignatureView.Feature feature(String name, boolean optional) {
        return new SignatureView.Feature(name, List.of(), Optional.of(optional), Optional.empty());
    }
}
