package understudy.monitoring;

import java.time.Instant;
import java.util.Optional;

/**
 * What is remembered of one stream: kept in one transaction with what stands, so a kill at any moment changes no number.
 *
 * @param bins what it is held against; with another it begins anew
 * @param cursor rows before it are not read any more
 * @param from alarms are about what began from then on; what was before is only learnt from
 * @param low what the detector takes for 0, in the column's own unit
 * @param high what it takes for 1
 * @param rows fed since it began
 * @param recent mean of about the last thousand, 0 to 1
 * @param useless alarms that people called so
 * @param away the alarm that has not ended
 * @param last the last alarm there was
 */
@SuppressWarnings("ArrayRecordComponent") // a snapshot is written and read, never compared
public record StreamState(
        String model,
        String column,
        String detector,
        String bins,
        Instant cursor,
        Instant from,
        double low,
        double high,
        long rows,
        double recent,
        byte[] snapshot,
        int useless,
        Optional<Alarm> away,
        Optional<Alarm> last) {
    /**
     * @param at of the row that showed it
     * @param since when it began, as the detector guesses
     * @param before mean until then, 0 to 1
     * @param after mean since
     */
    public record Alarm(Instant at, Instant since, double before, double after) {}
}
