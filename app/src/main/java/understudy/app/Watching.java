package understudy.app;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import understudy.core.AuditSink;
import understudy.core.Problem;
import understudy.http.Watches;
import understudy.profiles.AnsweredRows;
import understudy.profiles.RowSource;
import understudy.references.DataFiles;
import understudy.references.References;
import understudy.storage.Database;

/** Builds what watches data and answers: part of {@link Wiring}, in a file of its own. */
final class Watching {
    private final References references;

    /** @param background threads that let callers go first */
    Watching(Database database, AuditSink audit, InstantSource clock, ThreadFactory background) {
        this.references =
                new References(database.references(), DataFiles.texts(), new NoTraffic(), audit, clock, background);
    }

    /** What the endpoints show. */
    Watches watches() {
        return new Watches(references);
    }

    /** Until the archive reads rows out. */
    private record NoTraffic() implements AnsweredRows {
        private static final Problem REFUSAL = new Problem(
                Problem.Code.UNPROCESSABLE, "traffic cannot be read yet", "Give a file");

        @Override
        public RowSource open(Stretch stretch, Labels labels) {
            throw REFUSAL;
        }

        @Override
        public List<Volume> volumes(String model, Instant from, Instant to, Duration step) {
            throw REFUSAL;
        }

        @Override
        public Instant keptSince() {
            throw REFUSAL;
        }
    }
}
