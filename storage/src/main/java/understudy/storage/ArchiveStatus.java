package understudy.storage;

/**
 * @param behind bytes of both logs not read yet
 * @param tailRows rows in memory
 * @param files Parquet files
 * @param bytes their size
 * @param expiredLabels labels deleted by age since start
 * @param orphans labels since start whose key named no prediction
 * @param overtaken times since start that the journal's retention overtook the archive
 */
public record ArchiveStatus(
        long behind, long tailRows, long files, long bytes, long expiredLabels, long orphans, long overtaken) {}
