package understudy.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import understudy.governance.AccessRole;

class ControlTest {
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

    private HttpResponse<String> upload(String model, String metadata, String artifact) throws Exception {
        String body = "--XX\r\nContent-Disposition: form-data; name=\"artifact\"; filename=\"m.small\"\r\n\r\n" + artifact
                + "\r\n--XX\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n" + metadata + "\r\n--XX--\r\n";
        return lab.post("/api/v1/models/" + model + "/versions", body, "Content-Type", "multipart/form-data; boundary=XX");
    }

    @Test
    void a_version_is_uploaded_with_what_is_known_of_it() throws Exception {
        HttpResponse<String> reply = upload("loan", """
                {"owner": "ann", "maturity": "30d", "decision": {"threshold": 0.6, "above": "decline", "below": "approve"},
                 "card": {"trained": "2026"}}""", "linear 0");

        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(201);
        JsonNode version = json.readTree(reply.body());
        assertThat(version.path("version").asInt()).isEqualTo(1);
        assertThat(version.path("role").asText()).isEqualTo("champion");
        assertThat(version.path("state").asText()).isEqualTo("ready");
        assertThat(version.path("card").path("trained").asText()).isEqualTo("2026");
        JsonNode model = good(lab.get("/api/v1/models/loan"));
        assertThat(model.path("owner").asText()).isEqualTo("ann");
        assertThat(model.path("maturity").asText()).isEqualTo("PT720H");
        assertThat(good(lab.get("/api/v1/models/loan/decision")).path("decision").path("threshold").asDouble()).isEqualTo(0.6);
    }

    @Test
    void an_upload_beyond_the_limit_is_refused() throws Exception {
        assertThat(upload("loan", "{}", "x".repeat(1 << 20) + "y").statusCode()).isEqualTo(413);
    }

    @Test
    void two_people_cannot_replace_the_same_lineup() throws Exception {
        lab.register("loan", "linear 0");
        lab.register("loan", "linear 1");
        String etag = lab.get("/api/v1/models/loan/lineup").headers().firstValue("ETag").orElseThrow();
        String next = "{\"champion\":2,\"canaries\":[{\"version\":1,\"share\":0.25}]}";

        HttpResponse<String> first = lab.send(lab.request("/api/v1/models/loan/lineup", "If-Match", etag).PUT(HttpRequest.BodyPublishers.ofString(next)));
        HttpResponse<String> second = lab.send(lab.request("/api/v1/models/loan/lineup", "If-Match", etag).PUT(HttpRequest.BodyPublishers.ofString(next)));

        assertThat(good(first).path("champion").asInt()).isEqualTo(2);
        assertThat(second.statusCode()).isEqualTo(412);
        assertThat(second.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(json.readTree(second.body()).path("code").asText()).isEqualTo("stale");
        assertThat(lab.send(lab.request("/api/v1/models/loan/lineup").PUT(HttpRequest.BodyPublishers.ofString(next))).statusCode()).isEqualTo(400);
    }

    @Test
    void the_verbs_change_who_answers_and_who_rehearses() throws Exception {
        lab.register("loan", "linear 0");
        lab.register("loan", "linear 1");

        assertThat(good(lab.post("/api/v1/models/loan/shadow", "{\"version\":2,\"from\":\"beginning\",\"sample\":0.5}"))
                .path("shadows").get(0).path("sample").asDouble()).isEqualTo(0.5);
        assertThat(good(lab.post("/api/v1/models/loan/canary", "{\"version\":2,\"share\":0.1}")).path("canaries").get(0).path("version").asInt()).isEqualTo(2);
        assertThat(good(lab.post("/api/v1/models/loan/promote", "{\"version\":2}")).path("champion").asInt()).isEqualTo(2);
        assertThat(good(lab.post("/api/v1/models/loan/rollback", "")).path("champion").asInt()).isEqualTo(1);
        assertThat(good(lab.post("/api/v1/models/loan/retire", "{\"version\":2}")).path("retired").asBoolean()).isTrue();
        assertThat(good(lab.get("/api/v1/models/loan/lineup/history")).path("lineups").size()).isGreaterThan(3);
        assertThat(good(lab.get("/api/v1/audit/verification")).path("intact").asBoolean()).isTrue();
    }

    @Test
    void a_plan_is_written_before_and_a_comparison_keeps_to_it_and_shows_what_calls_cost() throws Exception {
        upload("loan", "{\"card\": {\"cost_per_call\": 0.002}}", "linear 0");
        upload("loan", "{\"card\": {\"cost_per_call\": 0.0005}}", "linear 1");
        String plans = "/api/v1/models/loan/versions/2/plans";
        HttpResponse<String> written = lab.post(
                plans, "{\"metric\":\"auc\",\"alpha\":0.1,\"guardrails\":[\"errors<1%\"],\"mature\":\"PT24H\",\"note\":\"first\"}");
        assertThat(written.statusCode()).as(written.body()).isEqualTo(201);
        good(lab.post(plans, "{\"metric\":\"brier\"}"));

        JsonNode all = good(lab.get(plans)).path("plans");
        assertThat(all).hasSize(2);
        assertThat(all.get(0).path("metric").asText()).isEqualTo("brier");
        assertThat(all.get(1).path("note").asText()).isEqualTo("first");
        JsonNode comparison = good(lab.get("/api/v1/models/loan/comparisons/2"));
        assertThat(comparison.path("plan").path("number").asInt()).isEqualTo(2);
        assertThat(comparison.path("operating").path("champion_call_cost").asDouble()).isEqualTo(0.002);
        assertThat(comparison.path("operating").path("challenger_call_cost").asDouble()).isEqualTo(0.0005);
        assertThat(good(lab.get("/api/v1/models/loan/comparisons")).path("champion").asInt()).isEqualTo(1);
        for (String wrong : new String[] {
            "{}", "{\"metric\":\"speed\"}", "{\"metric\":\"auc\",\"alpha\":2}", "{\"metric\":\"auc\",\"strict\":true}",
            "{\"metric\":\"auc\",\"guardrails\":[\"faster\"]}", "{\"metric\":\"auc\",\"margins\":1}"
        }) {
            assertThat(lab.post(plans, wrong).statusCode()).as(wrong).isEqualTo(400);
        }
        assertThat(lab.post("/api/v1/models/loan/versions/1/plans", "{\"metric\":\"auc\"}").statusCode()).isEqualTo(409);
        assertThat(lab.post("/api/v1/models/loan/versions/9/plans", "{\"metric\":\"auc\"}").statusCode()).isEqualTo(404);
    }

    @Test
    void a_version_climbs_by_steps_and_is_stopped_where_it_is() throws Exception {
        lab.register("loan", "linear 0");
        lab.register("loan", "linear 1");
        String climb = "{\"version\":2,\"steps\":[0.05,0.5,1],\"every\":\"10m\",\"guardrails\":[\"errors<+1%\",\"latency_p99<3x\"]}";

        assertThat(good(lab.post("/api/v1/models/loan/canary", climb)).path("rollout").asText()).isEqualTo(
                "loan@2 answers 5 % of callers, then 50 %, 100 %, while these hold: errors<+1%, latency_p99<3x");
        assertThat(lab.post("/api/v1/models/loan/canary", climb).statusCode()).as("one at a time").isEqualTo(409);
        JsonNode rollout = good(lab.get("/api/v1/models/loan/rollouts")).path("rollouts").get(0);
        assertThat(rollout.path("state").asText()).isEqualTo("running");
        assertThat(rollout.path("guardrails").get(1).path("guardrail").asText()).isEqualTo("latency_p99<3x");
        JsonNode stopped = good(lab.post("/api/v1/models/loan/rollouts/stop", ""));
        assertThat(stopped.path("state").asText()).isEqualTo("stopped");
        assertThat(good(lab.get("/api/v1/models/loan/lineup")).path("canaries").get(0).path("share").asDouble()).isEqualTo(0.05);
        assertThat(good(lab.get("/api/v1/models/loan/lineup")).path("rollout").isNull()).isTrue();
        assertThat(lab.post("/api/v1/models/loan/rollouts/stop", "").statusCode()).isEqualTo(404);
        for (String wrong : new String[] {
            "{\"version\":2}", "{\"version\":2,\"share\":0.1,\"steps\":[0.1,1]}", "{\"version\":2,\"steps\":[0.1]}",
            "{\"version\":2,\"steps\":[0.1,1],\"guardrails\":[\"luck\"]}", "{\"version\":2,\"steps\":[0.1,1],\"when_thin\":\"hope\"}",
            "{\"version\":2,\"steps\":[0.1,1],\"every\":\"0s\"}"
        }) {
            assertThat(lab.post("/api/v1/models/loan/canary", wrong).statusCode()).as(wrong).isEqualTo(400);
        }
        HttpResponse<String> unplanned = lab.post("/api/v1/models/loan/promote", "{\"version\":2,\"when_better\":true}");
        assertThat(unplanned.statusCode()).isEqualTo(409);
        assertThat(unplanned.body()).contains("understudy plan loan@2 --metric");
    }

    @Test
    void shares_follow_a_reward_until_somebody_ends_it() throws Exception {
        lab.register("loan", "linear 0");
        lab.register("loan", "linear 1");
        String adapt = "{\"reward\":\"paid\",\"floor\":0.1,\"every\":\"10m\"}";
        assertThat(lab.post("/api/v1/models/loan/adapt", adapt).statusCode()).as("no canary yet").isEqualTo(409);
        good(lab.post("/api/v1/models/loan/canary", "{\"version\":2,\"share\":0.25}"));

        good(lab.post("/api/v1/models/loan/adapt", adapt));
        JsonNode adaptation = good(lab.get("/api/v1/models/loan/rollouts")).path("adaptation");
        assertThat(adaptation.path("active").asBoolean()).isTrue();
        assertThat(adaptation.path("arms").get(1).path("estimate").asDouble()).isEqualTo(0.25);
        assertThat(adaptation.path("arms").get(0).path("share").asDouble()).isEqualTo(0.75);
        assertThat(good(lab.post("/api/v1/models/loan/adapt/stop", "")).path("active").asBoolean()).isFalse();
        assertThat(lab.post("/api/v1/models/loan/adapt/stop", "").statusCode()).isEqualTo(404);
        for (String wrong : new String[] {"{}", "{\"reward\":\"\"}", "{\"reward\":\"paid\",\"floor\":0.5}"}) {
            assertThat(lab.post("/api/v1/models/loan/adapt", wrong).statusCode()).as(wrong).isEqualTo(400);
        }
    }

    @Test
    void named_features_are_answered_by_name() throws Exception {
        lab.register("loan", "linear 0");

        JsonNode one = good(lab.post("/api/v1/models/loan/predict", "{\"features\":{\"age\":41,\"region\":\"north\"},\"key\":\"k\"}"));
        JsonNode two = good(lab.post("/api/v1/models/loan/predict", "{\"rows\":[{\"age\":41},{\"age\":30,\"income\":null}]}"));

        assertThat(one.path("outputs").path("score").get(0).asDouble()).isEqualTo(1 / (1 + Math.exp(-0.41)));
        assertThat(one.path("prediction_ids").get(0).asText()).endsWith(".0");
        assertThat(two.path("outputs").path("label")).hasSize(2);
        JsonNode found = good(lab.get("/api/v1/predictions/" + two.path("prediction_ids").get(1).asText()));
        assertThat(found.path("inputs").get(0).path("data").get(0).asDouble()).isEqualTo(30);
        assertThat(found.path("shadows").get(0).path("said").path("error").asText()).isEqualTo("internal: broke");
        assertThat(good(lab.get("/api/v1/predictions?model=loan&key=k&where=score%3E0.1")).path("predictions")).hasSize(1);
        JsonNode again = good(lab.post("/api/v1/predictions/" + one.path("prediction_ids").get(0).asText() + "/reproduce", ""));
        assertThat(again.path("same").asBoolean()).isTrue();
    }

    @Test
    void mlflows_forms_all_mean_the_same() throws Exception {
        lab.register("loan", "linear 0");
        String expected = good(lab.post("/invocations?model=loan", "{\"dataframe_records\":[{\"age\":41,\"income\":5,\"region\":\"n\"}]}")).toString();

        for (String body : new String[] {
            "{\"dataframe_split\":{\"columns\":[\"region\",\"age\",\"income\"],\"data\":[[\"n\",41,5]]}}",
            "{\"instances\":[[41,5,\"n\"]]}", "{\"instances\":[{\"age\":41}]}", "{\"inputs\":{\"age\":[41],\"region\":[\"n\"]}}"
        }) {
            assertThat(good(lab.post("/invocations?model=loan", body)).toString()).isEqualTo(expected);
        }
        assertThat(good(lab.post("/invocations?model=loan", "age,region\n41,\"a,b\"\n", "Content-Type", "text/csv")).toString()).isEqualTo(expected);
        assertThat(json.readTree(expected).path("predictions").get(0).path("label").asInt()).isEqualTo(1);
    }

    @Test
    void labels_come_as_lines_or_as_a_table_and_wrong_lines_are_counted() throws Exception {
        lab.register("loan", "linear 0");
        String id = good(lab.post("/api/v1/models/loan/predict", "{\"features\":{\"age\":41},\"key\":\"k\"}")).path("prediction_ids").get(0).asText();

        JsonNode lines = good(lab.post("/api/v1/labels", "{\"prediction_id\":\"" + id + "\",\"label\":1}\n\nnonsense\n"));
        JsonNode table = good(lab.post("/api/v1/labels?model=loan", "key,label,at\nk,0,2026-01-01T00:00:00Z\nother,1,\n", "Content-Type", "text/csv"));

        assertThat(lines.path("accepted").asInt()).isEqualTo(1);
        assertThat(lines.path("refused_examples").get(0).asText()).startsWith("line 3: ");
        assertThat(table.path("accepted").asInt()).isEqualTo(2);
        assertThat(table.path("unknown").asInt()).isEqualTo(1);
        assertThat(lab.post("/api/v1/predictions/" + id + "/override", "{\"action\":\"approve\",\"reason\":\"known\"}").statusCode()).isIn(204, 400, 422);
    }

    @Test
    void the_first_token_shuts_the_door_and_each_role_opens_its_own() throws Exception {
        lab.register("loan", "linear 0");
        assertThat(lab.post("/api/v1/tokens", "{\"name\":\"r\",\"roles\":[\"reader\"]}").statusCode()).isEqualTo(409);
        String admin = good(lab.post("/api/v1/tokens", "{\"name\":\"root\",\"roles\":[\"admin\"]}")).path("secret").asText();
        String reader = lab.services.tokens().create("r", Set.of(AccessRole.READER), Optional.empty(), "test").secret();

        assertThat(lab.get("/api/v1/models").statusCode()).isEqualTo(401);
        assertThat(lab.get("/api/v1/models", "Authorization", "Bearer wrong").statusCode()).isEqualTo(401);
        assertThat(lab.get("/api/v1/models", "Authorization", "Bearer " + reader).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = lab.post("/api/v1/models/loan/promote", "{\"version\":1}", "Authorization", "Bearer " + reader);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("operator or admin");
        assertThat(lab.get("/api/v1/tokens", "Authorization", "Bearer " + admin).body()).contains("\"r\"").doesNotContain("hash");
        assertThat(lab.get("/v2/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void a_page_from_elsewhere_cannot_reach_a_local_server() throws Exception {
        HttpResponse<String> posted = lab.post("/api/v1/models/loan/promote", "{}", "Origin", "http://evil.example");

        assertThat(posted.statusCode()).isEqualTo(403);
        assertThat(raw("GET /api/v1/models HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")).startsWith("HTTP/1.1 403");
        assertThat(raw("GET /api/v1/models HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")).startsWith("HTTP/1.1 200");
    }

    private String raw(String request) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", lab.server.port())) {
            socket.getOutputStream().write(request.getBytes(UTF_8));
            try (InputStream reply = socket.getInputStream()) {
                return new String(reply.readAllBytes(), UTF_8);
            }
        }
    }

    @Test
    void the_description_names_every_route_and_no_other() throws Exception {
        JsonNode paths = good(lab.get("/api/v1/openapi.json")).path("paths");

        for (String path : new String[] {"/api/v1/models", "/api/v1/labels", "/v2/models/{model}/infer", "/invocations", "/metrics"}) {
            assertThat(paths.has(path)).as(path).isTrue();
        }
        paths.properties().forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
            HttpRequest.Builder request = lab.request(path.getKey().replaceAll("\\{[a-z]+}", "1"))
                    .method(method.toUpperCase(java.util.Locale.ROOT), HttpRequest.BodyPublishers.noBody());
            try {
                HttpResponse<String> reply = lab.send(request);
                assertThat(reply.statusCode()).as(method + " " + path.getKey()).isNotEqualTo(405).isLessThan(500);
                assertThat(reply.body()).doesNotContain("there is nothing at");
            } catch (java.io.IOException | InterruptedException broken) {
                throw new AssertionError(path.getKey(), broken);
            }
        }));
    }

    @Test
    void the_page_may_load_nothing_from_elsewhere() throws Exception {
        HttpResponse<String> page = lab.get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow()).contains("default-src 'none'").doesNotContain("unsafe");
        assertThat(lab.get("/static/app.js").headers().firstValue("Content-Type").orElseThrow()).startsWith("text/javascript");
        for (String path : new String[] {"/static/../index.html", "/static/%2e%2e/index.html", "/static/none.js", "/static/", "/static"}) {
            assertThat(lab.get(path).statusCode()).as(path).isBetween(400, 404);
        }
    }

    @Test
    void a_job_tells_how_far_it_is_and_what_came_of_it() throws Exception {
        JsonNode job = good(lab.post("/api/v1/backup", "{\"path\":\"/srv/backup\"}"));
        String id = job.path("id").asText();

        JsonNode now = good(lab.get("/api/v1/jobs/" + id));
        while (now.path("state").asText().equals("running")) {
            Thread.onSpinWait();
            now = good(lab.get("/api/v1/jobs/" + id));
        }
        assertThat(now.path("backup").path("bytes").asInt()).isEqualTo(2);
        assertThat(lab.post("/api/v1/backup", "{\"path\":\"backup\"}").statusCode()).isEqualTo(400);
    }

    @Test
    void a_test_notice_wants_a_channel_to_take() throws Exception {
        assertThat(good(lab.get("/api/v1/channels")).path("channels").isArray()).isTrue();

        HttpResponse<String> refused = lab.post("/api/v1/channels/test", "");

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("no channel").contains("notify");
        assertThat(lab.facts.entries).isEmpty();
    }

    @Test
    void metrics_and_status_say_how_the_server_is() throws Exception {
        lab.register("loan", "linear 0");
        lab.post("/api/v1/models/loan/predict", "{\"features\":{\"age\":41}}");

        assertThat(lab.get("/metrics").body())
                .contains("model=\"loan\"")
                .contains("role=\"champion\"")
                .contains("understudy_models_bytes ")
                .contains("understudy_models_evicted 0");
        JsonNode status = good(lab.get("/api/v1/status"));
        assertThat(status.path("ready").asBoolean()).isTrue();
        assertThat(status.path("instances").get(0).path("state").asText()).isEqualTo("ready");
    }
}
