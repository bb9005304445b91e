package understudy.alerting;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import understudy.core.Fact;
import understudy.core.Problem;

/**
 * Who is told of what, when somebody else is asked, and how often a page may be wrong. People edit it as one document.
 *
 * @param routes the first that matches says who is told; where none does, every channel is
 * @param budgets the first whose models match counts; {@value #USUAL_FALSE_PAGES} a month where none does
 * @param escalateAfter how long nobody may answer before the next route is told; a minute to a week
 * @param quiet what comes back within so long after it was over is the same alert; up to 30 days
 * @param digestAt when in the day what can wait is told
 * @param zone of that time
 */
public record AlertRules(
        List<Route> routes, List<Budget> budgets, Duration escalateAfter, Duration quiet, LocalTime digestAt, ZoneId zone) {
    /** One false page a month: what most owners bear before they stop reading. */
    public static final double USUAL_FALSE_PAGES = 1;

    private static final int MOST = 200;
    private static final int LONGEST_PATTERN = 200;
    private static final double MOST_FALSE_PAGES = 1_000;
    private static final Duration SHORTEST_ESCALATION = Duration.ofMinutes(1);
    private static final Duration LONGEST_ESCALATION = Duration.ofDays(7);
    private static final Duration LONGEST_QUIET = Duration.ofDays(30);
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,60}");

    /** @throws Problem INVALID naming the field */
    public AlertRules {
        routes = List.copyOf(routes);
        budgets = List.copyOf(budgets);
        few("routes", routes);
        few("budgets", budgets);
        Set<String> names = new HashSet<>();
        for (Route route : routes) {
            if (!names.add(route.name())) {
                throw Problem.invalid("routes.name", route.name(), "a name that no other route has");
            }
        }
        between("escalate_after", escalateAfter, SHORTEST_ESCALATION, LONGEST_ESCALATION);
        between("quiet", quiet, Duration.ZERO, LONGEST_QUIET);
    }

    /** Everything to everybody; nothing answered for half an hour is told again, and a day passes before it is news. */
    public static AlertRules standard() {
        return new AlertRules(
                List.of(), List.of(), Duration.ofMinutes(30), Duration.ofDays(1), LocalTime.of(8, 0), ZoneOffset.UTC);
    }

    /**
     * What a route looks at.
     *
     * @param model the empty string for none
     * @param monitor of an alert; the kind of any other notice, e.g. {@code rollout.rolled_back}
     */
    public record Subject(String model, Fact.Severity severity, String owner, String monitor) {}

    /**
     * @param model a name, with {@code *} and {@code ?}
     * @param severity at least
     * @param owner exactly; the empty string for anybody
     * @param monitor begins so, in whole words: {@code data} is {@code data.drift} too; the empty string for all
     * @param channels by name; none where nobody is to be told
     */
    public record Route(
            String name,
            String model,
            Fact.Severity severity,
            String owner,
            String monitor,
            Optional<Hours> hours,
            List<String> channels) {
        public Route {
            channels = List.copyOf(channels);
            if (!NAME.matcher(name).matches()) {
                throw Problem.invalid("routes.name", name, "1 to 61 lower-case letters, digits and dashes");
            }
            pattern("routes.model", model);
            if (owner.length() > LONGEST_PATTERN || monitor.length() > LONGEST_PATTERN) {
                throw Problem.invalid("routes", name, "owner and monitor of at most " + LONGEST_PATTERN + " characters");
            }
            if (channels.size() > 32) {
                throw Problem.invalid("routes.channels", channels.size(), "at most 32");
            }
        }

        boolean matches(Subject subject, Instant at) {
            return Glob.matches(model, subject.model())
                    && subject.severity().compareTo(severity) >= 0
                    && (owner.isEmpty() || owner.equals(subject.owner()))
                    && (monitor.isEmpty() || (subject.monitor() + ".").startsWith(monitor + "."))
                    && hours.map(when -> when.covers(at)).orElse(true);
        }
    }

    /**
     * @param days on which they begin; every day where empty
     * @param to excluded; at or before {@code from} on the next day, so equal times are a whole day
     */
    public record Hours(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) {
        public Hours {
            days = Set.copyOf(days);
        }

        boolean covers(Instant at) {
            ZonedDateTime there = at.atZone(zone);
            LocalTime time = there.toLocalTime();
            boolean overnight = !from.isBefore(to);
            boolean early = overnight && time.isBefore(to);
            DayOfWeek begun = early ? there.getDayOfWeek().minus(1) : there.getDayOfWeek();
            boolean within = overnight ? early || !time.isBefore(from) : !time.isBefore(from) && time.isBefore(to);
            return within && (days.isEmpty() || days.contains(begun));
        }
    }

    /** @param falsePages a month that the model's owner puts up with, 0 to 1000 */
    public record Budget(String model, double falsePages) {
        public Budget {
            pattern("budgets.model", model);
            if (!(falsePages >= 0 && falsePages <= MOST_FALSE_PAGES)) {
                throw Problem.invalid("budgets.false_pages", falsePages, "0 to 1000 a month");
            }
        }
    }

    /** In order. */
    List<Route> matching(Subject subject, Instant at) {
        return routes.stream().filter(route -> route.matches(subject, at)).toList();
    }

    /** A month. */
    double falsePages(String model) {
        return budgets.stream()
                .filter(budget -> Glob.matches(budget.model(), model))
                .mapToDouble(Budget::falsePages)
                .findFirst()
                .orElse(USUAL_FALSE_PAGES);
    }

    /** The latest moment up to now at which what waits was to be told. */
    Instant lastDigest(Instant now) {
        ZonedDateTime today = now.atZone(zone).with(digestAt);
        return (today.toInstant().isAfter(now) ? today.minusDays(1) : today).toInstant();
    }

    static void pattern(String field, String pattern) {
        if (pattern.isEmpty() || pattern.length() > LONGEST_PATTERN) {
            throw Problem.invalid(field, pattern, "a model's name, or a pattern such as fraud-* or *");
        }
    }

    private static void few(String field, List<?> entries) {
        if (entries.size() > MOST) {
            throw Problem.invalid(field, entries.size(), "at most " + MOST);
        }
    }

    private static void between(String field, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw Problem.invalid(field, value, least + " to " + most);
        }
    }
}
