package understudy.references;

import java.util.Optional;

/**
 * Which columns of a file are no features.
 *
 * @param score the probability of the positive class, or the predicted value; of a model of several classes what stands
 *     before the dot in {@code score.CLASS}
 * @param scorePrefix of a model of several classes: what stands before each class's name, with its own dot if it has one
 * @param label what became true
 * @param time when a row happened
 * @param positive the label that stands for the model's positive class, where the file calls it by another name
 * @param ask whether the version is asked for the scores, since no column has them
 */
public record FileRoles(
        Optional<String> score,
        Optional<String> scorePrefix,
        Optional<String> label,
        Optional<String> time,
        Optional<String> positive,
        boolean ask) {
    public static final FileRoles NONE =
            new FileRoles(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);
}
