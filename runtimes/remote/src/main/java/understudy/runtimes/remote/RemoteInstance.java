package understudy.runtimes.remote;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.serving.Instance;

/**
 * One endpoint that answers for a version. Rows beyond the document's batch go in several calls, side by side as far as its
 * concurrency allows. Nothing is taken on trust: names, types, shapes and numbers are checked. Safe for many threads.
 */
final class RemoteInstance implements Instance {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final RemoteDocument document;
    private final Conversation conversation;
    private final Signature signature;
    private final String library;
    private final Wording wording;
    private final Surroundings surroundings;
    private final Circuit circuit;
    private final Semaphore calls;

    RemoteInstance(
            RemoteDocument document,
            Conversation conversation,
            Signature signature,
            String library,
            Wording wording,
            Surroundings surroundings) {
        this.document = document;
        this.conversation = conversation;
        this.signature = signature;
        this.library = library;
        this.wording = wording;
        this.surroundings = surroundings;
        this.circuit = new Circuit(wording.endpoint(), surroundings.nanos());
        this.calls = new Semaphore(document.concurrency(), true);
    }

    @Override
    public Signature signature() {
        return signature;
    }

    /**
     * @throws Problem UNPROCESSABLE where the endpoint refuses the values, OVERLOADED where it says so, INTERNAL
     *     where it does not answer or answers what cannot be, UNAVAILABLE while it is left alone after failures
     */
    @Override
    public List<NamedTensor> predict(List<NamedTensor> inputs, int rows) {
        if (rows <= document.batch() || !Pieces.counted(inputs, rows)) {
            return call(inputs, rows);
        }
        List<Future<List<NamedTensor>>> pieceCalls = new ArrayList<>();
        AtomicReference<Optional<RuntimeException>> failure = new AtomicReference<>(Optional.empty());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int from = 0; from < rows; from += document.batch()) {
                int count = Math.min(document.batch(), rows - from);
                List<NamedTensor> piece = Pieces.rows(inputs, from, count);
                pieceCalls.add(threads.submit(() -> unlessFailed(failure, piece, count)));
            }
        }
        List<List<NamedTensor>> pieces = new ArrayList<>();
        for (Future<List<NamedTensor>> call : pieceCalls) {
            pieces.add(answer(call));
        }
        return AnswerCheck.joined(pieces, wording);
    }

    /** Where one piece has failed, the others need not be asked, and paid for. */
    private List<NamedTensor> unlessFailed(
            AtomicReference<Optional<RuntimeException>> failure, List<NamedTensor> piece, int rows) {
        calls.acquireUninterruptibly();
        try {
            if (failure.get().isPresent()) {
                throw failure.get().get();
            }
            return permitted(piece, rows);
        } catch (RuntimeException failed) {
            failure.updateAndGet(first -> first.isPresent() ? first : Optional.of(failed));
            throw failed;
        } finally {
            calls.release();
        }
    }

    /** Whoever holds a permit gives it back when its time is over, so nobody waits for ever. */
    private List<NamedTensor> call(List<NamedTensor> inputs, int rows) {
        calls.acquireUninterruptibly();
        try {
            return permitted(inputs, rows);
        } finally {
            calls.release();
        }
    }

    /** Of a call that has ended. */
    private List<NamedTensor> answer(Future<List<NamedTensor>> call) {
        try {
            return call.get();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new Problem(Problem.Code.UNAVAILABLE, "the server is going away", "", stopping);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Problem problem) {
                throw problem;
            }
            throw new IllegalStateException("a call to an endpoint broke", failed.getCause());
        }
    }

    private List<NamedTensor> permitted(List<NamedTensor> inputs, int rows) {
        circuit.enter();
        Unanswered last = new Unanswered("was not asked");
        for (int attempt = 0; attempt <= document.retries(); attempt++) {
            try {
                return AnswerCheck.fitting(asked(inputs, rows), signature, rows, wording);
            } catch (Unanswered unanswered) {
                last = unanswered;
                pause(attempt);
            }
        }
        circuit.failed();
        throw wording.broken(last);
    }

    /** Whoever answers, even with a refusal, is there. */
    private List<NamedTensor> asked(List<NamedTensor> inputs, int rows) throws Unanswered {
        try {
            List<NamedTensor> answers = conversation.ask(inputs, rows, signature);
            circuit.answered();
            return answers;
        } catch (Problem answered) {
            circuit.answered();
            throw answered;
        }
    }

    /** Anywhere between nothing and the doubled pause before, so that many who failed together do not come back together. */
    private void pause(int attempt) {
        if (attempt >= document.retries()) {
            return;
        }
        long most = Math.min(LONGEST_PAUSE.toNanos(), FIRST_PAUSE.toNanos() << attempt);
        try {
            surroundings.pause().of(Duration.ofNanos((long) (surroundings.random().getAsDouble() * most)));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String library() {
        return library;
    }

    @Override
    public boolean waits() {
        return true;
    }

    /** The endpoint may ask money for each call. */
    @Override
    public int warmCalls() {
        return 1;
    }

    @Override
    public int concurrency() {
        return document.concurrency();
    }

    @Override
    public void close() {
        conversation.close();
    }
}
