package understudy.comparison;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a label says.
 *
 * @param classIndex position of the class in the model's order; for classifiers
 * @param number for regression
 */
public record Truth(OptionalInt classIndex, OptionalDouble number) {}
