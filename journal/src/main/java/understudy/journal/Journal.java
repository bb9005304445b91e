package understudy.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.core.Fact;
import understudy.core.Prediction;
import understudy.core.Problem;

/**
 * The two logs of one directory, which it holds against other processes until closed. Safe for many threads.
 */
public final class Journal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private final FileChannel held;
    private final SegmentedLog<Prediction> predictions;
    private final SegmentedLog<Fact> facts;
    private final Optional<UUID> lastId;

    private Journal(FileChannel held, SegmentedLog<Prediction> predictions, SegmentedLog<Fact> facts) {
        this.held = held;
        this.predictions = predictions;
        this.facts = facts;
        this.lastId = predictions.greatest(PredictionFormat::id);
    }

    /**
     * Recovers what a death or a power cut left, and takes appends on return.
     *
     * @param directory made when it isn't there
     * @param threads makes platform threads, one or two for each log: they wait for the disk
     * @throws Problem CONFLICT if another process, or another journal of this one, has it open; STORAGE_FULL if there is
     *     no space to begin (one with entries opens on a full disk too, and refuses appends); UNAVAILABLE if the directory cannot be used
     */
    public static Journal open(
            Path directory, JournalSettings settings, InstantSource clock, ThreadFactory threads) {
        try {
            FileChannel held = hold(Files.createDirectories(directory));
            try {
                return open(held, directory, settings, clock, threads);
            } catch (IOException | RuntimeException failed) {
                held.close();
                throw failed;
            }
        } catch (IOException unusable) {
            throw new Problem(
                    Problem.Code.UNAVAILABLE,
                    "the journal's directory cannot be used",
                    "Look at its permissions and its disk",
                    unusable);
        }
    }

    private static Journal open(
            FileChannel held, Path directory, JournalSettings settings, InstantSource clock, ThreadFactory threads)
            throws IOException {
        SegmentedLog<Prediction> predictions = SegmentedLog.open(
                "predictions", directory.resolve("predictions"), settings, new PredictionFormat(), clock, threads);
        try {
            SegmentedLog<Fact> facts = SegmentedLog.open(
                    "facts", directory.resolve("facts"), settings, new FactFormat(), clock, threads);
            return new Journal(held, predictions, facts);
        } catch (IOException | RuntimeException failed) {
            predictions.close();
            throw failed;
        }
    }

    private static FileChannel hold(Path directory) throws IOException {
        FileChannel channel = FileChannel.open(
                directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Optional<FileLock> lock;
        try {
            lock = Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException ours) {
            LOG.debug("this process has the directory open already", ours);
            lock = Optional.empty();
        }
        if (lock.isEmpty()) {
            channel.close();
            throw new Problem(
                    Problem.Code.CONFLICT,
                    "the journal is in use by another process",
                    "Stop the server that runs on this data directory, or give this one another");
        }
        return channel;
    }

    public Log<Prediction> predictions() {
        return predictions;
    }

    public Log<Fact> facts() {
        return facts;
    }

    /** The notices among the facts: the same log, read without the rest. */
    public Log<Fact.Notice> notices() {
        return new NoticeLog(facts);
    }

    /** The latest request id there was when this journal was opened: new ones must come after it. */
    public Optional<UUID> lastId() {
        return lastId;
    }

    /** Lets appends under way finish. Appends from then on are refused, readers get nothing more. */
    @Override
    public void close() {
        predictions.close();
        facts.close();
        try {
            held.close();
        } catch (IOException failed) {
            LOG.warn("the journal's lock could not be given back; it ends with this process", failed);
        }
    }
}
