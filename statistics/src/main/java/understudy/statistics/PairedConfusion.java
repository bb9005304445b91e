package understudy.statistics;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Decisions of two versions at their operating thresholds, with the truth: eight counts, from which F1, precision and
 * recall of both and the variance of their difference follow. The variance is that of the linearised ratio (delta
 * method), so {@link ConfidenceSequence#interval(PairedEstimate)} applies. Shards merge exactly. Not safe for several
 * threads.
 */
public final class PairedConfusion {
    /** Fewer positives, and the ratios are not near enough to linear. */
    public static final long LEAST_POSITIVES = 50;

    /** Fewer rows decided differently, and the variance of the difference is not known. */
    public static final long LEAST_DISCORDANT = 25;

    private static final int CHAMPION = 4;
    private static final int CHALLENGER = 2;
    private static final int POSITIVE = 1;

    /** At the sum of the three above that hold. */
    private final long[] counts = new long[8];

    /** @param champion whether it said "positive"; so the challenger */
    public void add(boolean champion, boolean challenger, boolean positive) {
        counts[(champion ? CHAMPION : 0) + (challenger ? CHALLENGER : 0) + (positive ? POSITIVE : 0)]++;
    }

    public void merge(PairedConfusion other) {
        for (int cell = 0; cell < counts.length; cell++) {
            counts[cell] += other.counts[cell];
        }
    }

    public long units() {
        return count(0);
    }

    public long positives() {
        return count(POSITIVE);
    }

    /** Rows on which the two decided differently. */
    public long discordant() {
        return count(CHAMPION) + count(CHALLENGER) - 2 * count(CHAMPION + CHALLENGER);
    }

    /** Whether enough was seen for a finding. */
    public boolean isReady() {
        return positives() >= LEAST_POSITIVES && discordant() >= LEAST_DISCORDANT;
    }

    /** Rows on which only the champion was right; with {@link #challengerOnlyRight()} what {@link McNemar} takes. */
    public long championOnlyRight() {
        return counts[CHAMPION + POSITIVE] + counts[CHALLENGER];
    }

    public long challengerOnlyRight() {
        return counts[CHALLENGER + POSITIVE] + counts[CHAMPION];
    }

    /** 2 TP / (2 TP + FP + FN); empty where a version has no such number. */
    public Optional<PairedEstimate> f1() {
        return estimate(Ratio.F1);
    }

    /** TP / (TP + FP); empty where a version never said "positive". */
    public Optional<PairedEstimate> precision() {
        return estimate(Ratio.PRECISION);
    }

    /** TP / (TP + FN); empty without positives. */
    public Optional<PairedEstimate> recall() {
        return estimate(Ratio.RECALL);
    }

    /** Empty where no row is positive, in truth or by the champion's word. */
    public OptionalDouble f1Champion() {
        return value(Ratio.F1, CHAMPION);
    }

    /** Empty where no row is positive, in truth or by the challenger's word. */
    public OptionalDouble f1Challenger() {
        return value(Ratio.F1, CHALLENGER);
    }

    /** A mean over rows divided by another: what a row adds above and below the line. */
    private enum Ratio {
        F1,
        PRECISION,
        RECALL;

        double above(boolean said, boolean positive) {
            return !said || !positive ? 0 : this == F1 ? 2 : 1;
        }

        double below(boolean said, boolean positive) {
            return switch (this) {
                case F1 -> (said ? 1 : 0) + (positive ? 1 : 0);
                case PRECISION -> said ? 1 : 0;
                case RECALL -> positive ? 1 : 0;
            };
        }
    }

    private Optional<PairedEstimate> estimate(Ratio ratio) {
        OptionalDouble champion = value(ratio, CHAMPION);
        OptionalDouble challenger = value(ratio, CHALLENGER);
        if (champion.isEmpty() || challenger.isEmpty()) {
            return Optional.empty();
        }
        double belowChampion = below(ratio, CHAMPION);
        double belowChallenger = below(ratio, CHALLENGER);
        double squares = 0;
        for (int cell = 0; cell < counts.length; cell++) {
            double influence = residual(ratio, CHALLENGER, cell, challenger.getAsDouble()) / belowChallenger
                    - residual(ratio, CHAMPION, cell, champion.getAsDouble()) / belowChampion;
            squares += counts[cell] * influence * influence;
        }
        return Optional.of(new PairedEstimate(champion.getAsDouble(), challenger.getAsDouble(), squares, units()));
    }

    private OptionalDouble value(Ratio ratio, int side) {
        double above = 0;
        for (int cell = 0; cell < counts.length; cell++) {
            above += counts[cell] * ratio.above((cell & side) != 0, (cell & POSITIVE) != 0);
        }
        double below = below(ratio, side);
        return below == 0 ? OptionalDouble.empty() : OptionalDouble.of(above / below);
    }

    private double below(Ratio ratio, int side) {
        double below = 0;
        for (int cell = 0; cell < counts.length; cell++) {
            below += counts[cell] * ratio.below((cell & side) != 0, (cell & POSITIVE) != 0);
        }
        return below;
    }

    private static double residual(Ratio ratio, int side, int cell, double value) {
        boolean said = (cell & side) != 0;
        boolean positive = (cell & POSITIVE) != 0;
        return ratio.above(said, positive) - value * ratio.below(said, positive);
    }

    /** Rows of all cells that have these bits. */
    private long count(int bits) {
        long sum = 0;
        for (int cell = 0; cell < counts.length; cell++) {
            sum += (cell & bits) == bits ? counts[cell] : 0;
        }
        return sum;
    }
}
