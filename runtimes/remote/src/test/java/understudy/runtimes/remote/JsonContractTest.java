package understudy.runtimes.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.NamedTensor;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.ServingRuntime;
import understudy.testkit.ServingRuntimeContract;

/** The contract over a service that knows nothing of protocols for models: one row a call. */
final class JsonContractTest extends ServingRuntimeContract {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final WebServer server = new WebServer();
    private final Artifact artifact;

    JsonContractTest(@TempDir Path folder) throws IOException {
        server.at("/decide", call -> {
            JsonNode person = MAPPER.readTree(call.body()).path("person");
            double score = person.path("age").doubleValue() / (1 + person.path("says").textValue().length());
            return WebServer.Reply.json("{\"result\": {\"score\": " + score + ", \"label\": \""
                    + (score > 1 ? "yes" : "no") + "\"}}");
        });
        artifact = Documents.artifact(folder, "decide.remote.yml", """
                remote:
                  protocol: json
                  response: {score: /result/score, label: /result/label}
                  request: |
                    {"person": {"age": {{age}}, "says": "»{{text}}«"}}
                  signature:
                    inputs:
                      - {name: age, datatype: FP64}
                      - {name: text, datatype: BYTES}
                    outputs:
                      - {name: score, datatype: FP64, meaning: score}
                      - {name: label, datatype: BYTES, meaning: label, classes: ["no", "yes"]}
                  concurrency: 4
                  timeout: 5s
                  url: %s/decide
                """.formatted(server.url()));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Override
    protected ServingRuntime runtime() {
        return new RemoteRuntime();
    }

    @Override
    protected Artifact artifact() {
        return artifact;
    }

    @Override
    protected List<NamedTensor> rows(int rows) {
        Random random = new Random(3);
        double[] ages = new double[rows];
        String[] texts = new String[rows];
        for (int row = 0; row < rows; row++) {
            ages[row] = random.nextInt(18, 90);
            texts[row] = "\"quotes\", \\ and\nlines".substring(0, random.nextInt(22));
        }
        return List.of(new NamedTensor("age", Tensor.of(ages)), new NamedTensor("text", Tensor.of(texts)));
    }
}
