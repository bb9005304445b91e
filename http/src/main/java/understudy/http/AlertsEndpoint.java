package understudy.http;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import understudy.alerting.Alert;
import understudy.alerting.AlertOrders;
import understudy.alerting.AlertStore;
import understudy.alerting.Alerts;
import understudy.api.AlertRoutesView;
import understudy.api.AlertView;
import understudy.api.MaintenanceView;
import understudy.api.Paths;
import understudy.core.Fact;
import understudy.core.Problem;

/** Alerts, what people do with them, and what they have ordered about them. */
final class AlertsEndpoint {
    private static final int USUAL_LIMIT = 100;

    private final Services services;
    private final Alerts alerts;
    private final AlertOrders orders;

    AlertsEndpoint(Services services) {
        this.services = services;
        this.alerts = services.watches().alerts();
        this.orders = services.watches().alertOrders();
    }

    List<Route> routes() {
        return List.of(
                Route.get(Paths.ALERTS, Access.READING, "Alerts, newest first; by state, model and severity", this::all)
                        .giving(AlertView.Page.class),
                Route.get(Paths.MODEL_ALERTS, Access.READING, "A model's alerts, newest first", this::ofModel)
                        .giving(AlertView.Page.class),
                Route.get(Paths.ALERT, Access.READING, "One alert; the beginning of its id will do", this::one)
                        .giving(AlertView.class),
                Route.post(Paths.ALERT_ACKNOWLEDGE, Access.OPERATING, "Takes an alert in hand", this::acknowledge)
                        .taking(AlertView.Note.class)
                        .giving(AlertView.class),
                Route.post(Paths.ALERT_SNOOZE, Access.OPERATING, "Tells nobody of an alert until a time", this::snooze)
                        .taking(AlertView.Snooze.class)
                        .giving(AlertView.class),
                Route.post(Paths.ALERT_RESOLVE, Access.OPERATING, "Ends an alert, with the reason", this::resolve)
                        .taking(AlertView.Resolve.class)
                        .giving(AlertView.class),
                Route.post(Paths.ALERT_NOTE, Access.OPERATING, "Adds a note to an alert's history", this::note)
                        .taking(AlertView.Note.class)
                        .giving(AlertView.class),
                Route.post(Paths.ALERT_USEFUL, Access.OPERATING, "Says whether an alert was useful", this::useful)
                        .taking(AlertView.Answer.class)
                        .giving(AlertView.class),
                Route.get(Paths.ALERT_PRECISION, Access.READING, "How often monitors' alerts were useful", this::precision)
                        .giving(AlertView.Precisions.class),
                Route.get(Paths.ALERT_ROUTES, Access.READING, "Who is told of what", this::rules)
                        .giving(AlertRoutesView.class),
                Route.put(Paths.ALERT_ROUTES, Access.OPERATING, "Replaces who is told of what", this::replaceRules)
                        .taking(AlertRoutesView.class)
                        .giving(AlertRoutesView.class),
                Route.get(Paths.MAINTENANCE, Access.READING, "When alerts of which models are not told", this::maintenance)
                        .giving(MaintenanceView.Page.class),
                Route.post(Paths.MAINTENANCE, Access.OPERATING, "Plans a time in which alerts are not told", this::plan)
                        .taking(MaintenanceView.Request.class)
                        .giving(MaintenanceView.class)
                        .status(201),
                Route.delete(Paths.MAINTENANCE_WINDOW, Access.OPERATING, "Ends such a time now", this::end));
    }

    private void all(Call call) throws IOException {
        reply(call, call.query("model"));
    }

    private void ofModel(Call call) throws IOException {
        String model = call.value(0);
        if (services.registry().model(model).isEmpty()) {
            throw Problem.notFound("there is no model " + model, "See: understudy model list");
        }
        reply(call, Optional.of(model));
    }

    private void reply(Call call, Optional<String> model) throws IOException {
        AlertStore.Query query = new AlertStore.Query(
                model,
                call.query("state").map(AlertViews::states).orElse(List.of()),
                call.query("severity").map(word -> Names.parse(Fact.Severity.class, "severity", word)),
                call.query("limit").map(text -> Call.positive("limit", text)).orElse(USUAL_LIMIT));
        call.reply(new AlertView.Page(alerts.find(query).stream().map(AlertViews::view).toList()));
    }

    private void one(Call call) throws IOException {
        call.reply(AlertViews.view(alerts.get(call.value(0))));
    }

    private void acknowledge(Call call) throws IOException {
        String note = call.read(AlertView.Note.class).note().orElse("");
        reply(call, alerts.acknowledge(call.value(0), note, call.by()));
    }

    private void snooze(Call call) throws IOException {
        AlertView.Snooze asked = call.read(AlertView.Snooze.class);
        Instant until = end("until", asked.until(), asked.duration(), services.clock().instant());
        reply(call, alerts.snooze(call.value(0), until, asked.note().orElse(""), call.by()));
    }

    private void resolve(Call call) throws IOException {
        AlertView.Resolve asked = call.read(AlertView.Resolve.class);
        reply(call, alerts.resolve(call.value(0), asked.reason(), call.by()));
    }

    private void note(Call call) throws IOException {
        String note = call.read(AlertView.Note.class).note().orElse("");
        reply(call, alerts.note(call.value(0), note, call.by()));
    }

    private void useful(Call call) throws IOException {
        AlertView.Answer asked = call.read(AlertView.Answer.class);
        reply(call, alerts.useful(call.value(0), asked.useful(), asked.note().orElse(""), call.by()));
    }

    private static void reply(Call call, Alert alert) throws IOException {
        call.reply(AlertViews.view(alert));
    }

    private void precision(Call call) throws IOException {
        call.reply(new AlertView.Precisions(alerts.precision().stream()
                .map(each -> AlertViews.view(each, alerts.falsePagesLeft(each.tally().model())))
                .toList()));
    }

    private void rules(Call call) throws IOException {
        call.reply(AlertViews.view(orders.rules()));
    }

    private void replaceRules(Call call) throws IOException {
        call.reply(AlertViews.view(orders.replace(AlertViews.rules(call.read(AlertRoutesView.class)), call.by())));
    }

    private void maintenance(Call call) throws IOException {
        Instant now = services.clock().instant();
        call.reply(new MaintenanceView.Page(
                orders.maintenance().stream().map(window -> AlertViews.view(window, now)).toList()));
    }

    private void plan(Call call) throws IOException {
        MaintenanceView.Request asked = call.read(MaintenanceView.Request.class);
        Instant now = services.clock().instant();
        Instant from = asked.from().orElse(now);
        Instant to = end("to", asked.to(), asked.duration(), from);
        call.status(201).reply(AlertViews.view(
                orders.plan(
                        asked.model(), from, to, asked.reason(), call.by()),
                now));
    }

    private void end(Call call) {
        orders.end(call.value(0), call.by());
        call.done(204);
    }

    private static Instant end(String field, Optional<Instant> at, Optional<String> duration, Instant from) {
        if (at.isPresent() == duration.isPresent()) {
            throw Problem.invalid(field, at.isPresent() ? "and duration" : "not there", "one of " + field + " and duration");
        }
        return at.orElseGet(() -> from.plus(Moments.duration("duration", duration.orElse(""))));
    }
}
