package understudy.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.serving.Answer;
import understudy.serving.InferRequest;
import understudy.serving.Instances;

/** Version 2 of the Open Inference Protocol over REST, with its binary tensor and model repository extensions. */
final class OpenInferenceEndpoint {
    static final List<String> EXTENSIONS = List.of("binary_tensor_data", "model_repository", "model_repository(unload_dependents)");
    private static final HeaderName JSON_LENGTH = HeaderNames.create("Inference-Header-Content-Length");
    private static final Header OCTETS = HeaderValues.CONTENT_TYPE_OCTET_STREAM;

    private final Services services;
    private final Repository repository;
    private final Json json;

    OpenInferenceEndpoint(Services services, Repository repository, Json json) {
        this.services = services;
        this.repository = repository;
        this.json = json;
    }

    List<Route> routes() {
        String model = "/v2/models/{model}";
        String version = model + "/versions/{version}";
        return List.of(
                Route.post(model + "/infer", Access.KNOWN, "The lineup's choice answers", call -> infer(call, Optional.empty())),
                Route.post(version + "/infer", Access.EXPERIMENTING, "This version answers", this::inferDirectly),
                Route.get("/v2", Access.OPEN, "What this server is", this::server),
                Route.get("/v2/health/live", Access.OPEN, "Whether it runs", call -> call.done(200)),
                Route.get("/v2/health/ready", Access.OPEN, "Whether it takes requests", this::ready),
                Route.get(model, Access.KNOWN, "What the model takes and gives", call -> metadata(call, Optional.empty())),
                Route.get(version, Access.KNOWN, "What the version takes and gives", call -> metadata(call, Optional.of(call.version(1)))),
                Route.get(model + "/ready", Access.KNOWN, "Whether the model answers", call -> modelReady(call, Optional.empty())),
                Route.get(version + "/ready", Access.KNOWN, "Whether the version answers", call -> modelReady(call, Optional.of(call.version(1)))),
                Route.post("/v2/repository/index", Access.READING, "Every version and its state", this::index),
                Route.post("/v2/repository/models/{model}/load", Access.OPERATING, "Loads the lineup's versions", this::load),
                Route.post("/v2/repository/models/{model}/unload", Access.OPERATING, "Unloads what no lineup needs", this::unload));
    }

    private void inferDirectly(Call call) throws IOException {
        infer(call, Optional.of(call.version(1)));
    }

    private void infer(Call call, Optional<Integer> version) throws IOException {
        byte[] body = call.body();
        Signature signature = services.inference().signature(call.value(0), version);
        int jsonLength = call.header(JSON_LENGTH).map(text -> jsonLength(text, body.length)).orElse(body.length);
        InferParser.Parsed asked = new InferParser(json.factory(), body, jsonLength, signature, services.blobs()).parse();
        Answer answer = services.inference()
                .infer(new InferRequest(
                        call.value(0), version, asked.inputs(), asked.parameters().key(), asked.parameters().segments(),
                        asked.parameters().deadline(), call.by(), call.traceId(), call.receivedNanos()));
        InferReply.Buffer out = new InferReply.Buffer();
        int binaryFrom = InferReply.write(json.factory(), asked, answer, out);
        if (binaryFrom >= 0) {
            call.header(JSON_LENGTH, Integer.toString(binaryFrom));
        }
        call.send(binaryFrom >= 0 ? OCTETS : HeaderValues.CONTENT_TYPE_JSON, out.array(), out.size());
    }

    private static int jsonLength(String text, int most) {
        try {
            int length = Integer.parseInt(text.strip());
            if (length >= 0 && length <= most) {
                return length;
            }
        } catch (NumberFormatException malformed) {
            // reported below, with what is expected
        }
        throw Problem.invalid(JSON_LENGTH.defaultCase(), text, "0 to the body's " + most + " bytes");
    }

    private void server(Call call) throws IOException {
        ObjectNode reply = json.mapper().createObjectNode();
        reply.put("name", "understudy").put("version", services.program());
        EXTENSIONS.forEach(reply.putArray("extensions")::add);
        call.reply(reply);
    }

    private void ready(Call call) throws IOException {
        Optional<String> obstacle = repository.obstacle();
        if (obstacle.isPresent()) {
            throw new Problem(Problem.Code.UNAVAILABLE, obstacle.get(), "");
        }
        call.done(200);
    }

    private void metadata(Call call, Optional<Integer> version) throws IOException {
        Repository.Metadata metadata = repository.metadata(call.value(0), version);
        ObjectNode reply = json.mapper().createObjectNode();
        reply.put("name", call.value(0));
        metadata.versions().forEach(reply.putArray("versions")::add);
        reply.put("platform", metadata.platform());
        ArrayNode inputs = reply.putArray("inputs");
        metadata.signature().inputs().forEach(input -> tensor(inputs, input.name(), input.type().name(), input.shape()));
        ArrayNode outputs = reply.putArray("outputs");
        metadata.signature().outputs().forEach(output -> tensor(outputs, output.name(), output.type().name(), output.shape()));
        ObjectNode properties = reply.putObject("properties");
        metadata.properties().forEach(properties::put);
        call.reply(reply);
    }

    private static void tensor(ArrayNode into, String name, String type, List<Long> shape) {
        ObjectNode tensor = into.addObject().put("name", name).put("datatype", type);
        shape.forEach(tensor.putArray("shape")::add);
    }

    private void modelReady(Call call, Optional<Integer> version) {
        if (!repository.isReady(call.value(0), version)) {
            throw new Problem(Problem.Code.UNAVAILABLE, call.value(0) + " is not ready", "");
        }
        call.done(200);
    }

    private void index(Call call) throws IOException {
        byte[] body = call.body();
        boolean onlyReady = false;
        if (body.length > 0) {
            JsonNode asked = json.tree(body);
            if (!asked.isObject()) {
                throw Problem.invalid("body", asked.getNodeType(), "an object, such as {\"ready\": true}");
            }
            onlyReady = asked.path("ready").asBoolean(false);
        }
        ArrayNode reply = json.mapper().createArrayNode();
        for (Instances.Status status : repository.index(onlyReady)) {
            reply.addObject()
                    .put("name", status.model())
                    .put("version", Integer.toString(status.version()))
                    .put("state", status.state().name())
                    .put("reason", status.reason());
        }
        call.reply(reply);
    }

    private void load(Call call) throws IOException {
        call.body();
        repository.load(call.value(0));
        call.done(200);
    }

    private void unload(Call call) throws IOException {
        call.body();
        repository.unload(call.value(0));
        call.done(200);
    }
}
