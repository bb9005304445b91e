package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** MLflow's tracking server, by its REST API 2.0. */
record MlflowServer(MlflowConnection connection) implements MlflowRegistry {
    private static final String API = "/api/2.0/mlflow/";
    private static final String PAGE = "100";

    @Override
    public List<MlflowModel> models() {
        List<MlflowModel> models = new ArrayList<>();
        pages("registered-models/search", "registered_models", new TreeMap<>(), found -> {
            MlflowModel model = model(found.path("name").asText());
            if (!model.isPrompt()) {
                models.add(model);
            }
        });
        models.sort(Comparator.comparing(MlflowModel::name));
        return models;
    }

    /** Asked for one by one, since a search leaves aliases out in some releases. */
    private MlflowModel model(String name) {
        JsonNode model = connection
                .get(API + "registered-models/get", Map.of("name", name))
                .path("registered_model");
        Map<String, Integer> aliases = new HashMap<>();
        model.path("aliases").forEach(alias -> aliases.put(alias.path("alias").asText(), alias.path("version").asInt()));
        List<MlflowModel.Version> versions = new ArrayList<>();
        pages("model-versions/search", "model_versions", new TreeMap<>(Map.of("filter", named(name))), found -> {
            MlflowModel.Version version = version(name, found);
            versions.add(version);
            found.path("aliases").forEach(alias -> aliases.put(alias.asText(), version.number()));
        });
        return new MlflowModel(name, model.path("description").asText(), tags(model), aliases, versions);
    }

    private static String named(String name) {
        return name.contains("'") ? "name=\"" + name + "\"" : "name='" + name + "'";
    }

    private static MlflowModel.Version version(String model, JsonNode version) {
        return new MlflowModel.Version(
                model,
                version.path("version").asInt(),
                version.path("current_stage").asText(),
                version.path("status").asText(),
                version.path("run_id").asText(),
                version.path("description").asText(),
                tags(version),
                List.of(version.path("source").asText()));
    }

    private static Map<String, String> tags(JsonNode tagged) {
        Map<String, String> tags = new HashMap<>();
        tagged.path("tags").forEach(tag -> tags.put(tag.path("key").asText(), tag.path("value").asText()));
        return tags;
    }

    /** A page may be empty though there is one more. */
    private void pages(String call, String items, Map<String, String> query, Consumer<JsonNode> each) {
        query.put("max_results", PAGE);
        String token;
        do {
            JsonNode page = connection.get(API + call, query);
            page.path(items).forEach(each);
            token = page.path("next_page_token").asText();
            query.put("page_token", token);
        } while (!token.isEmpty());
    }

    @Override
    public void check(MlflowModel.Version version) {
        if (!version.isReady()) {
            throw Refusal.failed("it is " + version.status() + " in MLflow", "Import again when it is READY");
        }
    }

    @Override
    public Fetched fetch(MlflowModel.Version version, LongConsumer told) {
        String uri = connection
                .get(API + "model-versions/get-download-uri", Map.of(
                        "name", version.model(), "version", String.valueOf(version.number())))
                .path("artifact_uri")
                .asText();
        return new MlflowArtifacts(connection, told).fetch(uri.isEmpty() ? version.locations().getFirst() : uri, version);
    }

    @Override
    public void close() {
        connection.close();
    }
}
