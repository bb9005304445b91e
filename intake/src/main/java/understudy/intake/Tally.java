package understudy.intake;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** What became of predictions since start, model by model. Safe for many threads. */
final class Tally {
    private final Map<String, Sums> sums = new ConcurrentHashMap<>();

    private final Map<String, Instant> newest = new ConcurrentHashMap<>();

    private record Sums(LongAdder taken, LongAdder repeated, LongAdder refused) {
        Sums() {
            this(new LongAdder(), new LongAdder(), new LongAdder());
        }
    }

    /** @param model one that is registered: others would fill the memory */
    void add(String model, long taken, long repeated, long refused) {
        Sums of = sums.computeIfAbsent(model, name -> new Sums());
        of.taken().add(taken);
        of.repeated().add(repeated);
        of.refused().add(refused);
    }

    void came(String model, int version, Instant at) {
        newest.merge(model + "@" + version, at, (one, other) -> one.isAfter(other) ? one : other);
    }

    Optional<Instant> newest(String model, int version) {
        return Optional.ofNullable(newest.get(model + "@" + version));
    }

    Map<String, Intake.Count> counts() {
        return sums.entrySet().stream().collect(Collectors.toMap(
                Map.Entry::getKey,
                each -> new Intake.Count(
                        each.getValue().taken().sum(), each.getValue().repeated().sum(), each.getValue().refused().sum()),
                (one, other) -> one, TreeMap::new));
    }
}
