package understudy.rollout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleConsumer;
import java.util.function.IntSupplier;
import understudy.comparison.Answers;
import understudy.comparison.Pair;
import understudy.comparison.Retrial;
import understudy.core.NamedTensor;
import understudy.core.Prediction;
import understudy.core.PredictionId;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.serving.BoundVersion;
import understudy.serving.Sealing;

/**
 * One backtest under way: a thread reads past requests, once for all versions, and lets each version answer them; another
 * judges what they said, in request order. What is between them is bounded. Both let callers go first.
 */
final class BacktestRun {
    /** Requests a call. */
    private static final int TOGETHER = 256;

    /** Elements of all inputs a batch may hold, whatever else it holds. */
    private static final int MOST_ELEMENTS = 1 << 18;

    private static final int BATCHES_BETWEEN = 8;
    private static final Duration PROGRESS_EVERY = Duration.ofMillis(200);
    private static final long LOOK_AGAIN_MILLIS = 50;
    private static final double NANOS_PER_MILLI = 1e6;

    /** A version, and what is found of it. */
    record Candidate(BoundVersion bound, JointRehearsal rehearsal, Retrial retrial) {}

    /** @param heard by candidate, then by request; nothing in it says that no batch comes after */
    private record Batch(List<Past.Answered> past, List<JointRehearsal.Heard[]> heard) {}

    private final Past past;
    private final Past.Stretch stretch;
    private final long requests;
    private final List<Candidate> candidates;
    private final Sealing sealing;
    private final IntSupplier inFlight;
    private final Signature signature;
    private final PastFeatures.Names names;
    private final BlockingQueue<Batch> between = new ArrayBlockingQueue<>(BATCHES_BETWEEN);
    private final AtomicReference<Optional<RuntimeException>> failure = new AtomicReference<>(Optional.empty());
    private volatile boolean abandoned;
    private volatile long judged;

    /**
     * @param requests about how many there are
     * @param candidates one or more of one model; their versions are let go of when all have answered
     * @param inFlight live calls under way now
     */
    BacktestRun(
            Past past, Past.Stretch stretch, long requests, List<Candidate> candidates, Sealing sealing,
            IntSupplier inFlight) {
        this.past = past;
        this.stretch = stretch;
        this.requests = requests;
        this.candidates = candidates;
        this.sealing = sealing;
        this.inFlight = inFlight;
        this.signature = candidates.getFirst().bound().signature();
        this.names = new PastFeatures.Names(signature);
    }

    /** Returns when all is judged. @param progress told the share done on the caller's thread */
    void await(ThreadFactory threads, DoubleConsumer progress) {
        List<Thread> workers = List.of(threads.newThread(guarded(this::ask)), threads.newThread(guarded(this::judge)));
        workers.forEach(Thread::start);
        try {
            for (Thread worker : workers) {
                while (!worker.join(PROGRESS_EVERY)) {
                    progress.accept(requests == 0 ? 0 : Math.min(1, judged / (double) requests));
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new Problem(Problem.Code.UNAVAILABLE, "the backtest was interrupted", "Run it again", ended);
        } finally {
            abandoned = true;
        }
        failure.get().ifPresent(thrown -> {
            throw thrown;
        });
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private Runnable guarded(Work work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException thrown) {
                fail(thrown);
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
                fail(new Problem(Problem.Code.UNAVAILABLE, "the backtest was interrupted", "Run it again", ended));
            }
        };
    }

    private void fail(RuntimeException thrown) {
        failure.compareAndSet(Optional.empty(), Optional.of(thrown));
        abandoned = true;
    }

    private void ask() {
        try {
            Asking asking = new Asking();
            past.read(stretch, asking::take);
            asking.flush();
            hand(new Batch(List.of(), List.of()));
        } finally {
            // here, since whoever waits may have given up while a version was still answering
            candidates.forEach(candidate -> candidate.bound().close());
        }
    }

    /** @return false once nobody wants it any more */
    private boolean hand(Batch batch) {
        try {
            while (!abandoned) {
                if (between.offer(batch, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                    return true;
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            fail(new Problem(Problem.Code.UNAVAILABLE, "the backtest was interrupted", "Run it again", ended));
        }
        return false;
    }

    /** Gathers requests until they make a batch. */
    private final class Asking {
        private final Yielding yielding = new Yielding(inFlight);
        private List<Past.Answered> gathered = new ArrayList<>(TOGETHER);
        private List<JointRehearsal.Question> questions = new ArrayList<>(TOGETHER);
        private long elements;
        private long since = System.nanoTime();

        boolean take(Past.Answered answered) {
            JointRehearsal.Question question = JointRehearsal.Question.of(answered.prediction(), sealing);
            gathered.add(answered);
            questions.add(question);
            for (NamedTensor input : question.inputs()) {
                elements += input.tensor().size();
            }
            return gathered.size() < TOGETHER && elements < MOST_ELEMENTS || flush();
        }

        boolean flush() {
            List<JointRehearsal.Heard[]> heard = new ArrayList<>();
            if (!questions.isEmpty()) {
                candidates.forEach(candidate -> heard.add(candidate.rehearsal().answer(questions)));
            }
            Batch batch = new Batch(gathered, heard);
            gathered = new ArrayList<>(TOGETHER);
            questions = new ArrayList<>(TOGETHER);
            elements = 0;
            yielding.worked(System.nanoTime() - since);
            boolean wanted = batch.past().isEmpty() || hand(batch);
            since = System.nanoTime();
            return wanted;
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, another looks
    private void judge() throws InterruptedException {
        Yielding yielding = new Yielding(inFlight);
        while (!abandoned) {
            Optional<Batch> batch = Optional.ofNullable(between.poll(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS));
            if (batch.isPresent() && batch.get().past().isEmpty()) {
                return;
            }
            if (batch.isPresent()) {
                long began = System.nanoTime();
                judge(batch.get());
                judged += batch.get().past().size();
                yielding.worked(System.nanoTime() - began);
            }
        }
    }

    private void judge(Batch batch) {
        for (int i = 0; i < batch.past().size(); i++) {
            Past.Answered past = batch.past().get(i);
            Prediction prediction = past.prediction();
            Answers then = Answers.of(Optional.of(signature), prediction.outcome(), prediction.rows());
            for (int row = 0; row < prediction.rows(); row++) {
                Pair.Side answered = then.side(row, prediction.latencyNanos() / NANOS_PER_MILLI);
                PastFeatures features = new PastFeatures(names, prediction.inputs(), prediction.rows(), row);
                for (int candidate = 0; candidate < candidates.size(); candidate++) {
                    JointRehearsal.Heard heard = batch.heard().get(candidate)[i];
                    candidates.get(candidate).retrial().add(new Pair(
                            new PredictionId(prediction.id(), row), prediction.receivedAt(), prediction.key(),
                            prediction.segments(), prediction.version(), answered,
                            heard.answers().side(heard.first() + row, heard.latencyMillis()),
                            past.truths().get(row).now(), past.truths().get(row).whenMature(), features));
                }
            }
        }
    }
}
