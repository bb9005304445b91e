package understudy.app;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import understudy.api.Paths;

/**
 * Weeks of back-dated predictions that a model elsewhere made, with a cycle of the day; near the end incomes rise, and later ages go
 * missing. The same whenever it is asked for. Immutable.
 */
final class Branch {
    static final String MODEL = "branch";
    /** Detectors learn four weeks, so that the last days are watched; nine weeks when asked for. */
    static final int DAYS = Integer.getInteger("understudy.watched.days", 32);
    static final int ROWS_PER_HOUR = 36;
    private static final int HOURS = 24 * DAYS;
    private static final Duration SINCE_RISE = Duration.ofHours(60);
    private static final Duration SINCE_GAPS = Duration.ofHours(36);

    private final Instant end;

    /** @param now the last whole hour before is the end of all there is */
    Branch(Instant now) {
        this.end = now.truncatedTo(ChronoUnit.HOURS);
    }

    Instant began() {
        return end.minus(HOURS, ChronoUnit.HOURS);
    }

    Instant end() {
        return end;
    }

    /** When incomes rise by 0.6 standard deviations. */
    Instant rise() {
        return end.minus(SINCE_RISE);
    }

    /** When two ages in five go missing. */
    Instant gaps() {
        return end.minus(SINCE_GAPS);
    }

    private Map<String, Object> applicant(Random random, Instant at, boolean planted) {
        double cycle = 0.3 * Math.sin(2 * Math.PI * (at.getEpochSecond() / 3600 % 24) / 24);
        double income = 40_000 + 10_000 * (random.nextGaussian() + cycle);
        double gone = random.nextDouble();
        double age = Math.rint(44 + 10 * random.nextGaussian());
        double place = random.nextDouble();
        Map<String, Object> features = new LinkedHashMap<>();
        features.put("income", Math.rint(income + (planted && !at.isBefore(rise()) ? 6_000 : 0)));
        if (gone >= (planted && !at.isBefore(gaps()) ? 0.4 : 0.01)) {
            features.put("age", age);
        }
        features.put("region", place < 0.5 ? "north" : place < 0.8 ? "south" : "east");
        return features;
    }

    private static double score(Map<String, Object> features) {
        double income = ((Number) features.getOrDefault("income", 0)).doubleValue();
        return Math.round(1e4 / (1 + Math.exp((income - 30_000) / 15_000))) / 1e4;
    }

    /** Lines of JSON, labels among them, earliest first. */
    String lines(Instant from, Instant to) {
        StringBuilder lines = new StringBuilder();
        for (int hour = 0; hour < HOURS; hour++) {
            Instant began = began().plus(hour, ChronoUnit.HOURS);
            if (!began.isBefore(from) && began.isBefore(to)) {
                Random random = new Random(7_919L * hour + 3);
                for (int row = 0; row < ROWS_PER_HOUR; row++) {
                    Instant at = began.plusSeconds(row * 3_600L / ROWS_PER_HOUR);
                    Map<String, Object> features = applicant(random, at, true);
                    double score = score(features);
                    lines.append(Caller.write(Map.of(
                                    "id", hour + "-" + row, "key", hour + "-" + row, "at", at.toString(), "features", features,
                                    "score", score, "label", random.nextDouble() < score ? 1 : 0)))
                            .append('\n');
                }
            }
        }
        return lines.toString();
    }

    /** What the model was trained on: other people of the same kind. */
    String training() {
        StringBuilder lines = new StringBuilder("income,age,region,chance,defaulted\n");
        Random random = new Random(1);
        for (int i = 0; i < 6_000; i++) {
            Map<String, Object> features = applicant(random, began().plus(i % 24, ChronoUnit.HOURS), false);
            double score = score(features);
            lines.append(features.get("income")).append(',').append(features.getOrDefault("age", "")).append(',')
                    .append(features.get("region")).append(',').append(score).append(',')
                    .append(random.nextDouble() < score ? 1 : 0).append('\n');
        }
        return lines.toString();
    }

    /** Registers the model without a file: its metadata say all there is. */
    void register(Caller caller) {
        String metadata = Caller.write(Map.of(
                "task", "binary", "owner", "branches", "risk_tier", "low", "maturity", "PT0S", "runtime", "elsewhere",
                "signature", Map.of(
                        "inputs", List.of(
                                column("income", "FP64", Map.of("name", "income")),
                                column("age", "FP64", Map.of("name", "age", "optional", true)),
                                column("region", "BYTES", Map.of(
                                        "name", "region", "categories", List.of("north", "south", "east")))),
                        "outputs", List.of(Map.of(
                                "name", "probability", "datatype", "FP64", "shape", List.of(-1), "meaning", "score",
                                "classes", List.of("paid", "default"))))));
        String boundary = "the-boundary-7c1e";
        caller.send(
                "POST", Paths.of(Paths.VERSIONS, MODEL),
                BodyPublishers.ofString("--" + boundary + "\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n"
                        + metadata + "\r\n--" + boundary + "--\r\n"),
                Map.of("Content-Type", "multipart/form-data; boundary=" + boundary)).good();
    }

    private static Map<String, Object> column(String name, String type, Map<String, Object> feature) {
        return Map.of("name", name, "datatype", type, "shape", List.of(-1), "features", List.of(feature));
    }

    /** Windows are sealed as soon as they end. */
    void watchAtOnce(Caller caller) {
        caller.send(
                "PUT", Paths.of(Paths.MONITORS, MODEL), BodyPublishers.ofString("{\"delay\":\"0s\"}"),
                Map.of("Content-Type", "application/json")).good();
    }

    /** Returns how many predictions were new. */
    static int bring(Caller caller, String lines) {
        return caller.postText(Paths.of(Paths.BROUGHT, MODEL), "application/x-ndjson", lines).good()
                .path("accepted").asInt();
    }
}
