package understudy.runtimes.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Signature;

/**
 * TensorFlow Serving's REST API: {@code :predict}, in rows or columns.
 *
 * @see <a href="https://www.tensorflow.org/tfx/serving/api_rest">RESTful API</a>
 */
final class TensorFlowServing implements Conversation {
    private static final Map<String, DataType> TYPES = Map.ofEntries(
            Map.entry("DT_FLOAT", DataType.FP32),
            Map.entry("DT_DOUBLE", DataType.FP64),
            Map.entry("DT_HALF", DataType.FP16),
            Map.entry("DT_INT8", DataType.INT8),
            Map.entry("DT_INT16", DataType.INT16),
            Map.entry("DT_INT32", DataType.INT32),
            Map.entry("DT_INT64", DataType.INT64),
            Map.entry("DT_UINT8", DataType.UINT8),
            Map.entry("DT_UINT16", DataType.UINT16),
            Map.entry("DT_UINT32", DataType.UINT32),
            Map.entry("DT_UINT64", DataType.UINT64),
            Map.entry("DT_BOOL", DataType.BOOL),
            Map.entry("DT_STRING", DataType.BYTES));

    private final RemoteDocument document;
    private final HttpEndpoint endpoint;
    private final String model;

    TensorFlowServing(RemoteDocument document, HttpEndpoint endpoint) {
        this.document = document;
        this.endpoint = endpoint;
        String version = document.version().isEmpty() ? "" : "/versions" + Address.step(document.version());
        this.model = "/v1/models" + Address.step(document.model()) + version;
    }

    @Override
    public Described described() throws Unanswered {
        try {
            JsonNode status = got(document.url().under(model));
            if (!status.at("/model_version_status").findValuesAsText("state").contains("AVAILABLE")) {
                throw wording().unprocessable(
                        wording().endpoint() + " has no version of '" + document.model() + "' that is AVAILABLE",
                        "Load one there");
            }
            JsonNode metadata = got(document.url().under(model + "/metadata"));
            JsonNode signature = metadata.at("/metadata/signature_def/signature_def").path(document.signatureName());
            if (!signature.path("method_name").asText("").endsWith("/predict")) {
                throw wording().unprocessable(
                        wording().endpoint() + " has no signature '" + document.signatureName() + "' for predict",
                        "Name another as remote.signature_name");
            }
            return new Described(
                    Metadata.signature(tensors(signature.path("inputs")), tensors(signature.path("outputs"))),
                    wording().shown("version " + metadata.at("/model_spec/version").asText("")));
        } catch (BadAnswer odd) {
            throw wording().unprocessable(wording().endpoint() + " " + odd.what(), "Is it TensorFlow Serving?");
        }
    }

    private JsonNode got(URI address) throws Unanswered, BadAnswer {
        HttpEndpoint.Reply reply = endpoint.get(address);
        if (reply.status() >= 400) {
            throw wording().refused(reply.status(), reply.body());
        }
        return reply.json();
    }

    private static List<Metadata.Tensor> tensors(JsonNode named) throws BadAnswer {
        List<Metadata.Tensor> tensors = new ArrayList<>();
        for (Map.Entry<String, JsonNode> one : named.properties()) {
            DataType type = TYPES.get(one.getValue().path("dtype").asText(""));
            if (type == null) {
                throw new BadAnswer("names the type '" + one.getValue().path("dtype").asText("") + "' for '"
                        + one.getKey() + "'");
            }
            JsonNode shape = one.getValue().path("tensor_shape");
            long[] dimensions = new long[Math.max(1, shape.path("dim").size())];
            dimensions[0] = -1;
            for (int i = 0; i < shape.path("dim").size(); i++) {
                dimensions[i] = shape.path("dim").path(i).path("size").asLong(-1);
            }
            tensors.add(Metadata.Tensor.of(one.getKey(), type, dimensions));
        }
        return tensors;
    }

    @Override
    public List<NamedTensor> ask(List<NamedTensor> inputs, int rows, Signature signature) throws Unanswered {
        ObjectNode request = Json.object().put("signature_name", document.signatureName());
        boolean columnar = document.format().equals("columnar");
        if (columnar) {
            Rows.columns(request.putObject("inputs"), inputs, rows);
        } else {
            Rows.put(request.putArray("instances"), inputs, rows);
        }
        HttpEndpoint.Reply reply = endpoint.post(document.url().under(model + ":predict"), Json.written(request), Map.of());
        try {
            JsonNode answer = reply.json().path(columnar ? "outputs" : "predictions");
            return RowAnswers.read(answer, signature.outputs());
        } catch (BadAnswer odd) {
            throw wording().wrong(odd.what());
        }
    }

    private Wording wording() {
        return endpoint.wording();
    }

    @Override
    public void close() {
        endpoint.close();
    }
}
