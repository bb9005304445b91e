package understudy.performance;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import understudy.estimation.Fairness;

/**
 * Whether groups were treated alike over a stretch of time.
 *
 * @param by how rows were parted
 * @param threshold a score at or above it is a positive decision
 * @param against the group the others are held against
 * @param fairness empty where there are fewer than two groups, or the one of comparison is too small to say anything
 * @param groups rows, answers and labels of each, largest first
 */
public record FairnessReport(
        String model,
        int version,
        String by,
        Instant from,
        Instant to,
        double threshold,
        String against,
        Optional<Fairness> fairness,
        List<Size> groups,
        List<String> remarks) {
    public FairnessReport {
        groups = List.copyOf(groups);
        remarks = List.copyOf(remarks);
    }

    /** @param labelled rows with a score and a label */
    public record Size(String group, long rows, long labelled, boolean tooSmall) {}
}
