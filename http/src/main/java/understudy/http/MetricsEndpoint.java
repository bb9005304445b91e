package understudy.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import understudy.api.Paths;
import understudy.api.StatusView;
import understudy.rollout.Shadows;
import understudy.serving.Instances;

/** The Prometheus page. What others keep count of themselves is asked at each scrape. */
final class MetricsEndpoint {
    private final Services services;
    private final MultiGauge lag;
    private final MultiGauge lagBytes;
    private final MultiGauge answered;
    private final MultiGauge failed;
    private final MultiGauge skipped;
    private final MultiGauge logBytes;
    private final MultiGauge logRefused;
    private final MultiGauge logFull;
    private final IntakeMetrics intake;

    MetricsEndpoint(Services services) {
        this.services = services;
        PrometheusMeterRegistry registry = services.metrics();
        lag = gauge("understudy.shadow.lag.seconds", "Age of the oldest prediction a shadow has not seen", registry);
        lagBytes = gauge("understudy.shadow.lag.bytes", "Bytes of the journal a shadow has not read", registry);
        answered = gauge("understudy.shadow.answered", "Predictions a shadow answered since start", registry);
        failed = gauge("understudy.shadow.failed", "Of these, those it failed at", registry);
        skipped = gauge("understudy.shadow.skipped", "Predictions a shadow was not shown", registry);
        logBytes = gauge("understudy.journal.bytes", "Bytes of a log on disk", registry);
        logRefused = gauge("understudy.journal.refused", "Appends refused for want of space since start", registry);
        logFull = gauge("understudy.journal.full", "1 while a log has no space", registry);
        intake = new IntakeMetrics(services.watches().elsewhere(), services.watches().metrics().series(), registry);
        Gauge.builder("understudy.models.bytes", services.instances(), Instances::held)
                .description("Bytes that loaded models hold, about")
                .register(registry);
        Gauge.builder("understudy.models.evicted", services.instances(), Instances::evictions)
                .description("Models that had to go for others since start")
                .register(registry);
    }

    private static MultiGauge gauge(String name, String description, PrometheusMeterRegistry registry) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    List<Route> routes() {
        return List.of(Route.get(Paths.METRICS, Access.READING, "Prometheus metrics", this::scrape));
    }

    private void scrape(Call call) {
        call.text("text/plain; version=0.0.4; charset=utf-8", page() + services.watches().metrics().text());
    }

    /** Two scrapes at once must not mix their rows. */
    private synchronized String page() {
        shadows(services.shadows().statuses());
        logs(services.logs().get());
        intake.look();
        return services.metrics().scrape();
    }

    private void shadows(List<Shadows.Status> statuses) {
        List<MultiGauge.Row<?>> lags = new ArrayList<>();
        List<MultiGauge.Row<?>> bytes = new ArrayList<>();
        List<MultiGauge.Row<?>> answers = new ArrayList<>();
        List<MultiGauge.Row<?>> failures = new ArrayList<>();
        List<MultiGauge.Row<?>> skips = new ArrayList<>();
        for (Shadows.Status status : statuses) {
            Tags tags = Tags.of("model", status.model(), "version", Integer.toString(status.version()), "reader", status.reader());
            lags.add(MultiGauge.Row.of(tags, status.lag().toNanos() / 1e9));
            bytes.add(MultiGauge.Row.of(tags, status.lagBytes()));
            answers.add(MultiGauge.Row.of(tags, status.answered()));
            failures.add(MultiGauge.Row.of(tags, status.failed()));
            skips.add(MultiGauge.Row.of(tags, status.skipped()));
        }
        lag.register(lags, true);
        lagBytes.register(bytes, true);
        answered.register(answers, true);
        failed.register(failures, true);
        skipped.register(skips, true);
    }

    private void logs(List<StatusView.Log> logs) {
        List<MultiGauge.Row<?>> bytes = new ArrayList<>();
        List<MultiGauge.Row<?>> refusals = new ArrayList<>();
        List<MultiGauge.Row<?>> full = new ArrayList<>();
        for (StatusView.Log log : logs) {
            Tags tags = Tags.of("log", log.name());
            bytes.add(MultiGauge.Row.of(tags, log.bytes()));
            refusals.add(MultiGauge.Row.of(tags, log.refused()));
            full.add(MultiGauge.Row.of(tags, log.full() ? 1 : 0));
        }
        logBytes.register(bytes, true);
        logRefused.register(refusals, true);
        logFull.register(full, true);
    }
}
