package understudy.api;

import java.util.Optional;

/**
 * Runs a version over past requests, as a shadow of then.
 *
 * @param from inclusive: a time, or how long ago ({@code 7d})
 * @param to exclusive, likewise; now where absent
 */
public record BacktestRequest(int version, String from, Optional<String> to) {}
