package understudy.alerting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import understudy.core.Fact;

@Timeout(60)
class PagerDutyChannelTest {
    private static final String KEY = "0123456789abcdef0123456789abcdef";

    private final Receiver receiver = new Receiver();

    @AfterEach
    void close() {
        receiver.close();
    }

    private static Fact.Notice alert(String event, Fact.Severity severity) {
        return new Fact.Notice(
                new UUID(7, 9), Office.START, "alert.opened", severity, Optional.of("fraud"), OptionalInt.of(3),
                "fraud: income moved up", "It moved.", "/#fraud",
                Map.of("alert", "7f3a00112233", "event", event, "monitor", "data.drift", "to", "pagerduty"));
    }

    private JsonNode sent(Fact.Notice notice) throws Exception {
        try (PagerDutyChannel channel =
                new PagerDutyChannel(receiver.address("/"), KEY, Page.at("https://models.example.org"))) {
            channel.send(notice);
        }
        return new JsonMapper().readTree(receiver.posted.getLast().body());
    }

    @Test
    void an_alert_is_one_incident_that_is_triggered_acknowledged_and_resolved() throws Exception {
        JsonNode body = sent(alert("trigger", Fact.Severity.CRITICAL));

        assertThat(receiver.posted.getFirst().path()).isEqualTo("/v2/enqueue");
        assertThat(body.path("routing_key").asText()).isEqualTo(KEY);
        assertThat(body.path("event_action").asText()).isEqualTo("trigger");
        assertThat(body.path("dedup_key").asText()).isEqualTo("7f3a00112233");
        assertThat(body.path("payload").path("summary").asText()).isEqualTo("fraud: income moved up");
        assertThat(body.path("payload").path("severity").asText()).isEqualTo("critical");
        assertThat(body.path("payload").path("source").asText()).isEqualTo("fraud@3");
        assertThat(body.path("payload").path("class").asText()).isEqualTo("data.drift");
        assertThat(body.path("payload").path("timestamp").asText()).isEqualTo("2026-03-01T00:00:00Z");
        assertThat(body.path("links").get(0).path("href").asText()).isEqualTo("https://models.example.org/#fraud");
        for (String event : new String[] {"acknowledge", "resolve"}) {
            JsonNode later = sent(alert(event, Fact.Severity.INFO));
            assertThat(later.path("event_action").asText()).isEqualTo(event);
            assertThat(later.path("dedup_key").asText()).isEqualTo("7f3a00112233");
            assertThat(later.has("payload")).isFalse();
        }
    }

    @Test
    void a_rollback_is_an_incident_and_good_news_wakes_nobody() throws Exception {
        Fact.Notice rollback = Office.notice(1, Office.START, "fraud@8 was taken back");
        assertThat(sent(rollback).path("dedup_key").asText()).isEqualTo(rollback.id().toString());
        try (PagerDutyChannel channel = new PagerDutyChannel(receiver.address("/"), KEY, Page.at(""))) {
            channel.send(new Fact.Notice(
                    new UUID(7, 9), Office.START, "rollout.advanced", Fact.Severity.INFO, Optional.empty(),
                    OptionalInt.empty(), "fraud@8 answers 10 %", "", ""));
        }
        assertThat(receiver.posted).hasSize(1);
    }

    @Test
    void a_wrong_key_is_a_refusal_and_too_much_at_once_is_not() {
        receiver.replying(400, 429);
        try (PagerDutyChannel channel = new PagerDutyChannel(receiver.address(""), KEY, Page.at(""))) {
            Fact.Notice notice = alert("trigger", Fact.Severity.CRITICAL);
            assertThat(catchThrowableOfType(Undelivered.class, () -> channel.send(notice)).isRefused()).isTrue();
            assertThat(catchThrowableOfType(Undelivered.class, () -> channel.send(notice)).isRefused()).isFalse();
        }
    }

    @Test
    void neither_key_nor_address_is_shown() {
        assertThatThrownBy(() -> new PagerDutyChannel("ftp://hidden.example", KEY, Page.at("")))
                .hasMessageContaining("pagerduty.url: (not shown)");
        assertThatThrownBy(() -> new PagerDutyChannel("https://hidden.example?a=1", KEY, Page.at("")))
                .hasMessageContaining("pagerduty.url: (not shown)");
        assertThatThrownBy(() -> new PagerDutyChannel(PagerDutyChannel.USUAL, "hidden key", Page.at("")))
                .hasMessageContaining("pagerduty.key: (not shown)");
    }
}
