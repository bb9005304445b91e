package understudy.api;

import java.util.Optional;

/**
 * Lets a version rehearse.
 *
 * @param from {@code now} (where absent), {@code beginning}, a time ({@code 2026-05-01T00:00:00Z}) or how long ago
 *     ({@code 7d}, {@code 12h}, {@code PT12H})
 * @param sample (0, 1] of keys it is shown; 1 where absent
 */
public record ShadowRequest(int version, Optional<String> from, Optional<Double> sample) {}
