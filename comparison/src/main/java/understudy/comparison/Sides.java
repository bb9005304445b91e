package understudy.comparison;

import java.util.Optional;

/** Reads what the two of a pair said, alone and beside one another. */
final class Sides {
    /** Numbers closer than this share of the larger are the same. */
    private static final double SAME = 1e-6;

    private Sides() {}

    /** Probability of the positive class, the predicted number, or NaN where there is neither. */
    static double score(Pair.Side side) {
        double[] scores = side.scores();
        return switch (scores.length) {
            case 1 -> scores[0];
            case 2 -> scores[1];
            default -> Double.NaN;
        };
    }

    /** What the two scores are that can be compared: of several classes, the one the champion holds most likely. */
    static double[] compared(Pair pair) {
        double[] champion = pair.answered().scores();
        double[] challenger = pair.said().scores();
        if (champion.length < 3 || champion.length != challenger.length) {
            return new double[] {score(pair.answered()), score(pair.said())};
        }
        int best = 0;
        for (int i = 1; i < champion.length; i++) {
            best = champion[i] > champion[best] ? i : best;
        }
        return new double[] {champion[best], challenger[best]};
    }

    /**
     * Whether both said the same: action, else class, else number. An answer never agrees with a failure; empty where
     * both failed or nothing can be compared.
     */
    static Optional<Boolean> agree(Pair.Side champion, Pair.Side challenger) {
        if (champion.error().isPresent() || challenger.error().isPresent()) {
            return champion.error().isPresent() && challenger.error().isPresent()
                    ? Optional.empty()
                    : Optional.of(false);
        }
        if (champion.action().isPresent() && challenger.action().isPresent()) {
            return Optional.of(champion.action().equals(challenger.action()));
        }
        if (champion.predicted().isPresent() && challenger.predicted().isPresent()) {
            return Optional.of(champion.predicted().equals(challenger.predicted()));
        }
        double one = score(champion);
        double other = score(challenger);
        return Double.isNaN(one) || Double.isNaN(other)
                ? Optional.empty()
                : Optional.of(one == other
                        || Math.abs(one - other) <= SAME * Math.max(Math.abs(one), Math.abs(other)));
    }
}
