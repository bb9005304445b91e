package understudy.runtimes.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Tensor;
import understudy.serving.Instance;
import understudy.serving.Loading;

final class RemoteRuntimeTest {
    private static final String SECRET = "s3cr3t-Value";
    private static final String SIGNATURE =
            "{inputs: [{name: a, datatype: FP64}], outputs: [{name: score, datatype: FP64, meaning: score}]}";

    private final WebServer server = new WebServer();
    private final Documents documents;

    RemoteRuntimeTest(@TempDir Path folder) throws IOException {
        documents = new Documents(folder, Map.of("UNDERSTUDY_REMOTE_TOKEN", SECRET));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private String document(String rest) {
        return ("remote: {protocol: json, url: '%s/score', request: '{\"a\": {{a}}}', response: {score: /score}, "
                        + "timeout: 500ms, signature: %s%s}")
                .formatted(server.url(), SIGNATURE, rest);
    }

    private static List<NamedTensor> row(double a) {
        return List.of(new NamedTensor("a", Tensor.of(new double[] {a})));
    }

    private static List<NamedTensor> rows(int count) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = i;
        }
        return List.of(new NamedTensor("a", Tensor.of(values)));
    }

    private Problem refusal(String rest) {
        try (Instance instance = documents.load(document(rest))) {
            return Documents.problem(() -> instance.predict(row(1), 1));
        }
    }

    static Stream<Arguments> oddAnswers() {
        return Stream.of(
                Arguments.of("{\"score\": NaN}", "NaN"),
                Arguments.of("{\"score\": Infinity}", "Infinity"),
                Arguments.of("{\"score\": 1e999}", "Infinity"),
                Arguments.of("{\"score\": \"high\"}", "high"),
                Arguments.of("{\"score\": [1, 2]}", "the shape [1, 2] for 'score'"),
                Arguments.of("{\"score\": [[1], [2, 3]]}", "lists of different lengths"),
                Arguments.of("{\"score\": null}", "null"),
                Arguments.of("{\"points\": 1}", "nothing where 'score' should be"),
                Arguments.of("<html><body>Sign in</body></html>", "a page of HTML or XML"),
                Arguments.of("{\"score\": 1", "what is no JSON"),
                Arguments.of("", "with nothing in it"),
                Arguments.of("[".repeat(10_000), "what is no JSON"));
    }

    @ParameterizedTest
    @MethodSource("oddAnswers")
    void an_answer_that_cannot_be_is_refused_in_words(String body, String expected) {
        server.at("/score", _ -> WebServer.Reply.json(body));
        Problem problem = refusal("");
        assertThat(problem.code()).isEqualTo(Problem.Code.INTERNAL);
        assertThat(problem.fact()).startsWith("the endpoint 127.0.0.1:").contains("answered").contains(expected);
    }

    @Test
    void a_refusal_is_passed_on_with_the_endpoints_own_short_message() {
        server.at("/score", _ ->
                WebServer.Reply.of(422, "{\"error\": {\"message\": \"a must be\\n positive " + "x".repeat(5000) + "\"}}"));
        Problem problem = refusal("");
        assertThat(problem.code()).isEqualTo(Problem.Code.UNPROCESSABLE);
        assertThat(problem.fact()).contains("refused with 422: a must be positive").doesNotContain("\n")
                .hasSizeLessThan(300);
    }

    @ParameterizedTest
    @CsvSource({"500,INTERNAL,answered 500", "503,INTERNAL,answered 503", "302,INTERNAL,redirects are not followed",
            "429,OVERLOADED,429",
        "404,UNPROCESSABLE,404", "403,UNPROCESSABLE,403"})
    void statuses_mean_what_callers_can_act_upon(int status, Problem.Code code, String fact) {
        server.at("/score", _ -> new WebServer.Reply(status, Map.of("Location", "http://169.254.169.254/"), new byte[0]));
        Problem problem = refusal("");
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.fact()).contains(fact);
        assertThat(server.calls).hasSize(1);
    }

    @Test
    void a_secret_is_sent_and_never_shown_even_if_the_endpoint_repeats_it() {
        server.at("/score", call -> WebServer.Reply.of(400, "{\"error\": \"bad key: " + call.header("X-token") + "\"}"));
        Problem problem = refusal(", secret: {header: X-Token, environment: UNDERSTUDY_REMOTE_TOKEN, prefix: 'Key '}");
        assertThat(server.calls.getFirst().header("X-token")).isEqualTo("Key " + SECRET);
        assertThat(problem.fact()).contains("bad key: Key …");
        for (Throwable at = problem; at != null; at = at.getCause()) {
            assertThat(String.valueOf(at)).doesNotContain(SECRET);
        }
    }

    @Test
    void a_secret_in_a_label_that_is_none_is_not_shown_either() {
        server.at("/score", _ -> WebServer.Reply.json("{\"score\": \"" + SECRET + "\"}"));
        assertThat(refusal(", secret: {environment: UNDERSTUDY_REMOTE_TOKEN}").getMessage()).doesNotContain(SECRET);
    }

    @Test
    void a_variable_that_is_not_there_is_named_at_registration() {
        Problem problem = Documents.problem(() ->
                documents.load(document(", secret: {environment: UNDERSTUDY_REMOTE_OTHER}")));
        assertThat(problem.fact()).contains("UNDERSTUDY_REMOTE_OTHER");
        assertThat(server.calls).isEmpty();
    }

    @Test
    void an_endpoint_that_hangs_is_left_after_the_timeout() {
        CountDownLatch never = new CountDownLatch(1);
        server.at("/score", _ -> {
            never.await();
            return WebServer.Reply.json("{}");
        });
        Problem problem = refusal("");
        assertThat(problem.code()).isEqualTo(Problem.Code.INTERNAL);
        assertThat(problem.fact()).contains("did not answer within 500 ms");
    }

    @Test
    void nobody_there_is_said_without_the_cause() throws IOException {
        String url;
        try (WebServer gone = new WebServer()) {
            url = gone.url();
        }
        try (Instance instance = documents.load(document("").replace(server.url(), url))) {
            assertThat(Documents.problem(() -> instance.predict(row(1), 1)).fact()).endsWith("takes no connection");
        }
    }

    @Test
    void a_slow_endpoint_within_its_time_is_fine() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        server.at("/score", _ -> {
            arrived.countDown();
            go.await();
            return WebServer.Reply.json("{\"score\": 0.5}");
        });
        try (Instance instance = documents.load(document(", headers: {X-A: b}").replace("500ms", "30s"));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<NamedTensor>> answer = threads.submit(() -> instance.predict(row(1), 1));
            arrived.await();
            assertThat(answer.isDone()).isFalse();
            go.countDown();
            assertThat(answer.get().getFirst().tensor().doubles()).containsExactly(0.5);
        }
        assertThat(server.calls.getFirst().header("X-a")).isEqualTo("b");
    }

    @Test
    void where_one_piece_fails_the_rest_is_not_asked() {
        server.at("/score", _ -> WebServer.Reply.of(400, "{\"error\": \"no\"}"));
        try (Instance instance = documents.load(document(", concurrency: 1"))) {
            Problem problem = Documents.problem(() -> instance.predict(rows(50), 50));
            assertThat(problem.code()).isEqualTo(Problem.Code.UNPROCESSABLE);
            assertThat(problem.fact()).endsWith("refused with 400: no");
        }
        assertThat(server.calls).hasSize(1);
    }

    @Test
    void retries_come_after_growing_pauses_and_only_where_no_answer_came() {
        AtomicInteger calls = new AtomicInteger();
        server.at("/score", _ -> calls.incrementAndGet() < 3 ? WebServer.Reply.of(503, "")
                : WebServer.Reply.json("{\"score\": 1}"));
        try (Instance instance = documents.load(document(", retries: 2"))) {
            assertThat(instance.predict(row(1), 1).getFirst().tensor().doubles()).containsExactly(1);
        }
        assertThat(documents.pauses).containsExactly(Duration.ofMillis(25), Duration.ofMillis(50));
        server.at("/score", _ -> WebServer.Reply.of(400, ""));
        calls.set(server.calls.size());
        refusal(", retries: 2");
        assertThat(server.calls).hasSize(calls.get() + 1);
    }

    @Test
    void after_failures_in_a_row_the_endpoint_is_left_alone_and_then_probed() {
        server.at("/score", _ -> WebServer.Reply.of(500, ""));
        try (Instance instance = documents.load(document(""))) {
            for (int i = 0; i < Circuit.FAILURES; i++) {
                assertThat(Documents.problem(() -> instance.predict(row(1), 1)).code()).isEqualTo(Problem.Code.INTERNAL);
            }
            assertThat(Documents.problem(() -> instance.predict(row(1), 1)).code()).isEqualTo(Problem.Code.UNAVAILABLE);
            assertThat(server.calls).hasSize(Circuit.FAILURES);
            server.at("/score", _ -> WebServer.Reply.json("{\"score\": 1}"));
            documents.nanos.addAndGet(Circuit.SHORTEST.toNanos());
            assertThat(instance.predict(row(1), 1)).isNotEmpty();
            assertThat(instance.predict(row(1), 1)).isNotEmpty();
        }
    }

    @Test
    void rows_beyond_the_batch_go_in_several_calls_and_come_back_in_order() {
        AtomicInteger most = new AtomicInteger();
        AtomicInteger now = new AtomicInteger();
        server.at("/score", call -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            JsonNode rows = Json.read(call.body()).path("rows");
            StringBuilder out = new StringBuilder();
            rows.forEach(row -> out.append(out.isEmpty() ? "" : ",").append("{\"s\": ").append(row.doubleValue() * 2)
                    .append("}"));
            now.decrementAndGet();
            return WebServer.Reply.json("{\"all\": [" + out + "]}");
        });
        String text = document(", batch: 3, concurrency: 2")
                .replace("{\"a\": {{a}}}", "{\"rows\": [{{#rows}}{{a}}{{/rows}}]}")
                .replace("/score}", "/all/*/s}");
        try (Instance instance = documents.load(text)) {
            double[] answers = instance.predict(rows(10), 10).getFirst().tensor().doubles();
            for (int i = 0; i < 10; i++) {
                assertThat(answers[i]).isEqualTo(2.0 * i);
            }
        }
        assertThat(server.calls).hasSize(4);
        assertThat(most.get()).isLessThanOrEqualTo(2);
    }

    @Test
    void a_list_of_too_few_rows_is_a_lie() {
        server.at("/score", _ -> WebServer.Reply.json("{\"all\": [{\"s\": 1}]}"));
        String text = document(", batch: 3")
                .replace("{\"a\": {{a}}}", "[{{#rows}}{{a}}{{/rows}}]")
                .replace("/score}", "/all/*/s}");
        try (Instance instance = documents.load(text)) {
            assertThat(Documents.problem(() -> instance.predict(rows(2), 2)).fact()).contains("for 2 rows");
        }
    }

    @Test
    void a_reply_without_end_is_cut_off() {
        server.at("/score", _ -> new WebServer.Reply(200, Map.of(), new byte[HttpEndpoint.MOST_BYTES + 1]));
        try (Instance instance = documents.load(document("").replace("500ms", "30s"))) {
            assertThat(Documents.problem(() -> instance.predict(row(1), 1)).fact())
                    .endsWith("answered with more than 64 MB");
        }
    }

    @Test
    void a_document_is_told_by_its_first_key_and_its_name(@TempDir Path folder) {
        assertThat(documents.runtime.accepts(Documents.artifact(folder, "a.yml", "# risk\n\n---\nremote:\n  url: x\n")))
                .isTrue();
        assertThat(documents.runtime.accepts(Documents.artifact(folder, "b.remote.json", "{\n \"remote\": {}}"))).isTrue();
        assertThat(documents.runtime.accepts(Documents.artifact(folder, "c.json", "{\"learner\": {}}"))).isFalse();
        assertThat(documents.runtime.accepts(Documents.artifact(folder, "d.txt", "remote: {}"))).isFalse();
        assertThat(documents.runtime.worksElsewhere()).isTrue();
    }

    @Test
    void a_version_that_is_loaded_again_needs_no_endpoint_that_is_up() throws IOException {
        Signature signature;
        String text;
        try (OpenInferenceServer up = new OpenInferenceServer(true)) {
            text = "remote: {protocol: open-inference, url: '" + up.web.url() + "', model: risk}";
            try (Instance instance = documents.load(text)) {
                signature = instance.signature();
                assertThat(instance.library()).isEqualTo("remote 1, open-inference little-server 1.2");
            }
        }
        assertThat(Documents.problem(() -> documents.load(text)).code()).isEqualTo(Problem.Code.UNPROCESSABLE);
        try (Instance instance = documents.load(text, Loading.as(signature))) {
            assertThat(instance.signature()).isEqualTo(signature);
        }
    }

    @Test
    void what_does_not_agree_with_the_endpoint_is_refused_at_registration() throws IOException {
        try (OpenInferenceServer up = new OpenInferenceServer(true)) {
            String text = "remote: {protocol: open-inference, url: '" + up.web.url()
                    + "', model: %s, signature: {inputs: [{name: X, "
                    + "datatype: %s, shape: [-1, 3]}], outputs: [{name: %s, datatype: FP32}]}}";
            assertThat(Documents.problem(() -> documents.load(text.formatted("risk", "FP64", "score"))).fact())
                    .contains("has input 'X' as FP32 [-1, 3], the signature says FP64 [-1, 3]");
            assertThat(Documents.problem(() -> documents.load(text.formatted("risk", "FP32", "sum"))).fact())
                    .contains("has the outputs [score, name], the signature says 'sum'");
            assertThat(Documents.problem(() -> documents.load(text.formatted("other", "FP32", "score"))).fact())
                    .contains("refused with 404: no such path");
            Problem version = Documents.problem(() ->
                    documents.load("remote: {protocol: open-inference, url: '" + up.web.url()
                    + "', model: risk, version: \"9\"}"));
            assertThat(version.code()).isEqualTo(Problem.Code.UNPROCESSABLE);
            try (Instance instance = documents.load(text.formatted("risk", "FP32", "score"))) {
                float[] x = {1, 2, 3, 4, 5, 6};
                assertThat(instance.predict(List.of(new NamedTensor("X", Tensor.of(x, 2, 3))), 2))
                        .containsExactly(new NamedTensor("score", Tensor.of(new float[] {2, 8}, 2)));
            }
        }
    }
}
