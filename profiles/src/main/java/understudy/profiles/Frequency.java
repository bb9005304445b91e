package understudy.profiles;

/** A value and how often it was seen: at least {@code count} times, at most {@code count + error}. */
public record Frequency(String value, long count, long error) {}
