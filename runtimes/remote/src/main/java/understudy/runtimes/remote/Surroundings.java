package understudy.runtimes.remote;

import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What the runtime needs of the world.
 *
 * @param environment a variable by its name
 * @param nanos a clock that only runs forward
 * @param random evenly from 0 to 1
 * @param pause lets time pass before another try
 */
record Surroundings(
        Function<String, Optional<String>> environment,
        Destinations destinations,
        LongSupplier nanos,
        DoubleSupplier random,
        Pause pause) {
    interface Pause {
        void of(Duration time) throws InterruptedException;
    }
}
