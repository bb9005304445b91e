package understudy.alerting;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import understudy.core.Fact;

/** Keeps alerts, what is to be told of them, and what people have ordered. Safe for many threads. */
public interface AlertStore {
    /**
     * Runs the work while nobody else writes; all it saves is kept, or nothing. Within another such work, or a change of
     * the metadata around it, it is part of that. On return, or when what is around it ends, it is durable.
     */
    <T> T alone(Supplier<T> work);

    /** Adds it, or takes the place of the one with its id. */
    void save(Alert alert);

    Optional<Alert> find(String id);

    /** At most two, since two are as bad as many. @param prefix digits and the letters a to f */
    List<Alert> beginning(String prefix);

    /** The last one opened. */
    Optional<Alert> latest(String model, String cause);

    /** Newest first. */
    List<Alert> find(Query query);

    /** Those whose {@link Alert.Telling#lookAt} has come, the longest due first. */
    List<Alert> toLookAt(Instant by, int most);

    /** When people said of this model's pages that they were not useful, oldest first. */
    List<Instant> uselessPages(String model, Instant from);

    /** By model and monitor. */
    List<Tally> tallies();

    /** Removes what is over and told and was closed before, and the oldest beyond {@code most}. @return how many */
    int forget(Instant before, int most);

    /** To be told; part of the change around it. */
    void leave(Fact.Notice notice);

    /** What was left and not yet told, in the order it was left; at most a thousand. */
    List<Fact.Notice> untold();

    void told(UUID notice);

    AlertSettings settings();

    void save(AlertSettings settings);

    /**
     * @param states by {@link Alert.State#word()}; any where empty
     * @param severity at least, by the order of the constants
     */
    record Query(Optional<String> model, List<String> states, Optional<Fact.Severity> severity, int limit) {
        public Query {
            states = List.copyOf(states);
        }
    }

    /**
     * @param answered of how many people said whether they were useful
     * @param useful of how many they said yes
     */
    record Tally(String model, String monitor, long alerts, long answered, long useful) {}
}
