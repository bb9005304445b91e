package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * MLflow's file store: {@code models/NAME/version-N/meta.yaml}, with {@code aliases/ALIAS} and {@code tags/KEY} beside.
 * A version's files are where its meta.yaml says, or where the same path ends below the store: it may have been moved,
 * or come from another machine. MLflow 3 names them {@code models:/m-ID} and keeps them in
 * {@code EXPERIMENT/models/m-ID/artifacts}.
 */
record MlflowFiles(Path store) implements MlflowRegistry {
    private static final String MODELS = "models";
    private static final String META = "meta.yaml";
    private static final Pattern VERSION = Pattern.compile("version-([1-9][0-9]{0,8})");
    private static final Pattern LOGGED_MODEL = Pattern.compile("models:/(m-[a-zA-Z0-9]+)");
    private static final Pattern SCHEME = Pattern.compile("^[a-zA-Z][a-zA-Z0-9+.-]+:(//[^/]*)?");
    /** EXPERIMENT/RUN/artifacts at least: a shorter end of a path may be that of something else. */
    private static final int LEAST_PARTS = 3;

    /** @throws Refusal for a folder that holds none */
    static MlflowFiles in(Path folder) {
        return Stream.of(folder, folder.resolve("mlruns"))
                .filter(store -> Files.isDirectory(store.resolve(MODELS)))
                .findFirst()
                .map(store -> new MlflowFiles(store.toAbsolutePath().normalize()))
                .orElseThrow(() -> hasDatabase(folder)
                        ? Refusal.failed(
                                folder + " keeps its registry in a database",
                                "Start the server (mlflow server --backend-store-uri sqlite:///mlflow.db) and give its URL")
                        : Refusal.failed(
                                folder + " is no MLflow file store: it has no folder 'models'",
                                "Give the folder mlruns, or the tracking server's URL"));
    }

    private static boolean hasDatabase(Path folder) {
        return Files.exists(folder.resolve("mlflow.db"))
                || Files.exists(folder.toAbsolutePath().normalize().resolveSibling("mlflow.db"));
    }

    @Override
    public List<MlflowModel> models() {
        return folders(store.resolve(MODELS)).stream()
                .filter(folder -> Files.isRegularFile(folder.resolve(META)))
                .map(MlflowFiles::model)
                .filter(model -> !model.isPrompt())
                .toList();
    }

    private static MlflowModel model(Path folder) {
        JsonNode meta = Yaml.read(folder.resolve(META), JsonNode.class);
        String name = meta.path("name").asText(folder.getFileName().toString());
        Map<String, Integer> aliases = new HashMap<>();
        texts(folder.resolve("aliases")).forEach((alias, number) -> number(number).ifPresent(n -> aliases.put(alias, n)));
        List<MlflowModel.Version> versions = folders(folder).stream()
                .filter(version -> VERSION.matcher(version.getFileName().toString()).matches())
                .map(version -> version(name, version))
                .filter(version -> !version.stage().equals("Deleted_Internal"))
                .toList();
        return new MlflowModel(name, text(meta, "description"), texts(folder.resolve("tags")), aliases, versions);
    }

    private static MlflowModel.Version version(String model, Path folder) {
        JsonNode meta = Yaml.read(folder.resolve(META), JsonNode.class);
        Matcher number = VERSION.matcher(folder.getFileName().toString());
        if (!number.matches()) {
            throw new IllegalStateException("no version's folder: " + folder);
        }
        return new MlflowModel.Version(
                model,
                Integer.parseInt(number.group(1)),
                text(meta, "current_stage"),
                text(meta, "status"),
                text(meta, "run_id"),
                text(meta, "description"),
                texts(folder.resolve("tags")),
                Stream.of("storage_location", "source")
                        .map(field -> text(meta, field))
                        .filter(Predicate.not(String::isEmpty))
                        .distinct()
                        .toList());
    }

    @Override
    public void check(MlflowModel.Version version) {
        fetch(version, bytes -> {}).close();
    }

    @Override
    public Fetched fetch(MlflowModel.Version version, LongConsumer told) {
        return version.locations().stream()
                .flatMap(location -> found(location).stream())
                .findFirst()
                .map(path -> new Fetched(path, false))
                .orElseThrow(() -> Refusal.failed(
                        "its files are not found: neither at " + String.join(" nor at ", version.locations())
                                + " nor below the store",
                        "Bring the artifacts beside the store, or give the tracking server's URL"));
    }

    private Optional<Path> found(String location) {
        Matcher logged = LOGGED_MODEL.matcher(location);
        if (logged.matches()) {
            return folders(store).stream()
                    .map(experiment -> experiment.resolve(MODELS).resolve(logged.group(1)).resolve("artifacts"))
                    .filter(Files::isDirectory)
                    .findFirst();
        }
        String path = SCHEME.matcher(location).replaceFirst("").replace('\\', '/');
        boolean local = !location.matches("^[a-zA-Z][a-zA-Z0-9+.-]+:.*") || location.startsWith("file:");
        String plain = local && location.startsWith("file:") ? decoded(path) : path;
        return (local ? existing(Path.of("/"), plain) : Optional.<Path>empty()).or(() -> belowStore(plain));
    }

    private Optional<Path> belowStore(String path) {
        List<String> parts = Stream.of(path.split("/+")).filter(Predicate.not(String::isEmpty)).toList();
        Path parent = Optional.ofNullable(store.getParent()).orElse(store);
        return Stream.iterate(0, from -> parts.size() - from >= LEAST_PARTS, from -> from + 1)
                .map(from -> String.join("/", parts.subList(from, parts.size())))
                .flatMap(end -> Stream.of(store, parent, parent.resolve("mlartifacts"))
                        .flatMap(root -> existing(root, end).stream().filter(found -> found.startsWith(root))))
                .findFirst();
    }

    private static Optional<Path> existing(Path root, String path) {
        try {
            return Optional.of(root.resolve(path).normalize()).filter(Files::exists);
        } catch (InvalidPathException elsewhere) {
            return Optional.empty();
        }
    }

    private static String decoded(String path) {
        return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static Optional<Integer> number(String text) {
        return Optional.of(text.strip()).filter(digits -> digits.matches("[1-9][0-9]{0,8}")).map(Integer::valueOf);
    }

    private static String text(JsonNode meta, String field) {
        return meta.path(field).isNull() ? "" : meta.path(field).asText();
    }

    /** Small files of a folder by name; their text is what is said. */
    private static Map<String, String> texts(Path folder) {
        Map<String, String> texts = new HashMap<>();
        if (!Files.isDirectory(folder)) {
            return texts;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                texts.put(name, new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            }
            return texts;
        } catch (IOException | UncheckedIOException e) {
            throw Refusal.failed("cannot read " + folder + ": " + e.getMessage(), "", e);
        }
    }

    private static List<Path> folders(Path folder) {
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(Files::isDirectory).sorted(Comparator.naturalOrder()).toList();
        } catch (IOException e) {
            throw Refusal.failed("cannot read " + folder + ": " + e.getMessage(), "", e);
        }
    }

    @Override
    public void close() {}
}
