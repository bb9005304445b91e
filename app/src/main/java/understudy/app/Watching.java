package understudy.app;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import understudy.alerting.AlertOrders;
import understudy.alerting.AlertStore;
import understudy.alerting.AlertTeller;
import understudy.alerting.Alerts;
import understudy.alerting.Finding;
import understudy.alerting.Routing;
import understudy.core.AuditSink;
import understudy.core.Model;
import understudy.core.Notices;
import understudy.http.Watches;
import understudy.profiles.AnsweredRows;
import understudy.references.References;
import understudy.serving.Registry;
import understudy.storage.DataFiles;
import understudy.storage.Database;

/** Builds what watches data and answers: part of {@link Wiring}, in a file of its own. */
final class Watching implements AutoCloseable {
    private static final int ALERT_SECONDS = 2;

    private final ScheduledExecutorService schedule;
    private final Routing routing;
    private final Alerts alerts;
    private final AlertOrders orders;
    private final AlertTeller teller;
    private final References references;

    /** @param channels names of those that people can be told by */
    Watching(
            Database database,
            AnsweredRows rows,
            Registry registry,
            Notices notices,
            AuditSink audit,
            List<String> channels,
            InstantSource clock,
            Supplier<UUID> ids,
            ThreadFactory background) {
        AlertStore store = database.alerts();
        KnownModels models = new KnownModels(registry);
        this.routing = new Routing(store, models::owner, channels);
        this.alerts = new Alerts(store, audit, models, clock, ids);
        this.orders = new AlertOrders(store, routing, audit, clock, ids);
        this.teller = new AlertTeller(store, notices, routing, clock, ids);
        this.references = new References(
                database.references(), (file, options) -> DataFiles.open(file, file.getFileName().toString(), options), rows,
                audit, clock, background);
        this.schedule = Executors.newSingleThreadScheduledExecutor(background);
    }

    /** What is known of models, for alerts about them. */
    private record KnownModels(Registry registry) implements Alerts.Models {
        @Override
        public String owner(String model) {
            return registry.model(model).map(Model::owner).orElse("");
        }

        @Override
        public Optional<String> runbook(Finding finding) {
            return Runbooks.find(registry, finding);
        }
    }

    /** Which channel takes which notice. */
    Routing routing() {
        return routing;
    }

    /** What the endpoints show. */
    Watches watches(Watches.Elsewhere elsewhere) {
        return new Watches(alerts, orders, references, elsewhere);
    }

    void start() {
        schedule.scheduleWithFixedDelay(
                () -> Wiring.orLog("look after the alerts", teller::tend), ALERT_SECONDS, ALERT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        schedule.close();
    }
}
