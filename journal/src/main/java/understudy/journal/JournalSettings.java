package understudy.journal;

import java.time.Duration;
import understudy.core.Problem;

/**
 * @param durability what an append waits for
 * @param segmentBytes size of one segment file, 64 KB to 1 GB
 * @param retention sealed segments older than this are deleted
 * @param retentionBytes sealed segments are deleted, oldest first, beyond this many bytes
 */
public record JournalSettings(Durability durability, int segmentBytes, Duration retention, long retentionBytes) {
    public enum Durability {
        /** Survives the death of the process: nothing answered is lost by kill -9. */
        PROCESS,
        /** Survives a power cut: waits for the disk, many appends to one fsync. */
        POWER
    }

    public JournalSettings {
        if (segmentBytes < 64 << 10 || segmentBytes > 1 << 30) {
            throw Problem.invalid("journal.segment_bytes", segmentBytes, "65536 to 1073741824");
        }
    }

    public static JournalSettings standard() {
        return new JournalSettings(Durability.PROCESS, 64 << 20, Duration.ofDays(7), 20L << 30);
    }
}
