package understudy.api;

import java.util.Optional;

/** A number with its interval; bounds are absent where nobody knows them. */
public record EstimateView(double value, Optional<Double> low, Optional<Double> high) {}
