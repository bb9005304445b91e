package understudy.api;

import java.util.List;
import java.util.Optional;

/**
 * Who is told of what. Absent fields are as usual.
 *
 * @param routes the first that matches counts; where none does, every channel is told
 * @param budgets the first whose models match counts; one false page a month where none does
 * @param escalateAfter how long nobody may answer before the next route is told, e.g. {@code 30m}
 * @param quiet what comes back within so long is the same alert, e.g. {@code 24h}
 * @param digestAt when in the day what can wait is told, e.g. {@code 08:00}
 * @param zone of that time, e.g. {@code Europe/Berlin}
 */
public record AlertRoutesView(
        List<Route> routes,
        List<Budget> budgets,
        Optional<String> escalateAfter,
        Optional<String> quiet,
        Optional<String> digestAt,
        Optional<String> zone) {
    /**
     * @param model a name, with {@code *} and {@code ?}; all where absent
     * @param severity at least
     * @param monitor begins so, in whole words; for notices that are no alerts their kind, e.g. {@code rollout}
     * @param channels by name; an empty list where nobody is to be told
     */
    public record Route(
            String name,
            Optional<String> model,
            Optional<String> severity,
            Optional<String> owner,
            Optional<String> monitor,
            Optional<Hours> hours,
            Optional<List<String>> channels) {}

    /**
     * @param days e.g. {@code monday}; every day where empty
     * @param from e.g. {@code 22:00}
     * @param to excluded; on the next day where it is not after {@code from}
     * @param zone UTC where absent
     */
    public record Hours(List<String> days, String from, String to, Optional<String> zone) {}

    /** @param falsePages a month */
    public record Budget(String model, double falsePages) {}
}
