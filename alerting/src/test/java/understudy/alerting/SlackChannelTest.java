package understudy.alerting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;
import understudy.core.Fact;

class SlackChannelTest {
    @Test
    void a_notice_is_a_text_in_which_nothing_of_ours_becomes_a_mention() throws Exception {
        Fact.Notice notice = Office.notice(1, Office.START, "fraud@8 was taken back <!channel>");
        try (Receiver receiver = new Receiver();
                SlackChannel channel =
                        new SlackChannel(receiver.address("/services/T/B/x"), Page.at("https://models.example.org"))) {
            channel.send(notice);

            assertThat(new JsonMapper().readTree(receiver.posted.getFirst().body()).path("text").asText()).isEqualTo("""
                    *CRITICAL: fraud@8 was taken back &lt;!channel&gt;*
                    AUC fell by 0.03 &lt;0.01 allowed&gt; &amp; p99 grew
                    over 4,000 pairs: größer
                    <https://models.example.org/#fraud|Open the page>
                    rollout.rolled_back · fraud@8 · 2026-03-01T00:00:00Z · %s""".formatted(notice.id()));
        }
    }

    @Test
    void its_address_is_its_secret() {
        assertThatThrownBy(() -> new SlackChannel("hooks.slack.example/services/T/B/x", Page.at("")))
                .hasMessageContaining("slack.url")
                .message().doesNotContain("services");
    }
}
