package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import understudy.cli.RecordedServer.Asked;
import understudy.cli.RecordedServer.Said;

/** Takes what is registered as an Understudy server does: numbers it, knows what it has, lets the first version lead. */
final class TakingServer implements AutoCloseable {
    /** What came with an upload. */
    record Taken(String model, int version, JsonNode card, JsonNode options, String fileName, Map<String, String> files) {}

    static final String VERSION =
            """
            {"model":"%s","version":%d,"digest":"d","artifact":"a","file_name":"m.zip","runtime":"onnx","created_by":"ann",
             "created_at":"2026-05-01T00:00:00Z","retired":false,"state":"ready","card":{},
             "signature":{"inputs":[],"outputs":[]}}""";
    private static final String MODEL =
            """
            {"name":"%s","task":"other","owner":"","risk_tier":"low","maturity":"PT0S","created_at":"2026-05-01T00:00:00Z",
             "champion":%d,"signature":{"inputs":[],"outputs":[]},"versions":[]}""";
    private static final String LINEUP =
            """
            {"model":"%s","revision":1,"champion":%d,"canaries":[],"shadows":[],"routes":[],"since":"2026-05-01T00:00:00Z",
             "by":"ann"}""";

    private final RecordedServer server = new RecordedServer();
    private final List<Taken> taken = new ArrayList<>();
    private final List<String> roles = new ArrayList<>();
    private final Map<String, Integer> champions = new LinkedHashMap<>();
    private String refused = "nothing is";

    TakingServer(String... models) throws IOException {
        server.on("GET /api/v1/models", asked -> Said.json(Json.line(models())));
        for (String model : models) {
            String path = " /api/v1/models/" + model;
            server.on("POST" + path + "/versions", asked -> register(model, asked));
            server.on("GET" + path + "/lineup", asked -> lineup(model));
            server.on("POST" + path + "/promote", asked -> role(model, "champion", asked));
            server.on("POST" + path + "/shadow", asked -> role(model, "shadow", asked));
        }
    }

    String address() {
        return server.address();
    }

    /** Versions with this in one of their files are refused. */
    TakingServer refusing(String content) {
        refused = content;
        return this;
    }

    synchronized List<Taken> taken() {
        return List.copyOf(taken);
    }

    /** {@code champion churn@2}, in the order they were asked for. */
    synchronized List<String> roles() {
        return List.copyOf(roles);
    }

    List<Asked> changes() {
        return server.asked().stream().filter(asked -> !asked.method().equals("GET")).toList();
    }

    private synchronized Said register(String model, Asked asked) {
        String body = new String(asked.body(), StandardCharsets.ISO_8859_1);
        byte[] head = between(body, "application/json\r\n\r\n", "\r\n--").getBytes(StandardCharsets.ISO_8859_1);
        JsonNode metadata = Json.read(head).orElseThrow();
        Map<String, String> files = files(body.substring(body.indexOf("octet-stream\r\n\r\n") + 16));
        if (files.values().stream().anyMatch(content -> content.contains(refused))) {
            return Said.problem(422, "no runtime takes " + model, "Add one");
        }
        for (Taken one : taken) {
            if (one.model.equals(model) && one.files.equals(files)) {
                return Said.problem(409, model + "@" + one.version + " has the same artifact", "Use that version.");
            }
        }
        int version = 1 + (int) taken.stream().filter(one -> one.model.equals(model)).count();
        String fileName = between(body, "filename=\"", "\"");
        taken.add(new Taken(model, version, metadata.path("card"), metadata.path("options"), fileName, files));
        champions.putIfAbsent(model, version);
        return new Said(201, "application/json", Json.line(view(taken.getLast())), Map.of());
    }

    private static String between(String text, String before, String after) {
        int from = text.indexOf(before) + before.length();
        return text.substring(from, text.indexOf(after, from));
    }

    private static Map<String, String> files(String zip) {
        Map<String, String> files = new TreeMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip.getBytes(StandardCharsets.ISO_8859_1)))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
            return files;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private synchronized Said lineup(String model) {
        return champions.containsKey(model)
                ? Said.json(LINEUP.formatted(model, champions.get(model)))
                : Said.problem(404, "nobody leads", "");
    }

    private synchronized Said role(String model, String role, Asked asked) {
        int version = Json.read(asked.body()).orElseThrow().path("version").asInt();
        if (champions.getOrDefault(model, 0) == version) {
            return Said.problem(409, model + "@" + version + " is the champion", "");
        }
        if (role.equals("champion")) {
            champions.put(model, version);
        }
        roles.add(role + " " + model + "@" + version);
        return lineup(model);
    }

    private synchronized ObjectNode models() {
        ObjectNode page = Json.object();
        ArrayNode models = page.putArray("models");
        champions.forEach((name, champion) -> {
            JsonNode model = read(MODEL.formatted(name, champion));
            ArrayNode versions = (ArrayNode) model.path("versions");
            models.add(model);
            taken.stream().filter(one -> one.model.equals(name)).forEach(one -> versions.add(view(one)));
        });
        return page;
    }

    private static JsonNode view(Taken taken) {
        ObjectNode view = (ObjectNode) read(VERSION.formatted(taken.model, taken.version));
        return view.set("card", taken.card);
    }

    private static JsonNode read(String json) {
        return Json.read(json.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    @Override
    public void close() {
        server.close();
    }
}
