package understudy.testkit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import understudy.journal.Log;
import understudy.journal.LogReader;
import understudy.journal.LogStatus;

/** A log that nobody reads while the test runs. */
public final class StillLog<E> implements Log<E> {
    public final List<E> entries = new ArrayList<>();
    public long end;

    @Override
    public long append(E entry) {
        entries.add(entry);
        return end++;
    }

    @Override
    public LogReader<E> read(long from) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long start() {
        return 0;
    }

    @Override
    public long end() {
        return end;
    }

    @Override
    public long seek(Instant time) {
        return end;
    }

    @Override
    public LogStatus status() {
        throw new UnsupportedOperationException();
    }
}
