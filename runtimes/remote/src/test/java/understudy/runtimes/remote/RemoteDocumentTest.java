package understudy.runtimes.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.core.Problem;

final class RemoteDocumentTest {
    private static RemoteDocument read(String rest) {
        return RemoteDocument.read(
                "m.remote.yml", "remote: {protocol: open-inference, url: 'https://a.example', model: m" + rest + "}");
    }

    @Test
    void what_is_not_said_has_a_default() {
        RemoteDocument document = read("");
        assertThat(document.timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(document.retries()).isZero();
        assertThat(document.batch()).isEqualTo(Integer.MAX_VALUE);
        assertThat(document.concurrency()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({"500ms,500", "2s,2000", "1m,60000", "PT3S,3000"})
    void durations_are_written_as_people_write_them(String text, long millis) {
        assertThat(read(", timeout: " + text).timeout()).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        ", timeout: soon", ", timeout: 11m", ", timeout: 0s", ", retries: 6", ", batch: 0", ", concurrency: many",
                ", colour: red",
        ", headers: {Authorization: x}", ", headers: {Host: x}", ", headers: {'a b': x}", ", headers: {A: [1]}",
                ", secret: {header: A}",
        ", secret: {environment: AWS_SECRET_ACCESS_KEY}", ", secret: {environment: UNDERSTUDY_TOKEN}",
                ", signature: {inputs: []}",
        ", signature: {inputs: [{name: a, datatype: DOUBLE}], outputs: [{name: b, datatype: FP64}]}", ", messages: text"
    })
    void a_wrong_field_is_refused_by_its_name(String rest) {
        Problem problem = Documents.problem(() -> read(rest));
        assertThat(problem.code()).isEqualTo(Problem.Code.UNPROCESSABLE);
        assertThat(problem.fact()).startsWith("remote." + rest.substring(2).split(":", 2)[0]).contains("(expected: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "ftp://a.example", "file:///etc/passwd", "http://user:word@a.example", "a.example", "http://",
                "https://a.example/#x", "::"
    })
    void only_web_addresses_without_a_password_are_taken_and_none_is_repeated(String url) {
        Problem problem = Documents.problem(() -> RemoteDocument.read(
                "m.remote.yml", "remote: {protocol: open-inference, model: m, url: '" + url + "'}"));
        assertThat(problem.fact()).startsWith("remote.url: not shown");
    }

    @Test
    void a_secret_goes_over_https_only_but_for_this_machine() {
        String text = "remote: {protocol: open-inference, model: m, url: 'http://%s', secret: {environment: "
                + "UNDERSTUDY_REMOTE_A}}";
        assertThat(Documents.problem(() -> RemoteDocument.read("m", text.formatted("a.example"))).fact()).contains("https");
        assertThat(RemoteDocument.read("m", text.formatted("127.0.0.1:80")).secret()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "remote", "remote: 1", "{", "other: {}", "remote: {}\nother: 1",
            "remote: {protocol: telepathy}"})
    void what_is_no_document_is_refused(String text) {
        assertThat(Documents.problem(() -> RemoteDocument.read("m.remote.yml", text)).code())
                .isEqualTo(Problem.Code.UNPROCESSABLE);
    }
}
