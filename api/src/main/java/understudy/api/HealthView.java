package understudy.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a model is.
 *
 * @param score the lowest of its parts', 0 (bad) to 100; absent where none is known
 */
public record HealthView(String model, Instant at, Optional<Double> score, List<Part> parts, FirstLook look) {
    /**
     * One side of it.
     *
     * @param name {@code availability}, {@code data}, {@code drift}, {@code performance}, {@code lag} or {@code alerts}
     * @param score absent while it is not known; then it does not count
     * @param sentence how the score came about, or what is missing for it
     * @param link path that tells more
     */
    public record Part(String name, Optional<Double> score, String sentence, List<Evidence> evidence, String link) {}

    public record Evidence(String name, String value) {}

    /**
     * What to look at first.
     *
     * @param text one paragraph of plain sentences
     * @param needed whether something needs a person
     * @param alert the alert's id; absent where it is about none
     * @param columns it is about, most telling first
     * @param call who answers for the model; empty for nobody
     */
    public record FirstLook(String text, boolean needed, Optional<String> alert, List<String> columns, String call) {}

    /** Worst first; those of which nothing is known last. */
    public record Page(List<HealthView> models) {}
}
