package understudy.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A time in which alerts of some models are gathered and not told.
 *
 * @param model a name, with {@code *} and {@code ?}
 * @param state {@code planned}, {@code under_way} or {@code over}
 */
public record MaintenanceView(String id, String model, Instant from, Instant to, String reason, String by, String state) {
    public record Page(List<MaintenanceView> windows) {}

    /**
     * One of {@code to} and {@code duration} is there.
     *
     * @param from now where absent
     * @param duration e.g. {@code 4h}
     */
    public record Request(
            String model, Optional<Instant> from, Optional<Instant> to, Optional<String> duration, String reason) {}
}
