package understudy.api;

import java.util.List;
import java.util.Optional;

/**
 * Runs versions over past requests, side by side.
 *
 * @param version the only one; or else {@code versions}
 * @param versions each once; they share the error rate
 * @param from inclusive: a time, or how long ago ({@code 7d})
 * @param to exclusive, likewise; now where absent
 */
public record BacktestRequest(Optional<Integer> version, List<Integer> versions, String from, Optional<String> to) {}
