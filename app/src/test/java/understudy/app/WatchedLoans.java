package understudy.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import understudy.api.Paths;

/**
 * Twelve days of a model that another platform serves, brought at once: its training data, its answers, labels of all but the
 * last three days, and on the last two days six of ten people without an income. For one thread.
 */
final class WatchedLoans {
    static final String MODEL = "loan";
    static final int DAYS = 12;
    static final int A_DAY = 320;
    private static final int BROKEN_DAYS = 2;
    private static final int UNLABELLED_DAYS = 3;
    private static final int TRAINING = 2_000;

    private final SplittableRandom random = new SplittableRandom(5);
    private final Applicants applicants = new Applicants(random);
    private final Instant began = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(DAYS));
    private final Caller caller;

    WatchedLoans(Caller caller) {
        this.caller = caller;
    }

    /** Returns when an alert has been opened. */
    void bring() {
        registerElsewhere();
        caller.send(
                "PUT", Paths.of(Paths.MONITORS, MODEL), BodyPublishers.ofString("{\"window\":\"day\"}"),
                Map.of("Content-Type", "application/json")).good();
        String job = caller.postText(
                        Paths.of(Paths.REFERENCE, MODEL, 1) + "?name=train.ndjson&score=chance&label=defaulted",
                        "application/x-ndjson", training())
                .good().path("id").asText();
        RunningServer.eventually("the reference is made", () -> state(job).equals("done"));
        caller.postText(Paths.of(Paths.BROUGHT, MODEL), "application/x-ndjson", traffic()).good();
        RunningServer.eventually("somebody is asked for", () -> !alerts().isEmpty());
    }

    private String state(String job) {
        JsonNode found = caller.get(Paths.of(Paths.JOB, job)).good();
        if (found.path("state").asText().equals("failed")) {
            throw new AssertionError(found.toString());
        }
        return found.path("state").asText();
    }

    JsonNode alerts() {
        return caller.get(Paths.of(Paths.MODEL_ALERTS, MODEL)).good().path("alerts");
    }

    private void registerElsewhere() {
        ObjectNode metadata =
                (ObjectNode) Caller.read(new String(LoanVersion.LOGISTIC_REGRESSION.metadata(), UTF_8));
        metadata.put("runtime", "elsewhere");
        metadata.put("maturity", "PT0S");
        metadata.set("signature", metadata.get("model_signature"));
        String boundary = "the-boundary-7c1e";
        caller.send(
                "POST", Paths.of(Paths.VERSIONS, MODEL),
                BodyPublishers.ofString("--" + boundary + "\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n"
                        + Caller.write(metadata) + "\r\n--" + boundary + "--\r\n"),
                Map.of("Content-Type", "multipart/form-data; boundary=" + boundary)).good();
    }

    private String training() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < TRAINING; i++) {
            Map<String, Object> row = new LinkedHashMap<>(applicants.next());
            double chance = chance();
            row.put("chance", chance);
            row.put("defaulted", happens(chance));
            lines.append(Caller.write(row)).append('\n');
        }
        return lines.toString();
    }

    private String traffic() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < DAYS * A_DAY; i++) {
            Map<String, Object> features = applicants.next();
            if (i >= (DAYS - BROKEN_DAYS) * A_DAY && random.nextInt(10) < 6) {
                features.remove("income");
            }
            double chance = chance();
            Map<String, Object> row = new LinkedHashMap<>(Map.of(
                    "id", "application-" + i, "key", "person-" + i, "features", features, "score", chance,
                    "at", began.plusSeconds(i * 86_400L / A_DAY).toString()));
            if (i < (DAYS - UNLABELLED_DAYS) * A_DAY) {
                row.put("label", happens(chance));
            }
            lines.append(Caller.write(row)).append('\n');
        }
        return lines.toString();
    }

    private double chance() {
        return Math.floor(random.nextDouble() * random.nextDouble() * 10_000) / 10_000;
    }

    private int happens(double chance) {
        return random.nextDouble() < chance ? 1 : 0;
    }
}
