package understudy.rollout;

import java.util.ArrayList;
import java.util.List;
import understudy.core.Column;
import understudy.core.Fact;
import understudy.core.ModelVersion;
import understudy.core.Outcome;
import understudy.core.Problem;
import understudy.core.Tensor;
import understudy.core.Value;
import understudy.journal.Log;

/**
 * Gathers a reader's answers into blocks of bounded size and age and writes them to the facts log. A block and the
 * cursor in it are one entry, so they are kept together or not at all. For one thread.
 */
final class AnswerBlocks {
    private static final int MOST_ANSWERS = 500;
    private static final long MOST_BYTES = 256 << 10;
    private static final long OLDEST_NANOS = 250_000_000;
    /** A reader that only passes over what is not for it says so this often, so that a restart need not pass it again. */
    private static final long HEARTBEAT_NANOS = 10_000_000_000L;
    /** What an answer takes beside its outputs, about. */
    private static final long OVERHEAD_BYTES = 200;

    private record Gathered(Fact.ShadowAnswer answer, long through) {}

    private final Log<Fact> facts;
    private final String reader;
    private final ModelVersion version;
    private final List<Gathered> gathered = new ArrayList<>();
    private long bytes;
    private long oldest;
    private long written;
    private long writtenAt = System.nanoTime();

    /** @param through where the reader begins */
    AnswerBlocks(Log<Fact> facts, String reader, ModelVersion version, long through) {
        this.facts = facts;
        this.reader = reader;
        this.version = version;
        this.written = through;
    }

    /** @param through position after the prediction it answers */
    void add(Fact.ShadowAnswer answer, long through) {
        if (gathered.isEmpty()) {
            oldest = System.nanoTime();
        }
        gathered.add(new Gathered(answer, through));
        bytes += size(answer.answered()) + size(answer.said()) + OVERHEAD_BYTES;
    }

    /** Whether a block is to be written. @param through position the reader has come to */
    boolean isDue(long through) {
        long now = System.nanoTime();
        return gathered.size() >= MOST_ANSWERS
                || bytes >= MOST_BYTES
                || !gathered.isEmpty() && now - oldest >= OLDEST_NANOS
                || through > written && now - writtenAt >= HEARTBEAT_NANOS;
    }

    /**
     * Writes what was gathered.
     *
     * @param through position the reader has come to
     * @return position of the (last) block in the facts log
     */
    long write(long through) {
        long position;
        try {
            position = append(gathered.stream().map(Gathered::answer).toList(), through);
        } catch (Problem problem) {
            if (problem.code() != Problem.Code.TOO_LARGE) {
                throw problem;
            }
            for (Gathered each : gathered) {
                appendAlone(each);
            }
            position = append(List.of(), through);
        }
        gathered.clear();
        bytes = 0;
        written = through;
        writtenAt = System.nanoTime();
        return position;
    }

    private long append(List<Fact.ShadowAnswer> answers, long through) {
        return facts.append(new Fact.ShadowAnswers(
                reader, version.model(), version.version(), version.digest(), through, answers));
    }

    private void appendAlone(Gathered each) {
        try {
            append(List.of(each.answer()), each.through());
        } catch (Problem problem) {
            if (problem.code() != Problem.Code.TOO_LARGE) {
                throw problem;
            }
            Fact.ShadowAnswer answer = each.answer();
            Outcome.Failed tooLarge = new Outcome.Failed(problem.code(), "the answers are too large to keep");
            append(List.of(new Fact.ShadowAnswer(
                    answer.request(), answer.receivedAt(), answer.key(), answer.segments(), answer.answeredBy(),
                    answer.answeredRole(), answer.lineupRevision(), answer.rows(), answer.answeredLatencyNanos(),
                    tooLarge, answer.latencyNanos(), answer.batched(), tooLarge)), each.through());
        }
    }

    private static long size(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered answered -> answered.outputs().stream().mapToLong(AnswerBlocks::size).sum();
            case Outcome.Failed failed -> failed.message().length();
        };
    }

    private static long size(Column column) {
        return switch (column.value()) {
            case Value.Plain plain -> size(plain.tensor());
            case Value.Hashed hashed -> size(hashed.digests());
            case Value.Encrypted encrypted -> encrypted.sealed().length;
            case Value.Dropped _ -> 0;
            case Value.Blob blob -> blob.digest().length();
        };
    }

    private static long size(Tensor tensor) {
        if (tensor.type().isNumeric()) {
            return (long) tensor.size() * tensor.type().width();
        }
        long size = 0;
        for (byte[] text : tensor.bytes()) {
            size += text.length + 4;
        }
        return size;
    }
}
