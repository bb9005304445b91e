package understudy.intake;

import java.time.Duration;

/**
 * @param retention of the archive: what was answered before would be deleted at once
 * @param ahead how far another clock may be before ours
 * @param remembered ids of late, of each of two generations
 * @param waitingBytes of requests whose responses have not come, and the other way round
 * @param waiting how long they wait for each other
 */
public record IntakeSettings(Duration retention, Duration ahead, int remembered, long waitingBytes, Duration waiting) {
    public static IntakeSettings standard(Duration retention) {
        return new IntakeSettings(retention, Duration.ofMinutes(5), 1 << 18, 64L << 20, Duration.ofMinutes(10));
    }
}
