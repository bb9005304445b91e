package understudy.journal;

import java.time.Instant;
import understudy.core.Fact;

/**
 * The facts log as those see it who only want notices: the same positions, and readers that pass over all else at the
 * price of a checksum. Shadows write thousands of answers for each notice, so decoding them for each channel would cost
 * more than everything else a channel does.
 */
final class NoticeLog implements Log<Fact.Notice> {
    private final SegmentedLog<Fact> facts;
    private final NoticeFormat format = new NoticeFormat();

    NoticeLog(SegmentedLog<Fact> facts) {
        this.facts = facts;
    }

    @Override
    public long append(Fact.Notice notice) {
        return facts.append(notice);
    }

    @Override
    public LogReader<Fact.Notice> read(long from) {
        return facts.read(format, from);
    }

    @Override
    public long start() {
        return facts.start();
    }

    @Override
    public long end() {
        return facts.end();
    }

    @Override
    public long seek(Instant time) {
        return facts.seek(time);
    }

    @Override
    public LogStatus status() {
        return facts.status();
    }
}
