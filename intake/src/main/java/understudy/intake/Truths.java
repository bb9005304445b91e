package understudy.intake;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Where labels go that came together with predictions. */
public interface Truths {
    /**
     * @param at when it became true: not known better than the time of the prediction
     * @param together whether it came with its prediction, so that nobody says how long it took; not of one that came when the
     *     prediction was there already
     */
    record Truth(UUID request, String value, Instant at, boolean together) {}

    /** All are for predictions that are in the journal, and can be read by the model. */
    void submit(String model, List<Truth> truths, String by);
}
