package understudy.alerting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.core.Fact;

@Timeout(60)
class OpenTelemetryChannelTest {
    private final Receiver receiver = new Receiver();

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void a_notice_is_one_log_record_over_otlp() throws Exception {
        Fact.Notice notice = new Fact.Notice(
                new UUID(7, 9), Instant.parse("2026-03-01T00:00:00.5Z"), "alert.opened", Fact.Severity.WARNING,
                Optional.of("fraud"), OptionalInt.of(3), "fraud: income moved up", "It moved.", "", Map.of("alert", "7f3a"));
        try (OpenTelemetryChannel channel = new OpenTelemetryChannel(
                receiver.address("/otel/"), "Understudy-Notice=token 1, x-scope = a", Page.at(""),
                InstantSource.fixed(Instant.ofEpochSecond(3)))) {
            channel.send(notice);
        }

        Receiver.Posted posted = receiver.posted.getFirst();
        assertThat(posted.path()).isEqualTo("/otel/v1/logs");
        assertThat(posted.contentType()).isEqualTo("application/json");
        assertThat(posted.notice()).isEqualTo("token 1");
        JsonNode resource = new JsonMapper().readTree(posted.body()).path("resourceLogs").get(0);
        assertThat(resource.path("resource").path("attributes").get(0).path("value").path("stringValue").asText())
                .isEqualTo("understudy");
        JsonNode record = resource.path("scopeLogs").get(0).path("logRecords").get(0);
        assertThat(record.path("timeUnixNano").isTextual()).isTrue();
        assertThat(record.path("timeUnixNano").asText()).isEqualTo("1772323200500000000");
        assertThat(record.path("observedTimeUnixNano").asText()).isEqualTo("3000000000");
        assertThat(record.path("severityNumber").asInt()).isEqualTo(13);
        assertThat(record.path("severityText").asText()).isEqualTo("WARNING");
        assertThat(record.path("body").path("stringValue").asText()).isEqualTo("fraud: income moved up\nIt moved.");
        Map<String, String> attributes = new HashMap<>();
        record.path("attributes").forEach(each ->
                attributes.put(each.path("key").asText(), each.path("value").elements().next().asText()));
        assertThat(attributes)
                .containsEntry("understudy.model", "fraud")
                .containsEntry("understudy.version", "3")
                .containsEntry("understudy.alert", "7f3a")
                .containsEntry("understudy.notice", notice.id().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"hidden", "=hidden", "host=hidden", "a=hidden\nb", "a b=hidden", "x="})
    void headers_that_are_none_are_refused_and_not_shown(String headers) {
        assertThatThrownBy(() -> OpenTelemetryChannel.headers(headers))
                .hasMessageContaining("opentelemetry.headers: (not shown)")
                .message()
                .doesNotContain("hidden");
    }
}
