package understudy.performance;

import java.time.Instant;

/**
 * What a detector of worse answers is fed with: a window's mean loss of a labelled row, 0 (right) to 1. Of two classes the
 * squared error of the probability (Brier), of more whether the class was wrong, of a regression |error| / (4 · RMSE on the
 * reference), at most 1.
 *
 * @param ordinal counts up by one from window to window, whether or not there were rows
 * @param rows with a label and a score
 * @param variance of one row's loss
 */
public record LossWindow(long ordinal, Instant from, Instant to, int version, long rows, double mean, double variance) {}
