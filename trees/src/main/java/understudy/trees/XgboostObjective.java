package understudy.trees;

import understudy.trees.Ensemble.Answer;

/**
 * What an objective of XGBoost makes of the margins.
 *
 * @param scale what {@code base_score} is told in
 */
record XgboostObjective(Answer answer, Link.Kind link, Scale scale) {
    /** XGBoost's {@code kRtEps}: the nearest that a probability comes to 0 and 1, and expectiles to each other. */
    static final double NEAREST = 1e-6f;

    enum Scale {
        /** The margin itself. */
        MARGIN,
        /** A probability, whose margin is its logit. */
        PROBABILITY,
        /** A positive number, whose margin is its logarithm. */
        POSITIVE,
        /** Rising numbers; the margin of each but the first is how far it is above the one before it. */
        RISING
    }

    static XgboostObjective of(String where, String name) {
        return switch (name) {
            case "binary:logistic" -> new XgboostObjective(Answer.PROBABILITY, Link.Kind.LOGISTIC, Scale.PROBABILITY);
            case "reg:logistic" -> new XgboostObjective(Answer.VALUE, Link.Kind.LOGISTIC, Scale.PROBABILITY);
            case "binary:hinge" -> new XgboostObjective(Answer.VALUE, Link.Kind.STEP, Scale.MARGIN);
            case "multi:softprob" -> new XgboostObjective(Answer.PROBABILITIES, Link.Kind.SOFTMAX, Scale.MARGIN);
            case "multi:softmax" -> new XgboostObjective(Answer.CLASS, Link.Kind.SOFTMAX, Scale.MARGIN);
            case "count:poisson", "reg:gamma", "reg:tweedie", "survival:cox", "survival:aft" ->
                new XgboostObjective(Answer.VALUE, Link.Kind.EXPONENTIAL, Scale.POSITIVE);
            case "reg:expectileerror" -> new XgboostObjective(Answer.VALUE, Link.Kind.RISING, Scale.RISING);
            case "reg:squarederror", "reg:linear", "reg:squaredlogerror", "reg:pseudohubererror",
                    "reg:absoluteerror", "reg:quantileerror", "reg:normal", "rank:pairwise", "rank:ndcg", "rank:map",
                    "binary:logitraw" ->
                new XgboostObjective(Answer.VALUE, Link.Kind.IDENTITY, Scale.MARGIN);
            default -> throw Refusal.unsupported(
                    where + ": objective '" + name + "' is not known",
                    "Objectives of XGBoost 0.4 to 3.x are read; train with one of them.");
        };
    }

    /** The margins that a {@code base_score} for each column stands for, rounded as the library rounds them. */
    double[] margins(double[] scores) {
        double[] margins = scores.clone();
        for (int i = scores.length - 1; i >= 0; i--) {
            margins[i] = (float) switch (scale) {
                case MARGIN -> scores[i];
                case PROBABILITY -> -Math.log(1 / inside(scores[i]) - 1);
                case POSITIVE -> Math.log(scores[i]);
                case RISING -> i == 0 ? scores[0] : inverseSoftplus(scores[i] - scores[i - 1] - NEAREST);
            };
        }
        return margins;
    }

    private static double inside(double probability) {
        return probability == 0 ? NEAREST : probability == 1 ? 1 - NEAREST : probability;
    }

    private static double inverseSoftplus(double gap) {
        double positive = Math.max(gap, NEAREST);
        return positive + Math.log1p(-Math.exp(-positive));
    }
}
