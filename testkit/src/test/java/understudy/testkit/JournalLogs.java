package understudy.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import understudy.core.Fact;
import understudy.core.Prediction;
import understudy.journal.Journal;
import understudy.journal.JournalSettings;
import understudy.journal.Log;

/** The real journal, with segments so small that every test goes through many. */
record JournalLogs(Journal journal) implements LogContract.Logs {
    static JournalLogs open(Path directory, JournalSettings.Durability durability, long retentionBytes) {
        JournalSettings settings = new JournalSettings(durability, 64 << 10, Duration.ofDays(7), retentionBytes);
        return new JournalLogs(Journal.open(
                directory,
                settings,
                InstantSource.fixed(Entries.FIRST),
                Thread.ofPlatform().daemon().name("journal").factory()));
    }

    @Override
    public Log<Prediction> predictions() {
        return journal.predictions();
    }

    @Override
    public Log<Fact> facts() {
        return journal.facts();
    }

    @Override
    public void close() {
        journal.close();
    }
}
