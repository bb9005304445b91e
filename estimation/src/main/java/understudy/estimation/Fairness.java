package understudy.estimation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether groups of people are treated alike: each group's rates with intervals, and its difference and ratio to one
 * group that the others are held against. Which difference matters is for people to say; all are shown.
 *
 * @param groups every group, in the order given
 * @param parities every other group against the one of comparison
 */
public record Fairness(List<Rates> groups, List<Parity> parities) {
    /** |SPD| up to this is TrustyAI's band for fair; so is a ratio from 0.8, the four-fifths rule, to 1.2. */
    static final double MOST_DIFFERENCE = 0.1;

    static final double LEAST_RATIO = 0.8;
    static final double MOST_RATIO = 1.2;

    /** A rate over fewer rows is shown as too small to judge by. */
    static final long FEWEST = 30;

    public Fairness {
        groups = List.copyOf(groups);
        parities = List.copyOf(parities);
    }

    /**
     * What is known of a group.
     *
     * @param selected how many were decided positive, 0 to {@code rows}
     * @param labelled the rows whose label has come, if any; with the threshold asked for
     */
    public record Group(String name, long rows, long selected, Optional<LabelledScores> labelled) {
        public Group {
            if (selected < 0 || selected > rows) {
                throw new IllegalArgumentException(
                        "selected: " + selected + " (expected: 0 to rows, " + rows + ", of " + name + ")");
            }
        }
    }

    /** A share and how many rows it was made of. */
    public record Rate(Estimate share, double successes, double rows) {
        static Rate of(double successes, double rows) {
            return new Rate(Estimate.share(successes, rows), successes, rows);
        }

        public boolean tooSmall() {
            return rows < FEWEST;
        }
    }

    /**
     * A group's rates. Those that need labels are over labelled rows; unknown without any.
     *
     * @param precision share of positives among those decided positive
     * @param bias mean score − share of positives: above 0 where scores are too high for this group
     * @param tooSmall whether it has fewer rows than were asked for
     */
    public record Rates(
            String group,
            Rate selection,
            Rate truePositive,
            Rate falsePositive,
            Rate falseNegative,
            Rate precision,
            Estimate bias,
            double expectedCalibrationError,
            boolean tooSmall) {}

    /** What an interval says of the band for fair. */
    public enum Finding {
        /** All of it lies within. */
        WITHIN,
        /** All of it lies outside. */
        OUTSIDE,
        /** Part of it does: more rows will tell. */
        UNCLEAR,
        /** One of the two has too few rows. */
        TOO_SMALL
    }

    /**
     * One group against the group of comparison.
     *
     * @param statisticalParity SPD, selection rate − selection rate there, with Newcombe's interval (1998, method 10)
     * @param disparateImpact DI, the ratio of the two, with the interval of its logarithm (Katz et al. 1978)
     * @param equalOpportunity true positive rate − the one there
     * @param falsePositives false positive rate − the one there
     * @param equalisedOdds the larger of the last two without its sign
     * @param parity finding of SPD
     * @param impact finding of DI
     * @param opportunity finding of the equal opportunity
     */
    public record Parity(
            String group,
            String against,
            Estimate statisticalParity,
            Estimate disparateImpact,
            Estimate equalOpportunity,
            Estimate falsePositives,
            double equalisedOdds,
            Finding parity,
            Finding impact,
            Finding opportunity) {}

    /**
     * @param against name of the group the others are held against, usually the largest or the privileged one
     * @param threshold of decisions, for the rates that need labels
     * @param fewestRows groups of fewer are marked as too small, and nothing is found about them
     */
    public static Fairness of(List<Group> groups, String against, double threshold, long fewestRows) {
        List<Rates> rates = groups.stream()
                .map(group -> rates(group, threshold, fewestRows))
                .toList();
        Rates compared = rates.stream()
                .filter(rate -> rate.group.equals(against))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("against: " + against + " (expected: one of "
                        + groups.stream().map(Group::name).toList() + ")"));
        List<Parity> parities = new ArrayList<>();
        for (Rates rate : rates) {
            if (rate != compared) {
                parities.add(parity(rate, compared));
            }
        }
        return new Fairness(rates, parities);
    }

    private static Rates rates(Group group, double threshold, long fewestRows) {
        LabelledScores labelled = group.labelled.orElseGet(() -> new LabelledScores(threshold));
        Confusion counts = labelled.confusion(threshold);
        double negatives = counts.falsePositives() + counts.trueNegatives();
        LabelledScores.CalibrationError calibration = labelled.calibration();
        return new Rates(
                group.name,
                Rate.of(group.selected, group.rows),
                Rate.of(counts.truePositives(), counts.positives()),
                Rate.of(counts.falsePositives(), negatives),
                Rate.of(counts.falseNegatives(), counts.positives()),
                Rate.of(counts.truePositives(), counts.selected()),
                calibration.bias(),
                calibration.expectedCalibrationError(),
                group.rows < fewestRows);
    }

    private static Parity parity(Rates group, Rates against) {
        Estimate selection = difference(group.selection, against.selection);
        Estimate impact = ratio(group.selection, against.selection);
        Estimate opportunity = difference(group.truePositive, against.truePositive);
        Estimate falsePositives = difference(group.falsePositive, against.falsePositive);
        boolean small = group.tooSmall || against.tooSmall;
        boolean fewSelected = small || group.selection.tooSmall() || against.selection.tooSmall();
        boolean fewPositives = small || group.truePositive.tooSmall() || against.truePositive.tooSmall();
        return new Parity(
                group.group,
                against.group,
                selection,
                impact,
                opportunity,
                falsePositives,
                Math.max(Math.abs(opportunity.value()), Math.abs(falsePositives.value())),
                finding(selection, -MOST_DIFFERENCE, MOST_DIFFERENCE, fewSelected),
                finding(impact, LEAST_RATIO, MOST_RATIO, fewSelected),
                finding(opportunity, -MOST_DIFFERENCE, MOST_DIFFERENCE, fewPositives));
    }

    /** Newcombe: each side's Wilson bounds, put together by their squares. */
    static Estimate difference(Rate a, Rate b) {
        Estimate p = a.share;
        Estimate q = b.share;
        double difference = p.value() - q.value();
        return new Estimate(
                difference,
                difference - Math.hypot(p.value() - p.low(), q.high() - q.value()),
                difference + Math.hypot(p.high() - p.value(), q.value() - q.low()));
    }

    /** Unbounded above, and 0 below, where one side has no success. */
    static Estimate ratio(Rate a, Rate b) {
        double ratio = a.share.value() / b.share.value();
        if (Double.isNaN(ratio)) {
            return Estimate.unknown();
        }
        if (a.successes == 0 || b.successes == 0) {
            return new Estimate(ratio, 0, Double.POSITIVE_INFINITY);
        }
        double error = Math.sqrt((1 - a.share.value()) / a.successes + (1 - b.share.value()) / b.successes);
        double factor = Math.exp(Estimate.Z * error);
        return new Estimate(ratio, ratio / factor, ratio * factor);
    }

    private static Finding finding(Estimate estimate, double least, double most, boolean tooSmall) {
        if (tooSmall || !estimate.isKnown()) {
            return Finding.TOO_SMALL;
        }
        if (estimate.low() >= least && estimate.high() <= most) {
            return Finding.WITHIN;
        }
        return estimate.high() < least || estimate.low() > most ? Finding.OUTSIDE : Finding.UNCLEAR;
    }
}
