package understudy.workers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.List;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Tensor;
import understudy.serving.Instance;

/** What a process says of its model. @param maxRows {@code Integer.MAX_VALUE} for any */
record Traits(Signature signature, String library, int maxRows, int concurrency) {
    static final Traits NONE = new Traits(new Signature(List.of(), List.of()), "", Integer.MAX_VALUE, 1);

    static Traits of(Instance instance, int mostAtOnce) {
        return new Traits(
                instance.signature(), instance.library(), instance.maxRows(), Math.min(mostAtOnce, instance.concurrency()));
    }

    /** The protocol's metadata, with ours beside it. */
    ObjectNode write(String platform) {
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("name", "model").put("platform", platform);
        ArrayNode inputs = document.putArray("inputs");
        signature.inputs().forEach(input -> described(inputs, input.name(), input.type().name(), input.shape()));
        ArrayNode outputs = document.putArray("outputs");
        signature.outputs().forEach(output -> described(outputs, output.name(), output.type().name(), output.shape()));
        document.putObject("understudy")
                .put("library", library)
                .put("max_rows", maxRows == Integer.MAX_VALUE ? 0 : maxRows)
                .put("concurrency", concurrency)
                .set("signature", SignatureJson.write(signature));
        return document;
    }

    /** @throws IOException where it is not what the protocol says */
    static Traits read(JsonNode document) throws IOException {
        JsonNode ours = document.path("understudy");
        int rows = ours.path("max_rows").asInt(0);
        try {
            return new Traits(
                    SignatureJson.read(ours.path("signature")), ours.path("library").asText("unknown"),
                    rows <= 0 ? Integer.MAX_VALUE : rows, Math.max(1, ours.path("concurrency").asInt(1)));
        } catch (Problem wrong) {
            throw new IOException(wrong.fact(), wrong);
        }
    }

    /** @throws ProtocolException where the answer is not what the signature says */
    List<NamedTensor> checked(List<NamedTensor> answer, int rows) throws ProtocolException {
        boolean same = answer.size() == signature.outputs().size();
        for (int i = 0; same && i < answer.size(); i++) {
            Signature.Output declared = signature.outputs().get(i);
            Tensor tensor = answer.get(i).tensor();
            same = declared.name().equals(answer.get(i).name()) && declared.type() == tensor.type()
                    && declared.shape().size() == tensor.shape().length;
        }
        if (!same) {
            throw new ProtocolException("outputs for " + rows + " rows that are not the signature's");
        }
        return answer;
    }

    private static void described(ArrayNode into, String name, String type, List<Long> shape) {
        ArrayNode dimensions = into.addObject().put("name", name).put("datatype", type).putArray("shape");
        shape.forEach(dimensions::add);
    }
}
