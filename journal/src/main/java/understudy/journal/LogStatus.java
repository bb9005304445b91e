package understudy.journal;

/**
 * @param appended entries since opening
 * @param refused appends refused for want of space since opening
 * @param bytes on disk
 * @param full whether the last append found no space
 * @param damaged entries, or stretches of bytes, that recovery and readers had to pass over since opening
 */
public record LogStatus(
        long start, long end, long appended, long refused, long bytes, boolean full, long damaged) {}
