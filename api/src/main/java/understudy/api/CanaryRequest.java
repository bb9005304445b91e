package understudy.api;

/**
 * Lets a version answer a share of callers.
 *
 * @param share above 0, at most 1
 */
public record CanaryRequest(int version, double share) {}
