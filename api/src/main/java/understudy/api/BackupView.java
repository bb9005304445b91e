package understudy.api;

/** What a backup wrote, and where. */
public record BackupView(String path, long files, long bytes) {}
