package understudy.http;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import understudy.alerting.Alert;
import understudy.alerting.AlertSettings;
import understudy.alerting.AlertStore;
import understudy.core.Fact;

/** Alerts in memory. A change that fails halfway leaves what it had saved. */
final class KeptAlerts implements AlertStore {
    private final Map<String, Alert> alerts = new LinkedHashMap<>();
    private final List<Fact.Notice> left = new ArrayList<>();
    private AlertSettings settings = AlertSettings.standard();

    @Override
    public synchronized <T> T alone(Supplier<T> work) {
        return work.get();
    }

    @Override
    public synchronized void save(Alert alert) {
        alerts.put(alert.id(), alert);
    }

    @Override
    public synchronized Optional<Alert> find(String id) {
        return Optional.ofNullable(alerts.get(id));
    }

    @Override
    public synchronized List<Alert> beginning(String prefix) {
        return alerts.values().stream().filter(alert -> alert.id().startsWith(prefix)).limit(2).toList();
    }

    @Override
    public synchronized Optional<Alert> latest(String model, String cause) {
        return alerts.values().stream()
                .filter(alert -> alert.model().equals(model) && alert.cause().equals(cause))
                .max(Comparator.comparing(Alert::opened));
    }

    @Override
    public synchronized List<Alert> find(Query query) {
        return alerts.values().stream()
                .filter(alert -> query.model().map(alert.model()::equals).orElse(true))
                .filter(alert -> query.states().isEmpty() || query.states().contains(alert.state().word()))
                .filter(alert -> query.severity()
                        .map(least -> alert.evidence().severity().compareTo(least) >= 0)
                        .orElse(true))
                .sorted(Comparator.comparing(Alert::opened).reversed())
                .limit(query.limit())
                .toList();
    }

    @Override
    public synchronized List<Alert> toLookAt(Instant by, int most) {
        return alerts.values().stream()
                .filter(alert -> alert.telling().lookAt().map(at -> !at.isAfter(by)).orElse(false))
                .limit(most)
                .toList();
    }

    @Override
    public synchronized List<Instant> uselessPages(String model, Instant from) {
        return alerts.values().stream()
                .filter(alert -> alert.model().equals(model) && alert.paged())
                .flatMap(alert -> alert.answer().stream())
                .filter(answer -> !answer.useful() && !answer.at().isBefore(from))
                .map(Alert.Answer::at)
                .sorted()
                .toList();
    }

    @Override
    public synchronized List<Tally> tallies() {
        Map<List<String>, Tally> tallies = new LinkedHashMap<>();
        alerts.values().forEach(alert -> tallies.merge(
                List.of(alert.model(), alert.monitor()),
                new Tally(
                        alert.model(), alert.monitor(), 1, alert.answer().isPresent() ? 1 : 0,
                        alert.answer().filter(Alert.Answer::useful).isPresent() ? 1 : 0),
                (one, other) -> new Tally(
                        one.model(), one.monitor(), one.alerts() + other.alerts(), one.answered() + other.answered(),
                        one.useful() + other.useful())));
        return List.copyOf(tallies.values());
    }

    @Override
    public synchronized int forget(Instant before, int most) {
        return 0;
    }

    @Override
    public synchronized void leave(Fact.Notice notice) {
        left.add(notice);
    }

    @Override
    public synchronized List<Fact.Notice> untold() {
        return List.copyOf(left);
    }

    @Override
    public synchronized void told(UUID notice) {
        left.removeIf(each -> each.id().equals(notice));
    }

    @Override
    public synchronized AlertSettings settings() {
        return settings;
    }

    @Override
    public synchronized void save(AlertSettings now) {
        settings = now;
    }
}
