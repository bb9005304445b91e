package understudy.storage;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.UUID;
import understudy.alerting.Alert;
import understudy.alerting.AlertOrders;
import understudy.alerting.AlertRules;
import understudy.alerting.AlertStore;
import understudy.alerting.AlertTeller;
import understudy.alerting.Alerts;
import understudy.alerting.Finding;
import understudy.alerting.Routing;
import understudy.core.Fact;
import understudy.core.Notices;
import understudy.core.Problem;
import understudy.governance.AuditLog;

/** Alerts over a real database, a clock that is handed in, and a journal that can be full. */
final class AlertOffice implements AutoCloseable {
    static final Instant START = Instant.parse("2026-03-02T09:00:00Z");

    final List<Fact.Notice> told = new ArrayList<>();
    final Map<String, String> runbooks = new HashMap<>();
    Instant now = START;
    boolean journalFull;
    Database database;
    AlertStore store;
    AuditLog audit;
    Alerts alerts;
    AlertOrders orders;
    Routing routing;
    AlertTeller teller;
    private final Path folder;
    private final Random random = new Random(11);

    AlertOffice(Path folder) {
        this.folder = folder;
        open();
    }

    private void open() {
        database = Database.open(folder.resolve("metadata.db"));
        store = database.alerts();
        audit = new AuditLog(database.audit());
        Alerts.Models models = new Alerts.Models() {
            @Override
            public String owner(String model) {
                return "ann";
            }

            @Override
            public Optional<String> runbook(Finding finding) {
                return Optional.ofNullable(runbooks.get(finding.model() + " " + finding.monitor()));
            }
        };
        routing = new Routing(store, models::owner, List.of("mail", "slack", "pager"));
        alerts = new Alerts(store, audit, models, () -> now, this::id);
        orders = new AlertOrders(store, routing, audit, () -> now, this::id);
        teller = teller(this::tell);
    }

    AlertTeller teller(Notices notices) {
        return new AlertTeller(store, notices, routing, () -> now, this::id);
    }

    /** As by a kill: nothing is finished, and everything opened again. */
    void restart() {
        database.close();
        open();
    }

    private UUID id() {
        return new UUID(0x0198_0000_0000_7000L, random.nextLong() >>> 2 | 0x8000_0000_0000_0000L);
    }

    void tell(Fact.Notice notice) {
        if (journalFull) {
            throw new Problem(Problem.Code.STORAGE_FULL, "the disk is full", "");
        }
        told.add(notice);
    }

    /** Time passes, and somebody looks after the alerts. */
    void pass(Duration time) {
        now = now.plus(time);
        teller.tend();
    }

    void tend() {
        pass(Duration.ZERO);
    }

    Finding finding(String cause, Fact.Severity severity, Finding.Subject... subjects) {
        return finding("fraud", 3, cause, cause, severity, subjects);
    }

    Finding finding(
            String model, int version, String monitor, String cause, Fact.Severity severity, Finding.Subject... subjects) {
        return new Finding(
                model, OptionalInt.of(version), monitor, cause, severity, true, model + ": income moved up", "It moved.",
                "Ask who delivers the data.", List.of(subjects), now.minus(Duration.ofHours(2)), now);
    }

    static Finding.Subject subject(String name, double weight) {
        return new Finding.Subject(name, "", name + " moved", weight);
    }

    Alert reported(Finding finding) {
        return alerts.get(alerts.report(finding));
    }

    List<String> kinds() {
        return told.stream().map(Fact.Notice::kind).toList();
    }

    String to(int notice) {
        return told.get(notice).labels().getOrDefault("to", "");
    }

    void rules(List<AlertRules.Route> routes, List<AlertRules.Budget> budgets) {
        AlertRules usual = AlertRules.standard();
        orders.replace(
                new AlertRules(routes, budgets, usual.escalateAfter(), usual.quiet(), usual.digestAt(), usual.zone()),
                "ann");
    }

    @Override
    public void close() {
        database.close();
    }
}
