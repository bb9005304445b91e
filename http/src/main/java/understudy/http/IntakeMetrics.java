package understudy.http;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.HashSet;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import understudy.intake.CloudEvents;
import understudy.intake.Intake;
import understudy.intake.Intake.Count;
import understudy.intake.WatchedFolder;

/** What Prometheus is told of predictions that were made elsewhere. Not safe for several threads. */
final class IntakeMetrics {
    /** Of the series that are shown of data and answers, one in so many models may have counters here. */
    private static final int SHARE = 10;

    private static final Count NOTHING = new Count(0, 0, 0);

    private final PrometheusMeterRegistry registry;
    private final Intake intake;
    private final int mostModels;
    private final Set<String> shown = new HashSet<>();

    /** @param series about data and answers that are shown at most */
    IntakeMetrics(Watches.Elsewhere elsewhere, int series, PrometheusMeterRegistry registry) {
        this.registry = registry;
        this.intake = elsewhere.intake();
        this.mostModels = Math.max(1, series / SHARE);
        halves(elsewhere.events());
        elsewhere.folder().ifPresent(this::folder);
    }

    /** Makes counters of the models that are new; past the most they are left out. */
    void look() {
        for (String model : intake.counts().keySet()) {
            if (shown.size() < mostModels && shown.add(model)) {
                predictions(model, "taken", Count::taken);
                predictions(model, "repeated", Count::repeated);
                predictions(model, "refused", Count::refused);
            }
        }
    }

    private void predictions(String model, String outcome, ToLongFunction<Count> count) {
        FunctionCounter.builder(
                        "understudy.intake.predictions", intake,
                        of -> count.applyAsLong(of.counts().getOrDefault(model, NOTHING)))
                .description("Predictions that were made elsewhere and brought, since start")
                .tag("model", model)
                .tag("outcome", outcome)
                .register(registry);
    }

    private void halves(CloudEvents events) {
        Gauge.builder("understudy.intake.halves", events, of -> of.status().waiting())
                .description("Requests and responses that wait for each other")
                .register(registry);
        Gauge.builder("understudy.intake.halves.bytes", events, of -> of.status().waitingBytes())
                .description("Bytes that these hold, about")
                .register(registry);
        ended(events, "paired", of -> of.status().paired());
        ended(events, "expired", of -> of.status().expired());
        ended(events, "displaced", of -> of.status().displaced());
    }

    private void ended(CloudEvents events, String outcome, ToDoubleFunction<CloudEvents> count) {
        FunctionCounter.builder("understudy.intake.halves.ended", events, count)
                .description("Halves that wait no more: their other half came, did not come in time, or there was no memory")
                .tag("outcome", outcome)
                .register(registry);
    }

    private void folder(WatchedFolder folder) {
        files(folder, "done", of -> of.status().done());
        files(folder, "refused", of -> of.status().refused());
        Gauge.builder("understudy.intake.folder.troubles", folder, of -> of.status().troubles().size())
                .description("What keeps dropped files from being read or moved")
                .register(registry);
    }

    private void files(WatchedFolder folder, String outcome, ToDoubleFunction<WatchedFolder> count) {
        FunctionCounter.builder("understudy.intake.files", folder, count)
                .description("Dropped files, since start")
                .tag("outcome", outcome)
                .register(registry);
    }
}
