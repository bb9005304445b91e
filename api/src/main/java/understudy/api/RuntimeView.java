package understudy.api;

import java.util.List;

/**
 * A technology that models may be written in.
 *
 * @param kind {@code built-in}, {@code pack} or {@code plugin}
 * @param state {@code installed}, {@code available}, or why it is not loaded
 * @param bytes what its libraries take; 0 for what is built in
 */
public record RuntimeView(String name, String kind, String state, String description, String licence, long bytes) {
    public record Page(List<RuntimeView> runtimes) {}
}
