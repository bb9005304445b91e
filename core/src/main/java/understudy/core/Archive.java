package understudy.core;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Everything answered so far, searchable: what is in files and what came a moment ago. Every call sees all that was
 * journalled before it began. Safe for many threads.
 */
public interface Archive {
    /** Newest first. */
    List<Row> search(Query query);

    /** One prediction with its whole request. */
    Optional<Found> find(PredictionId id);

    /** Which of these requests of a model are there already; many at once cost little more than one. */
    Set<UUID> known(String model, Set<UUID> requests);

    /**
     * @param model all models when empty
     * @param where conditions that must all hold
     * @param limit 1 to 10,000
     */
    record Query(
            Optional<String> model,
            Optional<Integer> version,
            Optional<Role> role,
            Optional<String> key,
            Optional<Instant> from,
            Optional<Instant> to,
            List<Condition> where,
            int limit) {
        public Query {
            where = List.copyOf(where);
            if (limit < 1 || limit > 10_000) {
                throw Problem.invalid("limit", limit, "1 to 10000");
            }
        }

        public static Query newest(int limit) {
            return new Query(
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.empty(), List.of(), limit);
        }
    }

    /**
     * {@code score > 0.8}, {@code region = north}, {@code disagrees = 8} (with the shadow of that version),
     * {@code label = 1}, {@code action = decline}, {@code feature.age < 30}, {@code segment.region = north}.
     *
     * @param field {@code score}, {@code label}, {@code action}, {@code disagrees}, {@code error},
     *     {@code feature.NAME} or {@code segment.NAME}
     */
    record Condition(String field, Operator operator, String value) {}

    enum Operator {
        EQUAL("="),
        NOT_EQUAL("!="),
        LESS("<"),
        AT_MOST("<="),
        GREATER(">"),
        AT_LEAST(">=");

        private final String symbol;

        Operator(String symbol) {
            this.symbol = symbol;
        }

        public String symbol() {
            return symbol;
        }
    }

    /**
     * One prediction, flat.
     *
     * @param score probability of the positive class, or the predicted value; empty for other models and for errors
     * @param label as known now
     */
    record Row(
            PredictionId id,
            Instant receivedAt,
            String model,
            int version,
            Role role,
            Optional<String> key,
            Map<String, String> segments,
            Optional<Double> score,
            Optional<String> predicted,
            Optional<String> action,
            Optional<String> label,
            Optional<String> error,
            double latencyMillis,
            Map<String, String> features) {}

    /**
     * @param prediction the whole request the row was in
     * @param shadows what others said of that request
     * @param labels all labels of this row, oldest first
     */
    record Found(
            PredictionId id,
            Prediction prediction,
            List<Said> shadows,
            List<Fact.Label> labels,
            List<Fact.Override> overrides) {}

    record Said(int version, double latencyMillis, Outcome outcome) {}
}
