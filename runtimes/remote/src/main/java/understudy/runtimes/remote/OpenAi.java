package understudy.runtimes.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Signature;
import understudy.core.Signature.Input;
import understudy.core.Signature.Meaning;
import understudy.core.Signature.Output;
import understudy.core.Tensor;

/**
 * Chat, completions and embeddings as OpenAI's API has them, which vLLM, Ollama and many others speak too. What is said
 * becomes a text, one of a label's classes, or, with pointers, numbers out of the JSON that was asked for.
 */
final class OpenAi implements Conversation {
    private static final String TEXT = "text";
    private static final String EMBEDDING = "embedding";
    private static final int MOST_NAMED = 10;

    private final RemoteDocument document;
    private final HttpEndpoint endpoint;

    OpenAi(RemoteDocument document, HttpEndpoint endpoint) {
        this.document = document;
        this.endpoint = endpoint;
    }

    /** A text for each place in the template, and a text for the answer; for embeddings a vector. */
    static Signature usual(RemoteDocument document) {
        Set<String> names = new LinkedHashSet<>();
        for (RemoteDocument.Message message : document.messages()) {
            names.addAll(Template.names("remote.messages", message.content()));
        }
        document.request().ifPresent(prompt -> names.addAll(Template.names("remote.prompt", prompt)));
        if (names.isEmpty()) {
            names.add(TEXT);
        }
        Output output = document.protocol() == Protocol.OPENAI_EMBEDDINGS
                ? new Output(EMBEDDING, DataType.FP32, List.of(-1L, -1L), Meaning.OTHER, List.of())
                : new Output(TEXT, DataType.BYTES, List.of(-1L), Meaning.OTHER, List.of());
        return new Signature(names.stream().map(name -> Input.column(name, DataType.BYTES, false)).toList(),
                List.of(output));
    }

    /** @throws understudy.core.Problem UNPROCESSABLE where places, pointers and signature do not fit together */
    void check(Signature signature) {
        Set<String> names = Cells.names(signature);
        document.messages().forEach(message -> Template.plain("remote.messages", message.content(), names));
        document.request().ifPresent(prompt -> Template.plain("remote.prompt", prompt, names));
        if (!document.response().isEmpty()) {
            new Pointers(document.response(), signature);
        } else if (signature.outputs().size() != 1) {
            throw endpoint.wording().unprocessable(
                    "remote.response: nothing (expected: a pointer for each of " + signature.outputs().size()
                            + " outputs)", "");
        }
    }

    /** Not all who speak this list their models; who does must have this one. */
    @Override
    public Described described() throws Unanswered {
        HttpEndpoint.Reply reply = endpoint.get(document.url().under("/models"));
        if (reply.status() == 401 || reply.status() == 403) {
            throw endpoint.wording().refused(reply.status(), reply.body());
        }
        if (reply.status() < 300) {
            try {
                List<String> models = reply.json().path("data").findValuesAsText("id");
                if (!models.isEmpty() && !models.contains(document.model())) {
                    throw endpoint.wording().unprocessable(
                            endpoint.wording().shown(endpoint.wording().endpoint() + " has no model '" + document.model()
                                    + "'; it has " + models.stream().limit(MOST_NAMED).toList()), "Name one of its models");
                }
            } catch (BadAnswer noList) {
                return new Described(Optional.empty(), document.model());
            }
        }
        return new Described(Optional.empty(), document.model());
    }

    @Override
    public List<NamedTensor> ask(List<NamedTensor> inputs, int rows, Signature signature) throws Unanswered {
        Cells cells = Cells.of(signature, inputs);
        ObjectNode request = Json.object();
        request.setAll(document.parameters());
        request.put("model", document.model());
        try {
            return switch (document.protocol()) {
                case OPENAI_CHAT -> said(List.of(chat(request, cells, signature)), signature);
                case OPENAI_COMPLETIONS -> said(completions(request, cells, rows, signature), signature);
                case OPENAI_EMBEDDINGS -> embedded(request, cells, rows, signature);
                case OPEN_INFERENCE, OPEN_INFERENCE_GRPC, INVOCATIONS, TENSORFLOW_SERVING, JSON ->
                    throw new IllegalStateException("spoken elsewhere");
            };
        } catch (BadAnswer odd) {
            throw endpoint.wording().wrong(odd.what());
        }
    }

    private String chat(ObjectNode request, Cells cells, Signature signature) throws Unanswered, BadAnswer {
        ArrayNode messages = request.putArray("messages");
        for (RemoteDocument.Message message : document.messages()) {
            Template template = Template.plain("remote.messages", message.content(), Cells.names(signature));
            messages.addObject().put("role", message.role()).put("content", template.written(1, cells::at));
        }
        return text(posted("/chat/completions", request), "/choices/0/message/content");
    }

    private List<String> completions(ObjectNode request, Cells cells, int rows, Signature signature)
            throws Unanswered, BadAnswer {
        Template template = Template.plain("remote.prompt", document.request().orElseThrow(), Cells.names(signature));
        ArrayNode prompts = request.putArray("prompt");
        for (int row = 0; row < rows; row++) {
            int at = row;
            prompts.add(template.written(1, (name, _) -> cells.at(name, at)));
        }
        JsonNode answer = posted("/completions", request);
        List<String> texts = new ArrayList<>();
        for (JsonNode choice : indexed(answer.path("choices"), rows)) {
            texts.add(text(choice, "/text"));
        }
        return texts;
    }

    private List<NamedTensor> embedded(ObjectNode request, Cells cells, int rows, Signature signature)
            throws Unanswered, BadAnswer {
        ArrayNode texts = request.putArray("input");
        String name = Cells.columns(signature).getFirst();
        for (int row = 0; row < rows; row++) {
            texts.add(cells.at(name, row).asText(""));
        }
        ArrayNode vectors = Json.NODES.arrayNode();
        for (JsonNode one : indexed(posted("/embeddings", request).path("data"), rows)) {
            vectors.add(one.path(EMBEDDING));
        }
        Output output = signature.outputs().getFirst();
        return List.of(new NamedTensor(output.name(), JsonElements.read(output.name(), output.type(), vectors)));
    }

    /** Answers carry the number of what they answer, and may come in any order. */
    private static List<JsonNode> indexed(JsonNode list, int rows) throws BadAnswer {
        JsonNode[] ordered = new JsonNode[rows];
        for (int i = 0; i < list.size(); i++) {
            int index = list.path(i).path("index").asInt(i);
            if (index < 0 || index >= rows) {
                throw new BadAnswer("answered for row " + index + " of " + rows);
            }
            ordered[index] = list.path(i);
        }
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode one : ordered) {
            all.add(one == null ? Json.object() : one);
        }
        return all;
    }

    private JsonNode posted(String path, ObjectNode request) throws Unanswered, BadAnswer {
        return endpoint.post(document.url().under(path), Json.written(request), Map.of()).json();
    }

    private static String text(JsonNode answer, String pointer) throws BadAnswer {
        if (!answer.at(pointer).isTextual()) {
            throw new BadAnswer("answered no text at " + pointer);
        }
        return answer.at(pointer).textValue();
    }

    /** What was said for each row, as the outputs. */
    private List<NamedTensor> said(List<String> texts, Signature signature) throws BadAnswer {
        if (document.response().isEmpty()) {
            Output output = signature.outputs().getFirst();
            List<String> fitting = new ArrayList<>();
            for (String text : texts) {
                fitting.add(fitting(output, text));
            }
            return List.of(new NamedTensor(output.name(), Tensor.of(fitting.toArray(String[]::new))));
        }
        Pointers pointers = new Pointers(document.response(), signature);
        List<List<NamedTensor>> rows = new ArrayList<>();
        for (String text : texts) {
            rows.add(pointers.read(document(text), signature));
        }
        return Pieces.joined(rows);
    }

    /** Models like to say more than the one word they were asked for; only the word itself is taken. */
    private static String fitting(Output output, String text) throws BadAnswer {
        if (output.meaning() != Meaning.LABEL || output.classes().isEmpty()) {
            return text;
        }
        String word = text.strip().replaceFirst("[.!]$", "");
        for (String known : output.classes()) {
            if (known.equalsIgnoreCase(word)) {
                return known;
            }
        }
        throw new BadAnswer("answered '" + text.strip() + "' for '" + output.name() + "', which is none of its classes");
    }

    private static JsonNode document(String text) throws BadAnswer {
        String bare = text.strip().replaceFirst("^```[a-z]*\\s*", "").replaceFirst("\\s*```$", "");
        try {
            return Json.read(bare.getBytes(UTF_8));
        } catch (JsonProcessingException prose) {
            throw new BadAnswer("answered '" + text.strip() + "', which is no JSON");
        }
    }

    @Override
    public void close() {
        endpoint.close();
    }
}
