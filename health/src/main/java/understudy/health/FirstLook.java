package understudy.health;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What to look at first, for whoever is on duty.
 *
 * @param text one paragraph of plain sentences, at most {@value #LONGEST} characters
 * @param needed whether something needs a person
 * @param alert the id of the alert it is about; empty where it is about none
 * @param columns it is about, most telling first
 * @param call who answers for the model; empty for nobody
 */
public record FirstLook(
        String model, Instant at, String text, boolean needed, Optional<String> alert, List<String> columns, String call) {
    static final int LONGEST = 1_500;

    public FirstLook {
        text = Words.shortened(text, LONGEST);
        columns = List.copyOf(columns);
    }
}
