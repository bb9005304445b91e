package understudy.testkit;

import understudy.journal.JournalSettings;

class ProcessLogTest extends LogContract {
    @Override
    protected Logs open(long retentionBytes) {
        return JournalLogs.open(directory, JournalSettings.Durability.PROCESS, retentionBytes);
    }
}
