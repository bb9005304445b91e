package understudy.core;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a label says.
 *
 * @param classIndex position of the class in the model's order; for classifiers
 * @param number for regression, and where the label of another model is one
 * @param text as it stands; for models that are neither classifier nor regression
 */
public record Truth(OptionalInt classIndex, OptionalDouble number, Optional<String> text) {}
