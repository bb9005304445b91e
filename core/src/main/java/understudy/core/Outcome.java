package understudy.core;

import java.util.List;

/** What a version said for a request: an answer, or why there was none. */
public sealed interface Outcome {
    /**
     * @param outputs as the model's signature names them
     * @param actions one a row, from the version's decision rule; empty where it has none
     */
    record Answered(List<Column> outputs, List<String> actions) implements Outcome {
        public Answered {
            outputs = List.copyOf(outputs);
            actions = List.copyOf(actions);
        }
    }

    record Failed(Problem.Code code, String message) implements Outcome {}
}
