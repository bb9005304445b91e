package understudy.performance;

import java.util.List;
import understudy.estimation.Attribution;
import understudy.estimation.Estimate;

/**
 * Why a number changed, in its own units.
 *
 * @param metric {@code auc}, {@code mean_score}, …
 * @param against what the stretch was held against, in words
 * @param estimated whether both numbers are estimates, as the stretch has too few labels
 * @param found the change with effective rows, residual and why it is withheld; its shares are those below
 * @param shares largest first
 * @param sentence the change and its largest parts
 */
public record Causes(
        CausesQuestion question,
        int version,
        String metric,
        String against,
        boolean estimated,
        Attribution found,
        List<Part> shares,
        String sentence,
        List<String> remarks) {
    public Causes {
        shares = List.copyOf(shares);
        remarks = List.copyOf(remarks);
    }

    /** @param moved in the player's features, most first; empty for {@code P(Y|X)} */
    public record Part(String player, Estimate effect, List<Moved> moved) {
        public Part {
            moved = List.copyOf(moved);
        }
    }

    /**
     * How one feature differs.
     *
     * @param distance 0 to 1: Kolmogorov–Smirnov of a number, total variation of a category
     * @param then mean there, of a number; NaN for a category
     * @param now in the stretch
     */
    public record Moved(String feature, double distance, double then, double now, String sentence) {}
}
