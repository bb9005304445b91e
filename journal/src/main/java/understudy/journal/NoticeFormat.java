package understudy.journal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.InstantSource;
import java.util.Optional;
import understudy.core.Fact;

/** The notices among the facts; other kinds are passed over by their first bytes, without being decoded. */
final class NoticeFormat implements Format<Fact.Notice> {
    private final FactFormat facts = new FactFormat();

    @Override
    public long length(Fact.Notice notice) {
        return facts.length(notice);
    }

    @Override
    public void write(Fact.Notice notice, MemorySegment memory, long at) {
        facts.write(notice, memory, at);
    }

    @Override
    public Optional<Fact.Notice> read(MemorySegment memory, long at, int length) {
        if (length < 2) {
            return Optional.empty();
        }
        byte kind = memory.get(ValueLayout.JAVA_BYTE, at + 1);
        if (kind != NOTICE && kind != LABELLED_NOTICE) {
            return Optional.empty();
        }
        return facts.read(memory, at, length).map(Fact.Notice.class::cast);
    }

    @Override
    public long receivedAt(Fact.Notice notice, InstantSource clock) {
        return facts.receivedAt(notice, clock);
    }
}
