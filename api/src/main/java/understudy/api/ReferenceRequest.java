package understudy.api;

import java.util.Optional;

/**
 * A reference of traffic.
 *
 * @param from a time, or how long ago ({@code 14d})
 * @param to as {@code from}; now where absent
 * @param of the version whose answers are taken; this one's where absent
 */
public record ReferenceRequest(String from, Optional<String> to, Optional<Integer> of) {}
