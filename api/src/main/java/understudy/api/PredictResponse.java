package understudy.api;

import java.util.List;
import java.util.Map;

/**
 * Answers in columns, each with an element for each row.
 *
 * @param role {@code champion} or {@code canary}
 * @param outputs by name; an output of several numbers a row has a list for each row
 * @param actions what the decision rule chose; empty where there is none
 */
public record PredictResponse(
        String model,
        int version,
        String role,
        List<String> predictionIds,
        Map<String, List<Object>> outputs,
        List<String> actions) {}
