package understudy.scanning;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * JSON that says what to make while loading: the configuration of Keras ({@code class_name}, {@code module}) and the schema
 * of skops ({@code __module__}, {@code __class__}).
 */
final class JsonLook {
    /** Reads what Python's reader reads. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .build();

    private final Looking looking;
    private final String file;
    private final boolean named;

    private JsonLook(Looking looking, String file) {
        this.looking = looking;
        this.file = file;
        String lower = file.toLowerCase(Locale.ROOT);
        this.named = lower.endsWith("config.json") || lower.endsWith("schema.json");
    }

    static void look(Looking looking, String file, Content content) throws IOException {
        JsonLook look = new JsonLook(looking, file);
        long most = looking.limits().text();
        try (JsonParser parser = JSON.createParser(new InputStreamReader(new Packed.Plain(content.part(0, most)), UTF_8))) {
            look.walk(parser);
        } catch (JsonProcessingException broken) {
            if (look.named) {
                String why = content.size() > most ? "is longer than is looked at" : "is no JSON that ends";
                looking.find(file, Kind.BROKEN, "the configuration", 0, Verdict.UNKNOWN, why);
            }
        }
    }

    private void walk(JsonParser parser) throws IOException {
        Deque<Map<String, String>> open = new ArrayDeque<>();
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (token == JsonToken.START_OBJECT) {
                open.push(new HashMap<>());
            } else if (token == JsonToken.END_OBJECT) {
                judge(open.pop(), parser.currentLocation().getCharOffset());
            } else if (token == JsonToken.VALUE_STRING && !open.isEmpty() && parser.currentName() != null) {
                String value = parser.getText();
                if (value.length() < 512) {
                    open.peek().put(parser.currentName(), value);
                }
            }
        }
    }

    private void judge(Map<String, String> object, long at) {
        keras(object, at);
        if (object.get("__class__") instanceof String type && object.get("__module__") instanceof String module) {
            global(module, type, at);
        }
        if (object.get("function") instanceof String function && object.get("module_path") instanceof String module) {
            global(module, function, at);
        }
    }

    private void keras(Map<String, String> object, long at) {
        if (!(object.get("class_name") instanceof String type)) {
            return;
        }
        if (type.equals("Lambda") || type.equals("__lambda__")) {
            looking.find(file, Kind.LAYER, "Lambda", at, Verdict.DANGEROUS,
                    "is a layer that carries Python code, which runs when the model does");
        }
        if (object.get("module") instanceof String module) {
            boolean function = type.equals("function") && object.get("config") != null;
            global(module, function ? object.getOrDefault("config", type) : type, at);
        }
        if (object.get("registered_name") instanceof String own && own.contains(">")
                && !own.toLowerCase(Locale.ROOT).startsWith("keras")) {
            looking.find(file, Kind.LAYER, own, at, Verdict.UNKNOWN, "is a class of the program that saved the model");
        }
    }

    private void global(String module, String name, long at) {
        Globals.Judgement judgement = Globals.KNOWN.of(module, name);
        looking.find(file, Kind.IMPORT, module + "." + name, at, judgement.verdict(), judgement.why());
    }
}
