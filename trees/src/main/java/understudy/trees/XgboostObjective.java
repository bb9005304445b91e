package understudy.trees;

import understudy.trees.Ensemble.Answer;

/**
 * What an objective of XGBoost makes of the margins.
 *
 * @param logitBase whether {@code base_score} is a probability whose margin is its logit
 */
record XgboostObjective(Answer answer, Link.Kind link, boolean logitBase) {
    static XgboostObjective of(String where, String name) {
        return switch (name) {
            case "binary:logistic" -> new XgboostObjective(Answer.PROBABILITY, Link.Kind.LOGISTIC, true);
            case "reg:logistic" -> new XgboostObjective(Answer.VALUE, Link.Kind.LOGISTIC, true);
            case "binary:logitraw" -> new XgboostObjective(Answer.VALUE, Link.Kind.IDENTITY, false);
            case "binary:hinge" -> new XgboostObjective(Answer.VALUE, Link.Kind.STEP, false);
            case "multi:softprob" -> new XgboostObjective(Answer.PROBABILITIES, Link.Kind.SOFTMAX, false);
            case "multi:softmax" -> new XgboostObjective(Answer.CLASS, Link.Kind.SOFTMAX, false);
            case "count:poisson", "reg:gamma", "reg:tweedie", "survival:cox", "survival:aft" ->
                new XgboostObjective(Answer.VALUE, Link.Kind.EXPONENTIAL, false);
            case "reg:squarederror", "reg:linear", "reg:squaredlogerror", "reg:pseudohubererror",
                    "reg:absoluteerror", "reg:quantileerror", "rank:pairwise", "rank:ndcg", "rank:map" ->
                new XgboostObjective(Answer.VALUE, Link.Kind.IDENTITY, false);
            default -> throw Refusal.unsupported(
                    where + ": objective '" + name + "' is not known", "Objectives of XGBoost 1.0 to 3.x are read.");
        };
    }

    /** The margin that {@code base_score} stands for, rounded as the library rounds it. */
    double margin(double baseScore) {
        if (logitBase) {
            return (float) -Math.log(1 / baseScore - 1);
        }
        return link == Link.Kind.EXPONENTIAL ? (float) Math.log(baseScore) : baseScore;
    }
}
