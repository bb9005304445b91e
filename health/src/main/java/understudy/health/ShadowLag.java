package understudy.health;

import java.time.Duration;

/** How far a shadow is behind callers. @param behind age of the oldest request it has not seen */
public record ShadowLag(int version, Duration behind) {}
