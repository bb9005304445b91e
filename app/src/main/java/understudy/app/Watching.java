package understudy.app;

import java.time.InstantSource;
import java.util.concurrent.ThreadFactory;
import understudy.core.AuditSink;
import understudy.http.Watches;
import understudy.references.References;
import understudy.storage.DataFiles;
import understudy.storage.Database;
import understudy.storage.DuckArchive;

/** Builds what watches data and answers: part of {@link Wiring}, in a file of its own. */
final class Watching {
    private final References references;

    /** @param background threads that let callers go first */
    Watching(Database database, DuckArchive archive, AuditSink audit, InstantSource clock, ThreadFactory background) {
        this.references = new References(
                database.references(),
                (file, options) -> DataFiles.open(file, String.valueOf(file.getFileName()), options),
                archive.answeredRows(),
                audit,
                clock,
                background);
    }

    /** What the endpoints show. */
    Watches watches() {
        return new Watches(references);
    }
}
