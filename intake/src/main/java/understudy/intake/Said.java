package understudy.intake;

/** What another platform's version answered. */
public sealed interface Said {
    /** By the names of outputs, or in their order. */
    record Outputs(Given values) implements Said {}

    /** Of one row: the probability of the positive class, or the predicted value. */
    record Score(double score) implements Said {}

    /** @param why in the platform's words */
    record Failed(String why) implements Said {}
}
