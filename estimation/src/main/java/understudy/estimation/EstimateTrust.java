package understudy.estimation;

import java.util.List;

/**
 * How far estimates made before labels came were from what the labels then said, and what follows for the next one.
 *
 * <p>The rule: of the last twelve windows whose labels matured, one where the estimate's band and the realised interval
 * don't meet is a miss. Under three windows nothing is known; up to one miss in twelve is what good estimates may have;
 * more makes them doubtful, and more than half makes them useless, as then the relation between inputs and outcomes is
 * no longer the reference's.
 *
 * @param windows that were looked at, at most twelve
 * @param bias mean of estimated − realised: above 0 where estimates promise too much; NaN without windows, as below
 * @param meanAbsoluteError mean of |estimated − realised|
 */
public record EstimateTrust(Level level, int windows, int misses, double bias, double meanAbsoluteError) {
    private static final int REMEMBERED = 12;
    private static final int FEWEST = 3;
    private static final int FORGIVEN = 1;

    /** What the rule says of the next estimate. */
    public enum Level {
        /** Fewer than three windows have labels: show it as untested. */
        UNTESTED,
        /** Use it. */
        SOUND,
        /** Show it with its band widened by the past error, and let no alarm come from it alone. */
        DOUBTFUL,
        /** Don't show a number; wait for labels. */
        USELESS
    }

    /** One metric of one window. @param estimated with its band @param realised from mature labels, with its interval */
    public record Past(Estimate estimated, Estimate realised) {}

    /** @param windows oldest first; those where one of the two is unknown are left out */
    public static EstimateTrust of(List<Past> windows) {
        List<Past> known = windows.stream()
                .filter(past -> past.estimated.isKnown() && past.realised.isKnown())
                .toList();
        List<Past> last = known.subList(Math.max(0, known.size() - REMEMBERED), known.size());
        int misses = (int) last.stream()
                .filter(past -> !past.estimated.overlaps(past.realised))
                .count();
        double bias = 0;
        double distance = 0;
        for (Past past : last) {
            double miss = past.estimated.value() - past.realised.value();
            bias += miss / last.size();
            distance += Math.abs(miss) / last.size();
        }
        return new EstimateTrust(
                level(last.size(), misses),
                last.size(),
                misses,
                last.isEmpty() ? Double.NaN : bias,
                last.isEmpty() ? Double.NaN : distance);
    }

    private static Level level(int windows, int misses) {
        if (windows < FEWEST) {
            return Level.UNTESTED;
        }
        if (2 * misses > windows) {
            return Level.USELESS;
        }
        return misses > FORGIVEN ? Level.DOUBTFUL : Level.SOUND;
    }

    /** The next estimate as it may be shown: unknown where useless, wider by the past error where doubtful. */
    public Estimate applied(Estimate next) {
        return switch (level) {
            case UNTESTED, SOUND -> next;
            case DOUBTFUL -> next.widened(meanAbsoluteError);
            case USELESS -> Estimate.unknown();
        };
    }
}
