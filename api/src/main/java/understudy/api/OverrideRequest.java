package understudy.api;

/** A person decided otherwise than the rule did. */
public record OverrideRequest(String action, String reason) {}
