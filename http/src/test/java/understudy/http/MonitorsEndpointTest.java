package understudy.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import understudy.monitoring.StreamState;

class MonitorsEndpointTest {
    private static final String PATH = "/api/v1/models/loan/monitors";
    private static final Instant AT = Instant.parse("2026-05-10T12:00:00Z");

    private final Lab lab = new Lab();
    private final JsonMapper json = new JsonMapper();

    @BeforeEach
    void register() {
        lab.register("loan", "linear 0.5");
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private HttpResponse<String> set(String change) throws Exception {
        return lab.send(lab.request(PATH, "Content-Type", "application/json").PUT(BodyPublishers.ofString(change)));
    }

    @Test
    void streams_are_off_until_somebody_turns_them_on_and_stay_when_something_else_is_changed() throws Exception {
        assertThat(json.readTree(lab.get(PATH).body()).path("streaming")).isEmpty();

        JsonNode set = json.readTree(set("{\"streaming\": [\"score:adwin\", \"errors:ddm\"]}").body()).path("streaming");
        assertThat(set).hasSize(2);
        assertThat(set.get(0).path("column").asText()).isEqualTo("@score");
        assertThat(set.get(1).path("detector").asText()).isEqualTo("ddm");
        assertThat(set.get(1).path("state").asText()).startsWith("waits for traffic");

        set("{\"window\": \"day\"}");
        assertThat(json.readTree(lab.get(PATH).body()).path("streaming")).hasSize(2);
        assertThat(json.readTree(set("{\"streaming\": []}").body()).path("streaming")).isEmpty();
    }

    @Test
    void a_stream_is_shown_with_what_it_saw() throws Exception {
        set("{\"streaming\": [\"income:adwin\"]}");
        StreamState.Alarm alarm = new StreamState.Alarm(AT, AT.minusSeconds(600), 0.25, 0.75);
        lab.watched.streams.add(new StreamState(
                "loan", "income", "adwin", "file:1", AT, AT, 20_000, 60_000, 500, 0.75, new byte[0], 0, Optional.of(alarm),
                Optional.of(alarm)));

        JsonNode stream = json.readTree(lab.get(PATH).body()).path("streaming").get(0);
        assertThat(stream.path("state").asText()).isEqualTo("has moved");
        assertThat(stream.path("rows").asLong()).isEqualTo(500);
        assertThat(stream.path("alarm").asText()).isEqualTo("income moved up from 30,000 to 50,000");
        assertThat(stream.path("alarmed_at").asText()).isEqualTo("2026-05-10T12:00:00Z");
    }

    @Test
    void what_cannot_be_followed_is_refused_with_what_could_be() throws Exception {
        HttpResponse<String> unknown = set("{\"streaming\": [\"salary:adwin\"]}");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body()).contains("has no 'salary'").contains("[age, income]");
        assertThat(set("{\"streaming\": [\"age:ddm\"]}").body()).contains("ddm counts what is wrong");
        assertThat(set("{\"streaming\": [\"age:cusum\"]}").body()).contains("expected: adwin, page-hinkley or ddm");
        assertThat(json.readTree(lab.get(PATH).body()).path("streaming")).isEmpty();
    }
}
