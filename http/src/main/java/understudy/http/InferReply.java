package understudy.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Tensor;
import understudy.serving.Answer;

/**
 * Writes an answer as the Open Inference Protocol has it, with binary data behind the JSON where they were asked for. NaN
 * is written as null, since JSON has no other word for it; infinities as texts.
 */
final class InferReply {
    /** A buffer that can be sent without a copy. */
    static final class Buffer extends ByteArrayOutputStream {
        Buffer() {
            super(512);
        }

        byte[] array() {
            return buf;
        }
    }

    private InferReply() {}

    /** @return length of the JSON where binary data follow it, or −1 */
    static int write(JsonFactory factory, InferParser.Parsed asked, Answer answer, Buffer out) throws IOException {
        List<byte[]> binary = new ArrayList<>(0);
        try (JsonGenerator json = factory.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("model_name", answer.model());
            json.writeStringField("model_version", Integer.toString(answer.version()));
            if (!asked.id().isEmpty()) {
                json.writeStringField("id", asked.id());
            }
            parameters(json, answer);
            json.writeArrayFieldStart("outputs");
            boolean binaryByDefault = asked.parameters().binaryOutput();
            if (asked.outputs().isEmpty()) {
                for (NamedTensor output : answer.outputs()) {
                    output(json, output, binaryByDefault, binary);
                }
            } else {
                for (InferParser.Wanted wanted : asked.outputs()) {
                    output(json, named(answer, wanted.name()), wanted.binary().orElse(binaryByDefault), binary);
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        if (binary.isEmpty()) {
            return -1;
        }
        int jsonLength = out.size();
        binary.forEach(out::writeBytes);
        return jsonLength;
    }

    static NamedTensor named(Answer answer, String name) {
        for (NamedTensor output : answer.outputs()) {
            if (output.name().equals(name)) {
                return output;
            }
        }
        throw understudy.core.Problem.invalid("outputs", name, "an output of the version that answered");
    }

    /** What the rule chose, as a parameter can hold it: the action for one row, a JSON list of them for more. */
    static String actions(Answer answer) {
        List<String> actions = answer.actions();
        if (actions.size() == 1) {
            return actions.getFirst();
        }
        StringBuilder list = new StringBuilder("[");
        for (String action : actions) {
            list.append(list.length() == 1 ? "\"" : ",\"");
            list.append(com.fasterxml.jackson.core.io.JsonStringEncoder.getInstance().quoteAsString(action)).append('"');
        }
        return list.append(']').toString();
    }

    private static void parameters(JsonGenerator json, Answer answer) throws IOException {
        json.writeObjectFieldStart("parameters");
        json.writeStringField("prediction_id", answer.id().toString());
        json.writeStringField("role", Names.wire(answer.role()));
        json.writeNumberField("version", answer.version());
        if (!answer.actions().isEmpty()) {
            json.writeStringField(answer.actions().size() == 1 ? "action" : "actions", actions(answer));
        }
        json.writeEndObject();
    }

    private static void output(JsonGenerator json, NamedTensor output, boolean asBinary, List<byte[]> binary)
            throws IOException {
        Tensor tensor = output.tensor();
        json.writeStartObject();
        json.writeStringField("name", output.name());
        json.writeStringField("datatype", tensor.type().name());
        json.writeFieldName("shape");
        json.writeArray(tensor.shape(), 0, tensor.shape().length);
        if (asBinary || tensor.type() == DataType.FP16) {
            byte[] raw = RawTensors.write(tensor);
            binary.add(raw);
            json.writeObjectFieldStart("parameters");
            json.writeNumberField("binary_data_size", raw.length);
            json.writeEndObject();
        } else {
            json.writeFieldName("data");
            data(json, tensor);
        }
        json.writeEndObject();
    }

    private static void data(JsonGenerator json, Tensor tensor) throws IOException {
        json.writeStartArray();
        int size = tensor.size();
        for (int i = 0; i < size; i++) {
            element(json, tensor, i);
        }
        json.writeEndArray();
    }

    /** One element, as JSON has it. */
    static void element(JsonGenerator json, Tensor tensor, int index) throws IOException {
        switch (tensor.type()) {
            case FP32 -> {
                float value = tensor.floats()[index];
                if (Float.isNaN(value)) {
                    json.writeNull();
                } else {
                    json.writeNumber(value);
                }
            }
            case FP64, FP16 -> {
                double value = tensor.number(index);
                if (Double.isNaN(value)) {
                    json.writeNull();
                } else {
                    json.writeNumber(value);
                }
            }
            case INT64 -> json.writeNumber(tensor.longs()[index]);
            case UINT64 -> json.writeNumber(tensor.text(index));
            case BOOL -> json.writeBoolean(((byte[]) tensor.values())[index] != 0);
            case BYTES -> {
                byte[] text = tensor.bytes()[index];
                json.writeString(new String(text, java.nio.charset.StandardCharsets.UTF_8));
            }
            case INT8, INT16, INT32, UINT8, UINT16, UINT32 -> json.writeNumber((long) tensor.number(index));
        }
    }
}
