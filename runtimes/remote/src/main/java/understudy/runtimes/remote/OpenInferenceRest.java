package understudy.runtimes.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Signature;
import understudy.core.Tensor;

/** Version 2 of the Open Inference Protocol; tensors travel as bytes where the server says that it can. */
final class OpenInferenceRest implements Conversation {
    private static final String BINARY = "binary_tensor_data";
    private static final String HEADER = "Inference-Header-Content-Length";

    private final RemoteDocument document;
    private final HttpEndpoint endpoint;
    private final URI model;
    /** Whether the server has said that it takes bytes; asked once, by whoever comes first. */
    private volatile Optional<Boolean> binary = Optional.empty();

    OpenInferenceRest(RemoteDocument document, HttpEndpoint endpoint) {
        this.document = document;
        this.endpoint = endpoint;
        String version = document.version().isEmpty() ? "" : "/versions" + Address.step(document.version());
        this.model = document.url().under("/v2/models" + Address.step(document.model()) + version);
    }

    @Override
    public Described described() throws Unanswered {
        HttpEndpoint.Reply ready = endpoint.get(URI.create(path("/ready")));
        if (ready.status() >= 400) {
            throw endpoint.wording().refused(ready.status(), ready.body());
        }
        HttpEndpoint.Reply metadata = endpoint.get(model);
        if (metadata.status() >= 400) {
            throw endpoint.wording().refused(metadata.status(), metadata.body());
        }
        try {
            return described(metadata.json());
        } catch (BadAnswer odd) {
            throw endpoint.wording()
                    .unprocessable(endpoint.wording().endpoint() + " " + odd.what(), "Is it an Open Inference server?");
        }
    }

    private Described described(JsonNode metadata) throws BadAnswer, Unanswered {
        Metadata.checkVersion(endpoint.wording(), document.version(), texts(metadata.path("versions")));
        List<Metadata.Tensor> inputs = tensors(metadata.path("inputs"));
        List<Metadata.Tensor> outputs = tensors(metadata.path("outputs"));
        JsonNode server = server();
        String name = server.path("name").asText("").replaceAll("\\s+", "-") + " " + server.path("version").asText("");
        return new Described(Metadata.signature(inputs, outputs), endpoint.wording().shown(name));
    }

    private JsonNode server() throws Unanswered {
        HttpEndpoint.Reply reply = endpoint.get(document.url().under("/v2"));
        JsonNode server = Json.object();
        if (reply.status() < 300) {
            try {
                server = reply.json();
            } catch (BadAnswer odd) {
                // A server that does not describe itself takes JSON, as every one does.
                server = Json.object();
            }
        }
        binary = Optional.of(texts(server.path("extensions")).contains(BINARY));
        return server;
    }

    @Override
    public List<NamedTensor> ask(List<NamedTensor> inputs, int rows, Signature signature) throws Unanswered {
        if (binary.isEmpty()) {
            server();
        }
        boolean raw = binary.orElse(false);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] header = Json.written(request(inputs, signature, raw, body));
        byte[] tensors = body.toByteArray();
        HttpEndpoint.Reply reply = endpoint.post(
                URI.create(path("/infer")),
                ByteBuffer.allocate(header.length + tensors.length).put(header).put(tensors).array(),
                raw
                        ? Map.of(HEADER, Integer.toString(header.length), "Content-Type", "application/octet-stream")
                        : Map.of());
        try {
            return read(reply);
        } catch (BadAnswer odd) {
            throw endpoint.wording().wrong(odd.what());
        }
    }

    private static ObjectNode request(
            List<NamedTensor> inputs, Signature signature, boolean raw, ByteArrayOutputStream body) {
        ObjectNode request = Json.object();
        ArrayNode list = request.putArray("inputs");
        for (NamedTensor input : inputs) {
            Tensor tensor = input.tensor();
            ObjectNode one = list.addObject().put("name", input.name()).put("datatype", tensor.type().name());
            ArrayNode shape = one.putArray("shape");
            for (long dimension : tensor.shape()) {
                shape.add(dimension);
            }
            if (raw) {
                byte[] bytes = RawTensor.written(tensor);
                one.putObject("parameters").put("binary_data_size", bytes.length);
                body.writeBytes(bytes);
            } else {
                one.set("data", JsonElements.flat(input.name(), tensor));
            }
        }
        ArrayNode outputs = request.putArray("outputs");
        for (Signature.Output output : signature.outputs()) {
            ObjectNode one = outputs.addObject().put("name", output.name());
            if (raw) {
                one.putObject("parameters").put("binary_data", true);
            }
        }
        return request;
    }

    private List<NamedTensor> read(HttpEndpoint.Reply reply) throws BadAnswer {
        int length = reply.headers().firstValue(HEADER).map(text -> length(text, reply.body().length))
                .orElse(reply.body().length);
        if (length < 0) {
            throw new BadAnswer("answered an " + HEADER + " that cannot be");
        }
        JsonNode answer = reply.json(length);
        List<NamedTensor> outputs = new ArrayList<>();
        int at = length;
        for (JsonNode output : answer.path("outputs")) {
            String name = output.path("name").asText("");
            DataType type = Metadata.type(name, output.path("datatype").asText(""));
            long[] shape = Metadata.longs(output.path("shape"));
            int size = output.path("parameters").path("binary_data_size").asInt(-1);
            if (size < 0) {
                outputs.add(new NamedTensor(name, JsonElements.read(name, type, shape, output.path("data"), false)));
                continue;
            }
            if (size > reply.body().length - at) {
                throw new BadAnswer("answered fewer bytes for '" + name + "' than it says");
            }
            outputs.add(new NamedTensor(name, RawTensor.read(name, type, shape, ByteBuffer.wrap(reply.body(), at, size))));
            at += size;
        }
        return outputs;
    }

    private static int length(String text, int most) {
        return text.matches("[0-9]{1,9}") && Integer.parseInt(text) <= most ? Integer.parseInt(text) : -1;
    }

    private List<Metadata.Tensor> tensors(JsonNode list) throws BadAnswer {
        List<Metadata.Tensor> tensors = new ArrayList<>();
        for (JsonNode one : list) {
            String name = one.path("name").asText("");
            tensors.add(Metadata.Tensor.of(
                    name, Metadata.type(name, one.path("datatype").asText("")), Metadata.longs(one.path("shape"))));
        }
        return tensors;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** Before the query, where there is one. */
    private String path(String below) {
        String query = model.getRawQuery() == null ? "" : "?" + model.getRawQuery();
        String whole = model.toString();
        return whole.substring(0, whole.length() - query.length()) + below + query;
    }

    @Override
    public void close() {
        endpoint.close();
    }
}
