package understudy.http;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import understudy.api.MonitorView;
import understudy.api.ObservationView;
import understudy.api.Paths;
import understudy.api.WindowView;
import understudy.core.Problem;
import understudy.drift.CategoryStatistic;
import understudy.drift.NumberStatistic;
import understudy.monitoring.MonitorPlan;
import understudy.monitoring.MonitorPlans;
import understudy.monitoring.Observation;
import understudy.monitoring.Observations;

/** How models' data and answers are watched, window by window, and what is seen. */
final class MonitorsEndpoint {
    private static final Duration SHOWN = Duration.ofDays(2);

    private final Services services;

    MonitorsEndpoint(Services services) {
        this.services = services;
    }

    List<Route> routes() {
        return List.of(
                Route.get(Paths.MONITORS, Access.READING, "How a model is watched, and how far its detectors are", this::plan)
                        .giving(MonitorView.class),
                Route.put(
                                Paths.MONITORS, Access.EXPERIMENTING,
                                "Has a model watched otherwise; what is left out stays as it is", this::change)
                        .taking(MonitorView.Change.class)
                        .giving(MonitorView.class),
                Route.get(Paths.WINDOWS, Access.READING, "Windows of a model's traffic: ?from=&to=&limit=", this::windows)
                        .giving(WindowView.Page.class),
                Route.get(
                                Paths.WINDOW, Access.READING,
                                "A window, column by column beside the reference: ?segment=region=north",
                                this::window)
                        .giving(WindowView.Detail.class),
                Route.get(
                                Paths.WINDOW_TOGETHER, Access.READING,
                                "All columns of a window at once: can its rows be told from the reference's?",
                                this::together)
                        .giving(WindowView.Together.class),
                Route.get(
                                Paths.OBSERVATIONS, Access.READING,
                                "What monitors saw: ?from=&to=&segment=&state=fine|noted|alarmed|not_enough|learning",
                                this::observations)
                        .giving(ObservationView.Page.class));
    }

    private MonitorPlans plans() {
        return services.watches().monitorPlans();
    }

    private Observations seen() {
        return services.watches().observations();
    }

    private void plan(Call call) throws IOException {
        call.reply(MonitorViews.plan(plans().plan(call.value(0)), seen()));
    }

    private void change(Call call) throws IOException {
        MonitorView.Change asked = call.read(MonitorView.Change.class);
        MonitorPlan plan = plans().change(
                call.value(0),
                new MonitorPlans.Change(
                        asked.window(), asked.zone(), asked.delay().map(delay -> Moments.duration("delay", delay)),
                        asked.falsePagesPerMonth(), asked.weekly(),
                        asked.segments().map(all -> all.stream().map(MonitorPlan.Segment::parse).toList()),
                        asked.leftOut(), asked.statistics().map(all -> all.stream().map(MonitorsEndpoint::chosen).toList()),
                        asked.monitors(),
                        asked.streaming().map(all -> all.stream().map(MonitorPlan.Stream::parse).toList())),
                call.by());
        call.reply(MonitorViews.plan(plan, seen()));
    }

    private static MonitorPlan.Chosen chosen(MonitorView.Statistic asked) {
        double own = NumberStatistic.named(asked.statistic())
                .map(NumberStatistic::threshold)
                .or(() -> CategoryStatistic.named(asked.statistic()).map(CategoryStatistic::threshold))
                .orElse(0.0);
        return new MonitorPlan.Chosen(asked.column(), asked.statistic(), asked.threshold().orElse(own));
    }

    private void windows(Call call) throws IOException {
        int limit = call.query("limit").map(text -> Call.positive("limit", text)).orElse(Observations.MOST);
        call.reply(new WindowView.Page(seen().windows(call.value(0), from(call), to(call), limit).stream()
                .map(MonitorViews::window)
                .toList()));
    }

    private void window(Call call) throws IOException {
        call.reply(MonitorViews.detail(call.query("segment")
                .map(segment -> seen().window(call.value(0), call.value(1), segment))
                .orElseGet(() -> seen().window(call.value(0), call.value(1)))));
    }

    private void together(Call call) throws IOException {
        call.reply(MonitorViews.together(seen().together(call.value(0), call.value(1))));
    }

    private void observations(Call call) throws IOException {
        Optional<Observation.State> state =
                call.query("state").map(text -> Names.parse(Observation.State.class, "state", text));
        call.reply(new ObservationView.Page(seen()
                .of(call.value(0), from(call), to(call), state, call.query("segment").orElse(""))
                .stream()
                .map(MonitorViews::observation)
                .toList()));
    }

    private Instant from(Call call) {
        Instant now = services.clock().instant();
        return call.query("from").map(text -> Moments.instant("from", text, now)).orElse(now.minus(SHOWN));
    }

    private Instant to(Call call) {
        Instant now = services.clock().instant();
        Instant to = call.query("to").map(text -> Moments.instant("to", text, now)).orElse(now);
        if (!from(call).isBefore(to)) {
            throw Problem.invalid("to", to, "after " + from(call));
        }
        return to;
    }
}
