package understudy.runtimes.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.core.NamedTensor;
import understudy.core.Signature;

/**
 * What MLflow's scoring server and SageMaker's containers take: {@code POST /invocations} with a table or a list of rows.
 * The answer is {@code {"predictions": [...]}} or the list itself.
 */
final class Invocations implements Conversation {
    private static final int MISSING = 404;
    private static final int OTHER_METHOD = 405;

    private final RemoteDocument document;
    private final HttpEndpoint endpoint;

    Invocations(RemoteDocument document, HttpEndpoint endpoint) {
        this.document = document;
        this.endpoint = endpoint;
    }

    /** Only whether it is up can be asked, and only where the address is a server's and not a function's own. */
    @Override
    public Described described() throws Unanswered {
        if (!document.url().hasPath()) {
            HttpEndpoint.Reply ping = endpoint.get(document.url().under("/ping"));
            if (ping.status() >= 400 && ping.status() != MISSING && ping.status() != OTHER_METHOD) {
                throw endpoint.wording().refused(ping.status(), ping.body());
            }
        }
        return new Described(Optional.empty(), "");
    }

    @Override
    public List<NamedTensor> ask(List<NamedTensor> inputs, int rows, Signature signature) throws Unanswered {
        URI address = document.url().hasPath() ? document.url().uri() : document.url().under("/invocations");
        HttpEndpoint.Reply reply = endpoint.post(address, Json.written(request(inputs, rows, signature)), Map.of());
        try {
            JsonNode answer = reply.json();
            JsonNode predictions = answer.isObject() && answer.has("predictions") ? answer.path("predictions") : answer;
            return RowAnswers.read(predictions, signature.outputs());
        } catch (BadAnswer odd) {
            throw endpoint.wording().wrong(odd.what());
        }
    }

    private ObjectNode request(List<NamedTensor> inputs, int rows, Signature signature) {
        Cells cells = Cells.of(signature, inputs);
        List<String> columns = Cells.columns(signature);
        ObjectNode request = Json.object();
        switch (document.format()) {
            case "dataframe_records" -> {
                ArrayNode list = request.putArray("dataframe_records");
                for (int row = 0; row < rows; row++) {
                    ObjectNode one = list.addObject();
                    for (String column : columns) {
                        one.set(column, cells.at(column, row));
                    }
                }
            }
            case "instances" -> Rows.put(request.putArray("instances"), inputs, rows);
            case "inputs" -> Rows.columns(request.putObject("inputs"), inputs, rows);
            default -> {
                ObjectNode split = request.putObject("dataframe_split");
                columns.forEach(split.putArray("columns")::add);
                ArrayNode data = split.putArray("data");
                for (int row = 0; row < rows; row++) {
                    ArrayNode line = data.addArray();
                    for (String column : columns) {
                        line.add(cells.at(column, row));
                    }
                }
            }
        }
        return request;
    }

    @Override
    public void close() {
        endpoint.close();
    }
}
