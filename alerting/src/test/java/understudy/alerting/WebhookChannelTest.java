package understudy.alerting;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static understudy.alerting.Office.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.core.Fact;
import understudy.core.Problem;

@Timeout(60)
class WebhookChannelTest {
    private static final String SECRET = "of this test, and of no other";
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

    @TempDir
    private Path directory;

    private final Receiver receiver = new Receiver();
    private final Fact.Notice notice = Office.notice(1, Office.START, "fraud@8 was taken back");

    @AfterEach
    void close() {
        receiver.close();
    }

    private WebhookChannel channel(String path) {
        return new WebhookChannel(
                receiver.address(path), SECRET, Page.at("https://models.example.org/"), InstantSource.fixed(NOW));
    }

    @Test
    void a_notice_is_posted_as_json_with_a_signature_that_can_be_checked() throws Exception {
        try (WebhookChannel channel = channel("/hook?token=t")) {
            channel.send(notice);
        }

        Receiver.Posted posted = receiver.posted.getFirst();
        assertThat(posted.path()).isEqualTo("/hook?token=t");
        assertThat(posted.contentType()).isEqualTo("application/json");
        assertThat(posted.notice()).isEqualTo(notice.id().toString());
        assertThat(posted.signature()).isEqualTo("t=1777636800,v1=" + mac("1777636800." + posted.body()));
        JsonNode body = new JsonMapper().readTree(posted.body());
        assertThat(body.path("id").asText()).isEqualTo(notice.id().toString());
        assertThat(body.path("at").asText()).isEqualTo("2026-03-01T00:00:00Z");
        assertThat(body.path("kind").asText()).isEqualTo("rollout.rolled_back");
        assertThat(body.path("severity").asText()).isEqualTo("critical");
        assertThat(body.path("model").asText()).isEqualTo("fraud");
        assertThat(body.path("version").asInt()).isEqualTo(8);
        assertThat(body.path("title").asText()).isEqualTo("fraud@8 was taken back");
        assertThat(body.path("text").asText()).isEqualTo(notice.text());
        assertThat(body.path("link").asText()).isEqualTo("https://models.example.org/#fraud");
    }

    private static String mac(String signed) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(signed.getBytes(UTF_8)));
    }

    @Test
    void a_receiver_that_fails_first_gets_the_same_notice_until_it_takes_it() {
        receiver.replying(500, 503, 404, 429);
        try (Office office = new Office(directory)) {
            Deliveries deliveries = office.deliver(channel("/hook"));
            Fact.Notice told = office.tell("one");
            Fact.Notice next = office.tell("two");
            eventually("both were taken", () -> deliveries.statuses().getFirst().delivered() == 2);

            assertThat(receiver.posted).extracting(Receiver.Posted::notice).containsExactly(
                    told.id().toString(), told.id().toString(), told.id().toString(), told.id().toString(),
                    told.id().toString(), next.id().toString());
            assertThat(deliveries.statuses().getFirst().failed()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 410, 302})
    void a_decision_of_the_receiver_is_a_refusal_and_nobody_follows_elsewhere(int status) {
        receiver.replying(status);

        Undelivered refused = failure("/hook");

        assertThat(refused.isRefused()).isTrue();
        assertThat(refused.why()).startsWith("HTTP " + status);
        assertThat(receiver.posted).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503})
    void a_receiver_in_trouble_is_no_refusal(int status) {
        receiver.replying(status);

        assertThat(failure("/hook").isRefused()).isFalse();
    }

    private Undelivered failure(String path) {
        try (WebhookChannel channel = channel(path)) {
            return catchThrowableOfType(Undelivered.class, () -> channel.send(notice));
        }
    }

    @Test
    void an_endless_reply_is_not_listened_to() throws Undelivered {
        receiver.replying(Receiver.ENDLESS, 200);
        try (WebhookChannel channel = channel("/hook")) {
            channel.send(notice);
            channel.send(notice);
        }
        assertThat(receiver.posted).hasSize(2);
    }

    @Test
    void nobody_there_is_said_without_the_address() {
        receiver.close();

        Undelivered failure = failure("/hook/the-token");

        assertThat(failure.isRefused()).isFalse();
        assertThat(failure).hasMessage("no connection").hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "nonsense the-token", "ftp://example.org/the-token", "https:///the-token", "https://ann:the-token@example.org/"
    })
    void an_address_that_cannot_be_posted_to_is_refused_without_being_shown(String address) {
        assertThatThrownBy(() -> new WebhookChannel(address, SECRET, Page.at(""), InstantSource.fixed(NOW)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("webhook.url")
                .message().doesNotContain("the-token");
        assertThatThrownBy(() -> WebhookChannel.checkSecret("too short")).message().doesNotContain("too short");
    }
}
