package understudy.http;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import understudy.alerting.AlertStore;
import understudy.api.AlertView;
import understudy.api.FairnessView;
import understudy.api.HealthView;
import understudy.api.MonitorView;
import understudy.api.Paths;
import understudy.api.PerformanceView;
import understudy.api.WindowView;
import understudy.core.Model;
import understudy.core.Problem;
import understudy.health.Healths;
import understudy.monitoring.Observations;
import understudy.performance.FairnessQuestion;
import understudy.performance.Question;
import understudy.performance.WindowSize;
import understudy.profiles.AnsweredRows;
import understudy.reports.ModelReport;
import understudy.reports.PeriodColumns;
import understudy.reports.ReportPage;

/** All that is known of a model in a period, as a page. */
final class ModelReportEndpoint {
    private static final Duration USUAL = Duration.ofDays(30);
    private static final Duration LONGEST = Duration.ofDays(400);

    /** Windows are asked for in pieces of this length, so that a year of hours is not cut at a thousand. */
    private static final Duration PIECE = Duration.ofDays(30);

    /** Columns times windows that one report reads: some seconds of work. */
    private static final long MOST_CELLS = 300_000;

    private static final int MOST_ALERTS = 1_000;

    private final Services services;
    private final Views views;
    private final ReportPage reports = new ReportPage();

    ModelReportEndpoint(Services services, Views views) {
        this.services = services;
        this.views = views;
    }

    List<Route> routes() {
        return List.of(Route.get(
                Paths.MODEL_REPORT, Access.READING,
                "All that is known of a model in a period, as a page to print (HTML): ?from=&to=&window=day", this::report));
    }

    private void report(Call call) {
        Instant now = services.clock().instant();
        Instant to = call.query("to").map(text -> Moments.instant("to", text, now)).orElse(now);
        Instant from = call.query("from").map(text -> Moments.instant("from", text, now)).orElse(to.minus(USUAL));
        if (!from.isBefore(to)) {
            throw Problem.invalid("to", to, "after " + from);
        }
        if (Duration.between(from, to).compareTo(LONGEST) > 0) {
            throw Problem.invalid("from", from, "at most " + LONGEST.toDays() + " days before " + to);
        }
        String name = call.value(0);
        Model model = services.registry()
                .model(name)
                .orElseThrow(() -> Problem.notFound("there is no model '" + name + "'", "See: understudy model list"));
        WindowSize size = WindowSize.parse(call.query("window").orElse("day"));
        call.page(reports.policy(), reports.model(new Gathering(model, from, to, size).report(), now));
    }

    /** One report in the making. */
    private final class Gathering {
        private final Model model;
        private final Instant from;
        private final Instant to;
        private final WindowSize size;
        private final List<String> remarks = new ArrayList<>();

        Gathering(Model model, Instant from, Instant to, WindowSize size) {
            this.model = model;
            this.from = from;
            this.to = to;
            this.size = size;
        }

        ModelReport report() {
            Watches watches = services.watches();
            MonitorView plan = MonitorViews.plan(
                    watches.monitorPlans().plan(model.name()), watches.observations());
            List<WindowView> windows = windows(plan.window().startsWith("sliding"));
            Optional<PerformanceView> performance = performance(Optional.empty());
            return new ModelReport(
                    views.model(model), from, to, plan, windows, columns(windows), alerts(),
                    watches.alerts().precision().stream()
                            .filter(one -> one.tally().model().equals(model.name()))
                            .map(one -> AlertViews.view(one, watches.alerts().falsePagesLeft(model.name())))
                            .toList(),
                    performance, performance.isEmpty() ? List.of() : segments(plan),
                    performance.filter(found -> found.task().equals("binary")).isEmpty() ? List.of() : fairness(plan),
                    Optional.of(health()), remarks);
        }

        private ModelReport.Health health() {
            Healths healths = services.watches().healths();
            HealthView health = HealthEndpoint.view(healths, healths.of(model.name()));
            return new ModelReport.Health(
                    health.score(), health.look().text(),
                    health.parts().stream()
                            .map(part -> new ModelReport.Part(part.name(), part.score(), part.sentence()))
                            .toList());
        }

        /** @param overlapping whether only those are to be taken that do not share rows */
        private List<WindowView> windows(boolean overlapping) {
            List<WindowView> all = new ArrayList<>();
            Instant free = from;
            for (Instant begin = from; begin.isBefore(to); begin = begin.plus(PIECE)) {
                Instant end = begin.plus(PIECE).isBefore(to) ? begin.plus(PIECE) : to;
                List<WindowView> found = services.watches()
                        .observations().windows(model.name(), begin, end, Observations.MOST).stream()
                        .map(MonitorViews::window)
                        .toList();
                if (found.size() == Observations.MOST) {
                    remarks.add("Of more than " + Observations.MOST + " windows between " + begin + " and " + end
                            + " the latest are counted.");
                }
                for (WindowView window : found) {
                    if (!overlapping || !window.from().isBefore(free)) {
                        all.add(window);
                        free = window.to();
                    }
                }
            }
            return all;
        }

        private PeriodColumns columns(List<WindowView> windows) {
            List<String> answered = windows.stream().filter(one -> one.rows() > 0).map(WindowView::id).toList();
            int width = 8 + model.signature().inputs().stream()
                    .mapToInt(input -> input.features().size())
                    .sum();
            int step = Math.toIntExact(Math.ceilDiv(Math.max(1, answered.size() * (long) width), MOST_CELLS));
            List<String> read = new ArrayList<>();
            for (int i = 0; i < answered.size(); i += step) {
                read.add(answered.get(i));
            }
            PeriodColumns columns = new PeriodColumns();
            services.watches().observations().each(model.name(), read, detail -> columns.add(MonitorViews.detail(detail)));
            return columns;
        }

        private List<AlertView> alerts() {
            AlertStore.Query query =
                    new AlertStore.Query(Optional.of(model.name()), List.of(), Optional.empty(), MOST_ALERTS);
            return services.watches().alerts().find(query).stream()
                    .map(AlertViews::view)
                    .filter(one -> one.opened().isBefore(to) && !ended(one).isBefore(from))
                    .toList();
        }

        private Instant ended(AlertView one) {
            return one.state().equals("resolved") && !one.history().isEmpty() ? one.history().getLast().at() : Instant.MAX;
        }

        private Optional<PerformanceView> performance(Optional<String> segment) {
            try {
                return Optional.of(PerformanceViews.performance(services.watches().performances().of(new Question(
                        model.name(), OptionalInt.empty(), size, from, to, segment, Optional.empty()))));
            } catch (Problem notMeasurable) {
                if (notMeasurable.code() == Problem.Code.UNPROCESSABLE && segment.isEmpty()) {
                    return Optional.empty();
                }
                throw notMeasurable;
            }
        }

        private List<PerformanceView> segments(MonitorView plan) {
            List<PerformanceView> found = new ArrayList<>();
            for (String segment : plan.segments()) {
                unlessRefused(segment, () -> performance(Optional.of(asked(segment)))).ifPresent(found::add);
            }
            return found;
        }

        private List<FairnessView> fairness(MonitorView plan) {
            List<FairnessView> found = new ArrayList<>();
            for (String segment : plan.segments()) {
                unlessRefused(segment, () -> Optional.of(PerformanceViews.fairness(services.watches().fairness().of(
                                new FairnessQuestion(
                                        model.name(), OptionalInt.empty(), asked(segment), Optional.empty(), from, to)))))
                        .ifPresent(found::add);
            }
            return found;
        }

        private static String asked(String segment) {
            return segment.startsWith(AnsweredRows.SEGMENT) ? segment.substring(AnsweredRows.SEGMENT.length()) : segment;
        }

        /** A segment that cannot be measured is said so, and costs nobody the rest of the page. */
        private <T> Optional<T> unlessRefused(String segment, Supplier<Optional<T>> question) {
            try {
                return question.get();
            } catch (Problem refused) {
                if (refused.code() == Problem.Code.INTERNAL || refused.code() == Problem.Code.UNAVAILABLE) {
                    throw refused;
                }
                String said = "By " + segment + ": " + refused.fact() + ".";
                if (!remarks.contains(said)) {
                    remarks.add(said);
                }
                return Optional.empty();
            }
        }
    }
}
