package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Fetches a version's folder through the tracking server, file by file: where it serves artifacts itself, through that;
 * else as its page does, by the logged model (MLflow 3) or the run they lie in. Buckets are never asked directly, so no
 * credentials of theirs are needed.
 */
final class MlflowArtifacts {
    /** A model's folder has tens of files; a server that lists without end is stopped here. */
    private static final int MOST_FILES = 10_000;

    private static final int DEEPEST = 32;
    private static final String PROXY = "/api/2.0/mlflow-artifacts/artifacts";
    private static final Pattern PROXIED = Pattern.compile(
            "mlflow-artifacts:(?://[^/]*)?/*(.*)|https?://[^/]+/(?:.*/)?api/2\\.0/mlflow-artifacts/artifacts/(.*)");
    private static final Pattern LOGGED = Pattern.compile("(?:.*/)?models:?/(m-[a-zA-Z0-9]+)(?:/artifacts(?:/(.*))?)?");

    /** One way to list a folder and to read a file; paths are what the server's lists say. */
    private record Way(String listing, String listed, String reading, String read, Map<String, String> always) {
        String encodedIn(String path) {
            return read.isEmpty()
                    ? "/" + Arrays.stream(path.split("/")).map(MlflowConnection::encoded).collect(Collectors.joining("/"))
                    : "";
        }

        Map<String, String> query(String name, String path) {
            Map<String, String> query = new HashMap<>(always);
            if (!name.isEmpty() && !path.isEmpty()) {
                query.put(name, path);
            }
            return query;
        }
    }

    private final MlflowConnection connection;
    private final LongConsumer told;
    private long bytes;
    private int files;

    /** @param told of all bytes read so far */
    MlflowArtifacts(MlflowConnection connection, LongConsumer told) {
        this.connection = connection;
        this.told = told;
    }

    /** @throws Refusal where the server does not hand them out */
    MlflowRegistry.Fetched fetch(String uri, MlflowModel.Version version) {
        Path folder = TemporaryFolder.make();
        try {
            Matcher proxied = PROXIED.matcher(uri);
            Matcher logged = LOGGED.matcher(uri);
            if (proxied.matches()) {
                String path = Optional.ofNullable(proxied.group(1)).orElseGet(() -> proxied.group(2));
                all(new Way(PROXY, "path", PROXY, "", Map.of()), path.replaceAll("/+$", ""), folder, 0);
            } else if (logged.matches()) {
                all(ofLoggedModel(logged.group(1)), Optional.ofNullable(logged.group(2)).orElse(""), folder, 0);
            } else {
                all(ofRun(version.runId()), inRun(uri, version.runId()), folder, 0);
            }
            if (files == 0) {
                throw Refusal.failed("MLflow lists no files at " + uri, "Look at the version there");
            }
            return new MlflowRegistry.Fetched(folder, true);
        } catch (RuntimeException e) {
            TemporaryFolder.delete(folder);
            throw e;
        }
    }

    private static Way ofLoggedModel(String id) {
        return new Way(
                "/api/2.0/mlflow/logged-models/" + id + "/artifacts/directories", "artifact_directory_path",
                "/ajax-api/2.0/mlflow/logged-models/" + id + "/artifacts/files", "artifact_file_path", Map.of());
    }

    private static Way ofRun(String run) {
        return new Way("/api/2.0/mlflow/artifacts/list", "path", "/get-artifact", "path", Map.of("run_id", run));
    }

    /** @throws Refusal where the files are not those of the run */
    private static String inRun(String uri, String run) {
        Matcher path = Pattern.compile(".*/" + Pattern.quote(run) + "/artifacts/(.+?)/*").matcher(uri);
        if (run.isEmpty() || !path.matches()) {
            throw Refusal.failed(
                    "its files are at " + uri + ", which MLflow does not hand out",
                    "Fetch them (mlflow artifacts download), then: understudy model register NAME DIR");
        }
        return path.group(1);
    }

    private void all(Way way, String path, Path into, int depth) {
        if (depth > DEEPEST) {
            throw Refusal.failed(path + " is deeper than " + DEEPEST + " folders", "Look at the version in MLflow");
        }
        for (JsonNode file : listed(way, path)) {
            String name = name(file.path("path").asText());
            String whole = path.isEmpty() ? name : path + "/" + name;
            if (file.path("is_dir").asBoolean()) {
                all(way, whole, into.resolve(name), depth + 1);
            } else {
                one(way, whole, into.resolve(name));
            }
        }
    }

    private List<JsonNode> listed(Way way, String path) {
        Map<String, String> query = way.query(way.listed, path);
        List<JsonNode> all = new ArrayList<>();
        String token;
        do {
            JsonNode page = connection.get(way.listing, query);
            page.path("files").forEach(all::add);
            token = page.path("next_page_token").asText();
            query.put("page_token", token);
        } while (!token.isEmpty() && all.size() <= MOST_FILES);
        return all;
    }

    /** Some lists say whole paths, some only names. A name that leads elsewhere is refused: it would be written there. */
    private static String name(String path) {
        String name = path.replaceAll("/+$", "").replaceFirst(".*/", "");
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.contains("\\") || name.contains("\0")) {
            throw Refusal.failed("MLflow lists a file called '" + path + "'", "Look at the version there");
        }
        return name;
    }

    private void one(Way way, String path, Path file) {
        if (++files > MOST_FILES) {
            throw Refusal.failed("its folder has more than " + MOST_FILES + " files", "Register the model's own folder");
        }
        try (InputStream in = connection.file(way.reading + way.encodedIn(path), way.query(way.read, path))) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            long before = bytes;
            try (CountedStream counted = new CountedStream(in, read -> told.accept(before + read));
                    OutputStream out = Files.newOutputStream(file)) {
                counted.transferTo(out);
                bytes += counted.count();
            }
        } catch (IOException e) {
            throw Refusal.failed("cannot fetch " + path + ": " + e.getMessage(), "Import again", e);
        }
    }
}
