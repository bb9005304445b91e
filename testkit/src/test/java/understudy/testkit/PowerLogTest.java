package understudy.testkit;

import understudy.journal.JournalSettings;

class PowerLogTest extends LogContract {
    @Override
    protected Logs open(long retentionBytes) {
        return JournalLogs.open(directory, JournalSettings.Durability.POWER, retentionBytes);
    }
}
