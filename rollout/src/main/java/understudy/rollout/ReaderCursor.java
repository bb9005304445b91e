package understudy.rollout;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import understudy.core.Cursors;
import understudy.core.Fact;
import understudy.journal.Log;
import understudy.journal.LogReader;

/**
 * Finds out how far a reader came. The truth is in its last block in the facts log; what is kept beside it is only where
 * in that log to begin looking, so nothing can disagree with what was written. For one thread.
 */
final class ReaderCursor {
    private static final long SAVE_EVERY_NANOS = 1_000_000_000;

    private final Cursors cursors;
    private final Log<Fact> facts;
    private final String reader;
    private long savedAt = System.nanoTime() - SAVE_EVERY_NANOS;

    ReaderCursor(Cursors cursors, Log<Fact> facts, String reader) {
        this.cursors = cursors;
        this.facts = facts;
        this.reader = reader;
    }

    /** Where to go on in the predictions log. @param from where a reader begins that has written nothing yet */
    long resume(long from) {
        OptionalLong kept = cursors.find(reader);
        if (kept.isEmpty()) {
            // before the first block, so that a reader with blocks always has a place to look for them from
            cursors.save(reader, facts.end());
            return from;
        }
        boolean lost = kept.getAsLong() > facts.end();
        long through = from;
        try (LogReader<Fact> blocks = facts.read(lost ? facts.start() : kept.getAsLong())) {
            Optional<LogReader.Entry<Fact>> entry = blocks.next(Duration.ZERO);
            while (entry.isPresent()) {
                if (entry.get().value() instanceof Fact.ShadowAnswers block && block.reader().equals(reader)) {
                    through = Math.max(through, block.through());
                }
                entry = blocks.next(Duration.ZERO);
            }
        }
        return through;
    }

    /** @param block position of the reader's last block in the facts log */
    void wrote(long block) {
        long now = System.nanoTime();
        if (now - savedAt >= SAVE_EVERY_NANOS) {
            cursors.save(reader, block);
            savedAt = now;
        }
    }
}
