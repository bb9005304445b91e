package understudy.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import understudy.core.Problem;
import understudy.core.Task;

/**
 * A metric as a person names it: {@code auc}, {@code pinball@0.9}, {@code ndcg@10}.
 *
 * @param parameter the quantile of {@code pinball}, (0, 1); how many places of {@code ndcg} count, 1 to 1,000; 0 of others
 */
record Measure(MetricKind kind, double parameter) {
    private static final int MOST_PLACES = 1_000;

    Measure {
        boolean fits = switch (kind) {
            case PINBALL -> parameter > 0 && parameter < 1;
            case NDCG -> parameter >= 1 && parameter <= MOST_PLACES && parameter == Math.rint(parameter);
            case ACCURACY, LOG_LOSS, BRIER, COST, MAE, RMSE, AUC, PR_AUC, F1 -> parameter == 0;
        };
        if (!fits) {
            throw Problem.invalid("metric", kind.label() + "@" + parameter, "such as pinball@0.9 or ndcg@10");
        }
    }

    /** As {@link #parse} reads it. */
    String label() {
        return switch (kind) {
            case PINBALL -> kind.label() + "@" + parameter;
            case NDCG -> kind.label() + "@" + (int) parameter;
            case ACCURACY, LOG_LOSS, BRIER, COST, MAE, RMSE, AUC, PR_AUC, F1 -> kind.label();
        };
    }

    /** What a model of the task is shown by without asking; verdicts are about the first that has a pair. */
    static List<Measure> of(Task task, boolean costsKnown) {
        List<Measure> measures = new ArrayList<>();
        for (MetricKind kind : MetricKind.of(task)) {
            switch (kind) {
                case PINBALL -> {}
                case COST -> {
                    if (costsKnown) {
                        measures.add(new Measure(kind, 0));
                    }
                }
                case NDCG -> measures.add(new Measure(kind, 10));
                case ACCURACY, LOG_LOSS, BRIER, MAE, RMSE, AUC, PR_AUC, F1 -> measures.add(new Measure(kind, 0));
            }
        }
        return List.copyOf(measures);
    }

    /** @throws Problem INVALID, naming what a model of the task can be judged by */
    static Measure parse(String text, Task task) {
        String[] parts = text.strip().split("@", -1);
        for (MetricKind kind : MetricKind.of(task)) {
            if (kind.label().equals(parts[0]) && parts.length <= 2) {
                return new Measure(kind, parts.length == 2 ? number(parts[1], text) : standard(kind));
            }
        }
        throw Problem.invalid("metric", text, "one of " + MetricKind.of(task).stream()
                .map(MetricKind::label)
                .collect(Collectors.joining(", ")));
    }

    private static double standard(MetricKind kind) {
        return switch (kind) {
            case PINBALL -> 0.5;
            case NDCG -> 10;
            case ACCURACY, LOG_LOSS, BRIER, COST, MAE, RMSE, AUC, PR_AUC, F1 -> 0;
        };
    }

    private static double number(String digits, String text) {
        try {
            return Double.parseDouble(digits);
        } catch (NumberFormatException malformed) {
            throw Problem.invalid("metric", text, "such as pinball@0.9 or ndcg@10");
        }
    }
}
