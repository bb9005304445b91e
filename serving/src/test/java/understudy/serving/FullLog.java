package understudy.serving;

import java.time.Instant;
import understudy.core.Prediction;
import understudy.core.Problem;
import understudy.journal.Log;
import understudy.journal.LogReader;
import understudy.journal.LogStatus;

/** A log whose disk is full. */
final class FullLog implements Log<Prediction> {
    @Override
    public long append(Prediction entry) {
        throw new Problem(Problem.Code.STORAGE_FULL, "the disk is full", "Make room");
    }

    @Override
    public LogReader<Prediction> read(long from) {
        throw new UnsupportedOperationException("nothing was kept");
    }

    @Override
    public long start() {
        return 0;
    }

    @Override
    public long end() {
        return 0;
    }

    @Override
    public long seek(Instant time) {
        return 0;
    }

    @Override
    public LogStatus status() {
        return new LogStatus(0, 0, 0, 1, 0, true, 0);
    }
}
