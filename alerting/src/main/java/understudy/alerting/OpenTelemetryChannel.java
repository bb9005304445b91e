package understudy.alerting;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import understudy.core.Fact;
import understudy.core.Problem;

/**
 * Sends each notice as one log record of OpenTelemetry, over OTLP/HTTP as JSON, so that collectors and what stands behind
 * them see verdicts, rollbacks and alerts beside everything else.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#otlphttp-request">OTLP 1.x, OTLP/HTTP</a>
 * @see <a href="https://opentelemetry.io/docs/specs/otel/logs/data-model/">OpenTelemetry: Logs Data Model</a>
 */
public final class OpenTelemetryChannel implements AlertChannel {
    private static final String PATH = "/v1/logs";
    private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000);

    private final HttpPost post;
    private final Map<String, String> headers;
    private final Page page;
    private final InstantSource clock;

    /**
     * @param base without the path, e.g. {@code http://collector:4318}
     * @param headers {@code name=value} with commas between, as OTEL_EXPORTER_OTLP_HEADERS has them; may be empty
     * @throws Problem INVALID, without showing either
     */
    public OpenTelemetryChannel(String base, String headers, Page page, InstantSource clock) {
        this.post = new HttpPost(address(base));
        this.headers = headers(headers);
        this.page = page;
        this.clock = clock;
    }

    /** Where it is posted to. @throws Problem INVALID for one that nothing can be posted to */
    public static URI address(String base) {
        return HttpPost.under("opentelemetry.url", base, PATH);
    }

    /** @throws Problem INVALID */
    public static Map<String, String> headers(String text) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String each : text.isBlank() ? new String[0] : text.split(",")) {
            int equals = each.indexOf('=');
            String name = equals < 0 ? "" : each.substring(0, equals).strip();
            String value = each.substring(equals + 1).strip();
            boolean known = name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}") && value.matches("[ -~]{1,4000}");
            if (!known || isOurs(name)) {
                throw Problem.invalid("opentelemetry.headers", "(not shown)", "name=value, with commas between");
            }
            headers.put(name, value);
        }
        return headers;
    }

    /** Headers that the connection sets. */
    private static boolean isOurs(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "connection", "content-length", "content-type", "expect", "host", "upgrade", "user-agent" -> true;
            default -> false;
        };
    }

    @Override
    public String name() {
        return kind();
    }

    @Override
    public String kind() {
        return "opentelemetry";
    }

    @Override
    public void send(Fact.Notice notice) throws Undelivered {
        ObjectNode body = Message.object();
        ObjectNode resource = body.putArray("resourceLogs").addObject();
        attribute(resource.putObject("resource").putArray("attributes"), "service.name", "understudy");
        ObjectNode scope = resource.putArray("scopeLogs").addObject();
        scope.putObject("scope").put("name", "understudy.alerting");
        record(scope.putArray("logRecords").addObject(), page.message(notice));
        post.send(Message.bytes(body), headers);
    }

    private void record(ObjectNode record, Message message) {
        Fact.Notice notice = message.notice();
        record.put("timeUnixNano", nanos(notice.at()))
                .put("observedTimeUnixNano", nanos(clock.instant()))
                .put("severityNumber", number(notice.severity()))
                .put("severityText", notice.severity().name())
                .put("eventName", "understudy." + notice.kind());
        record.putObject("body").put("stringValue", notice.title() + (notice.text().isEmpty() ? "" : "\n" + notice.text()));
        ArrayNode attributes = record.putArray("attributes");
        attribute(attributes, "understudy.notice", notice.id().toString());
        notice.model().ifPresent(model -> attribute(attributes, "understudy.model", model));
        notice.version().ifPresent(version -> attributes.addObject()
                .put("key", "understudy.version")
                .putObject("value")
                .put("intValue", Integer.toString(version)));
        notice.labels().forEach((name, value) -> attribute(attributes, "understudy." + name, value));
        message.link().ifPresent(link -> attribute(attributes, "url.full", link));
    }

    private static void attribute(ArrayNode attributes, String key, String value) {
        attributes.addObject().put("key", key).putObject("value").put("stringValue", value);
    }

    /** As the data model maps the words of syslog: informational, warning, critical. */
    private static int number(Fact.Severity severity) {
        return switch (severity) {
            case INFO -> 9;
            case WARNING -> 13;
            case CRITICAL -> 18;
        };
    }

    /** OTLP's JSON has 64-bit numbers as texts. */
    private static String nanos(Instant at) {
        return BigInteger.valueOf(at.getEpochSecond())
                .multiply(NANOS)
                .add(BigInteger.valueOf(at.getNano()))
                .toString();
    }

    @Override
    public void close() {
        post.close();
    }
}
