package understudy.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import understudy.alerting.Finding;
import understudy.core.Fact;
import understudy.governance.AccessRole;

class AlertsTest {
    private static final String ROUTES = """
            {"routes": [
              {"name": "night", "model": "fraud*", "severity": "critical", "channels": ["pager"],
               "hours": {"days": ["monday", "sunday"], "from": "22:00", "to": "06:00", "zone": "Europe/Berlin"}},
              {"name": "rest", "channels": ["mail"]}],
             "budgets": [{"model": "fraud", "false_pages": 2}], "escalate_after": "45m", "quiet": "12h",
             "digest_at": "07:30", "zone": "Europe/Berlin"}""";

    private final Lab lab = new Lab();
    private final JsonMapper json = new JsonMapper();

    @AfterEach
    void close() {
        lab.close();
    }

    private JsonNode good(HttpResponse<String> reply) throws Exception {
        assertThat(reply.statusCode()).as(reply.body()).isBetween(200, 299);
        return json.readTree(reply.body());
    }

    private HttpResponse<String> put(Lab server, String path, String body, String... headers) throws Exception {
        return server.send(server.request(path, headers).PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String report(Lab server, String model, Fact.Severity severity) {
        Instant now = Instant.now();
        return server.services.watches().alerts().report(new Finding(
                model, OptionalInt.of(3), "data.drift", "data.drift", severity, true, model + ": income moved up",
                "It moved.", "Ask who delivers the data.", List.of(new Finding.Subject("income", "region=north", "up by 0.4 sd", 0.8)),
                now.minusSeconds(60), now));
    }

    @Test
    void alerts_are_listed_by_state_model_and_severity_and_shown_by_the_beginning_of_their_id() throws Exception {
        String fraud = report(lab, "fraud", Fact.Severity.WARNING);
        String loan = report(lab, "loan", Fact.Severity.CRITICAL);

        assertThat(good(lab.get("/api/v1/alerts")).path("alerts")).hasSize(2);
        assertThat(good(lab.get("/api/v1/alerts?severity=critical")).path("alerts").get(0).path("id").asText())
                .isEqualTo(loan);
        assertThat(good(lab.get("/api/v1/alerts?model=fraud&state=unresolved")).path("alerts")).hasSize(1);
        assertThat(good(lab.get("/api/v1/alerts?state=resolved")).path("alerts")).isEmpty();
        JsonNode alert = good(lab.get("/api/v1/alerts/" + fraud.substring(0, 8)));
        assertThat(alert.path("id").asText()).isEqualTo(fraud);
        assertThat(alert.path("state").asText()).isEqualTo("open");
        assertThat(alert.path("owner").asText()).isEqualTo("ann");
        assertThat(alert.path("observations").get(0).path("segment").asText()).isEqualTo("region=north");
        assertThat(alert.path("runbook").asText()).isEqualTo("Ask who delivers the data.");
        lab.register("loan", "linear 0");
        assertThat(good(lab.get("/api/v1/models/loan/alerts")).path("alerts")).hasSize(1);
        assertThat(lab.get("/api/v1/models/nothing/alerts").statusCode()).isEqualTo(404);
        assertThat(lab.get("/api/v1/alerts/ffffff").statusCode()).isEqualTo(404);
        for (String wrong : new String[] {"state=odd", "severity=odd", "limit=0", "limit=1001"}) {
            assertThat(lab.get("/api/v1/alerts?" + wrong).statusCode()).as(wrong).isEqualTo(400);
        }
    }

    @Test
    void people_answer_alerts_and_every_answer_is_on_record() throws Exception {
        String path = "/api/v1/alerts/" + report(lab, "fraud", Fact.Severity.WARNING);

        assertThat(good(lab.post(path + "/acknowledge", "{\"note\":\"asked\"}")).path("state").asText())
                .isEqualTo("acknowledged");
        assertThat(good(lab.post(path + "/snooze", "{\"duration\":\"4h\"}")).path("until").isTextual()).isTrue();
        assertThat(good(lab.post(path + "/note", "{\"note\":\"they look\"}")).path("history")).hasSize(4);
        JsonNode useful = good(lab.post(path + "/useful", "{\"useful\":false,\"note\":\"a holiday\"}"));
        assertThat(useful.path("useful").path("useful").asBoolean()).isFalse();
        JsonNode over = good(lab.post(path + "/resolve", "{\"reason\":\"repaired\"}"));
        assertThat(over.path("reason").asText()).isEqualTo("repaired");

        assertThat(lab.post(path + "/acknowledge", "{}").statusCode()).isEqualTo(409);
        assertThat(lab.post(path + "/resolve", "{\"reason\":\"\"}").statusCode()).isEqualTo(400);
        assertThat(lab.post(path + "/resolve", "{}").statusCode()).isEqualTo(400);
        assertThat(lab.post(path + "/snooze", "{}").statusCode()).isEqualTo(400);
        assertThat(lab.post(path + "/useful", "{}").statusCode()).isEqualTo(400);
        JsonNode precision = good(lab.get("/api/v1/alert-precision")).path("monitors").get(0);
        assertThat(precision.path("answered").asInt()).isEqualTo(1);
        assertThat(precision.path("precision").asDouble()).isZero();
        assertThat(precision.path("high").asDouble()).isBetween(0.7, 0.8);
        assertThat(lab.get("/api/v1/audit?from=1&limit=100").body())
                .contains("alert.acknowledge", "alert.snooze", "alert.note", "alert.useful", "alert.resolve");
    }

    @Test
    void routes_are_replaced_as_one_document_and_come_back_as_they_are() throws Exception {
        JsonNode standard = good(lab.get("/api/v1/alert-routes"));
        assertThat(standard.path("routes")).isEmpty();
        assertThat(standard.path("escalate_after").asText()).isEqualTo("PT30M");
        JsonNode kept = good(put(lab, "/api/v1/alert-routes", ROUTES));
        assertThat(kept.path("escalate_after").asText()).isEqualTo("PT45M");
        assertThat(kept.path("routes").get(0).path("hours").path("days").get(0).asText()).isEqualTo("monday");
        assertThat(good(lab.get("/api/v1/alert-routes"))).isEqualTo(kept);
        assertThat(good(put(lab, "/api/v1/alert-routes", kept.toString()))).isEqualTo(kept);
        assertThat(lab.get("/api/v1/audit?from=1&limit=100").body()).contains("alert.routes");
        for (String wrong : new String[] {
            "{\"routes\":[{\"name\":\"a\",\"channels\":[\"fax\"]}]}", "{\"routes\":[{\"name\":\"a\"}]}",
            "{\"routes\":[{\"name\":\"A b\",\"channels\":[]}]}", "{\"digest_at\":\"25:00\"}", "{\"zone\":\"Mars\"}",
            "{\"quiet\":\"soon\"}", "{\"budgets\":[{\"model\":\"a\",\"false_pages\":-1}]}", "{\"route\":[]}",
            "{\"routes\":[{\"name\":\"a\",\"channels\":[],\"hours\":{\"days\":[\"someday\"],\"from\":\"1\",\"to\":\"2\"}}]}"
        }) {
            HttpResponse<String> reply = put(lab, "/api/v1/alert-routes", wrong);
            assertThat(reply.statusCode()).as(wrong + reply.body()).isEqualTo(400);
        }
        assertThat(good(lab.get("/api/v1/alert-routes"))).isEqualTo(kept);
    }

    @Test
    void maintenance_is_planned_listed_and_ended() throws Exception {
        JsonNode window = good(lab.post(
                "/api/v1/maintenance", "{\"model\":\"fraud*\",\"duration\":\"4h\",\"reason\":\"move\"}"));
        assertThat(window.path("state").asText()).isEqualTo("under_way");
        good(lab.post("/api/v1/maintenance",
                "{\"model\":\"loan\",\"from\":\"2999-01-01T00:00:00Z\",\"duration\":\"1h\",\"reason\":\"move\"}"));
        assertThat(good(lab.get("/api/v1/maintenance")).path("windows")).extracting(each -> each.path("state").asText())
                .containsExactly("under_way", "planned");
        String path = "/api/v1/maintenance/" + window.path("id").asText();
        assertThat(lab.send(lab.request(path).DELETE()).statusCode()).isEqualTo(204);
        assertThat(lab.send(lab.request(path).DELETE()).statusCode()).isEqualTo(404);
        for (String wrong : new String[] {
            "{\"model\":\"a\",\"reason\":\"b\"}", "{\"model\":\"a\",\"duration\":\"4h\",\"reason\":\"\"}",
            "{\"model\":\"a\",\"duration\":\"4h\"}", "{\"model\":\"\",\"duration\":\"4h\",\"reason\":\"b\"}",
            "{\"model\":\"a\",\"duration\":\"100d\",\"reason\":\"b\"}"
        }) {
            assertThat(lab.post("/api/v1/maintenance", wrong).statusCode()).as(wrong).isEqualTo(400);
        }
    }

    @Test
    void whoever_only_reads_changes_nothing() throws Exception {
        try (Lab closed = new Lab(true, Optional.empty())) {
            String id = report(closed, "fraud", Fact.Severity.WARNING);
            String[] reader = bearer(closed, AccessRole.READER);
            String[] operator = bearer(closed, AccessRole.OPERATOR);
            for (String path : List.of("/alerts", "/alerts/" + id, "/alert-routes", "/alert-precision", "/maintenance")) {
                assertThat(closed.get("/api/v1" + path, reader).statusCode()).as(path).isEqualTo(200);
                assertThat(closed.get("/api/v1" + path).statusCode()).as(path).isEqualTo(401);
            }
            for (String verb : new String[] {"acknowledge", "snooze", "resolve", "useful", "note"}) {
                assertThat(closed.post("/api/v1/alerts/" + id + "/" + verb, "{}", reader).statusCode())
                        .as(verb)
                        .isEqualTo(403);
            }
            assertThat(closed.post("/api/v1/maintenance", "{}", reader).statusCode()).isEqualTo(403);
            assertThat(put(closed, "/api/v1/alert-routes", "{}", reader).statusCode()).isEqualTo(403);
            assertThat(closed.send(closed.request("/api/v1/maintenance/abc", reader).DELETE()).statusCode()).isEqualTo(403);
            assertThat(closed.post("/api/v1/alerts/" + id + "/acknowledge", "{}", operator).statusCode()).isEqualTo(200);
            assertThat(put(closed, "/api/v1/alert-routes", ROUTES, operator).statusCode()).isEqualTo(200);
        }
    }

    private static String[] bearer(Lab server, AccessRole role) {
        String name = role.name().toLowerCase(java.util.Locale.ROOT);
        String secret = server.services.tokens().create(name, Set.of(role), Optional.empty(), "test").secret();
        return new String[] {"Authorization", "Bearer " + secret};
    }
}
