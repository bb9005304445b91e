package understudy.packs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.core.Problem;
import understudy.core.Sha256;
import understudy.serving.Runtimes;
import understudy.serving.ServingRuntime;

/**
 * Runtimes beyond those the program brings: packs, whose libraries are fetched when somebody wants them and checked
 * against pinned digests, and plugins, which are jars in a folder. Each is in a class loader of its own, and comes and
 * goes while the server runs. Safe for many threads; one is added or removed at a time.
 */
public final class Packs {
    /**
     * One runtime.
     *
     * @param kind {@code built-in}, {@code pack} or {@code plugin}
     * @param state {@code installed}, {@code available}, or why it is not loaded
     * @param bytes of its libraries; 0 for what is built in
     */
    public record Status(String name, String kind, String state, String description, String licence, long bytes) {}

    /**
     * @param available folder with the packs that came with the program
     * @param installed folder for what is installed, a folder each
     * @param plugins folder for jars of third parties
     * @param commands folders in which Maven is looked for
     */
    public record Places(Path available, Path installed, Path plugins, List<Path> commands) {}

    private static final Logger LOG = LoggerFactory.getLogger(Packs.class);
    private static final String PENDING = ".pending";
    private static final String INSTALLED = "installed";

    private final Places places;
    private final Runtimes runtimes;
    private final Function<String, List<String>> users;
    /** Loaders of this process by digest: a native library cannot be loaded a second time by another loader. */
    private final Map<String, PackLoader> loaders = new HashMap<>();
    private final Map<String, Status> others = new TreeMap<>();

    /** @param users versions that are loaded by a runtime, by its name */
    public Packs(Places places, Runtimes runtimes, Function<String, List<String>> users) {
        this.places = places;
        this.runtimes = runtimes;
        this.users = users;
    }

    /** Loads what is installed, and the plugins. One that cannot be loaded is listed with the reason; the rest goes on. */
    public synchronized void start() {
        for (Path folder : children(places.installed())) {
            if (!Files.isDirectory(folder) || folder.toString().endsWith(PENDING)) {
                continue;
            }
            orListed(folder.getFileName().toString(), "pack", () -> load(folder));
        }
        for (Path jar : children(places.plugins())) {
            if (jar.toString().endsWith(".jar")) {
                orListed(jar.getFileName().toString(), "plugin", () -> plug(jar));
            }
        }
    }

    /** What is installed and what could be, by name. */
    public synchronized List<Status> list() {
        Map<String, Status> all = new LinkedHashMap<>();
        runtimes.names().forEach(name -> all.put(name, new Status(name, "built-in", INSTALLED, "", "", 0)));
        available().values().forEach(pack -> all.put(pack.name(), status(pack, "available")));
        all.putAll(others);
        return all.values().stream().sorted(Comparator.comparing(Status::kind).thenComparing(Status::name)).toList();
    }

    /**
     * Fetches a pack's libraries, checks them, and loads its runtime.
     *
     * @param from a folder that has them; Maven fetches them where it is empty
     * @param progress told the share done, 0 to 1
     * @throws Problem NOT_FOUND naming what there is; CONFLICT if it is installed; UNAVAILABLE where a library cannot be
     *     had; UNPROCESSABLE where one is not what was pinned
     */
    public synchronized void add(String name, Optional<Path> from, DoubleConsumer progress) {
        Map<String, Pack> available = available();
        Pack pack = Optional.ofNullable(available.get(name)).orElseThrow(() -> Problem.notFound(
                "there is no runtime pack '" + name + "'", "There are: " + String.join(", ", available.keySet())));
        if (runtimes.names().contains(name)) {
            throw new Problem(Problem.Code.CONFLICT, "the runtime '" + name + "' is installed already", "");
        }
        Path whole = places.installed().resolve(name);
        Path pending = places.installed().resolve(name + PENDING);
        try {
            deleteTree(pending);
            Files.createDirectories(pending);
            source(from).bring(pack.libraries(), pending, progress);
            check(pack, pending);
            Files.copy(pack.jar(), pending.resolve(pack.jar().getFileName()));
            deleteTree(whole);
            Files.move(pending, whole);
            load(whole);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            deleteTree(pending);
        }
    }

    /**
     * Takes an installed pack away.
     *
     * @throws Problem NOT_FOUND for what is no installed pack; CONFLICT while versions are loaded by it
     */
    public synchronized void remove(String name) {
        Status known = others.get(name);
        if (known == null || !known.kind().equals("pack")) {
            throw Problem.notFound("'" + name + "' is no installed runtime pack", "See: understudy runtime list");
        }
        List<String> needed = users.apply(name);
        if (!needed.isEmpty()) {
            throw new Problem(
                    Problem.Code.CONFLICT, "'" + name + "' is needed by " + String.join(", ", needed),
                    "Take them out of their lineups, or retire them, first");
        }
        runtimes.remove(name);
        others.remove(name);
        deleteTree(places.installed().resolve(name));
    }

    private Source source(Optional<Path> from) {
        if (from.isPresent()) {
            if (!Files.isDirectory(from.get())) {
                throw Problem.invalid("from", from.get().getFileName(), "a folder on the server's machine");
            }
            return new FolderSource(from.get());
        }
        return MavenSource.among(places.commands()).orElseThrow(() -> new Problem(
                Problem.Code.UNAVAILABLE, "there is no Maven on the server's machine to fetch the libraries",
                "Install it, or bring the jars in a folder: understudy runtime add NAME --from DIR"));
    }

    private static void check(Pack pack, Path folder) throws IOException {
        for (Library library : pack.libraries()) {
            Path file = folder.resolve(library.uniqueName());
            if (!Files.exists(file)) {
                throw new Problem(Problem.Code.UNAVAILABLE, library.coordinates() + " was not brought", "Try again");
            }
            String digest = Sha256.of(file);
            if (!digest.equals(library.sha256())) {
                throw new Problem(
                        Problem.Code.UNPROCESSABLE,
                        library.coordinates() + " has SHA-256 " + digest + ", not " + library.sha256() + " as pinned",
                        "Find out why the repository has another file; nothing of the pack was installed");
            }
        }
    }

    /** An installed pack: the runtime's jar, which lists the others, and these. */
    private void load(Path folder) throws IOException {
        List<Path> jars = children(folder);
        Pack pack = jars.stream().map(Packs::read).flatMap(Optional::stream).findFirst().orElseThrow(() -> new Problem(
                Problem.Code.UNPROCESSABLE, "its list of libraries is missing", "Remove it, and add it again"));
        check(pack, folder);
        install(pack.name(), jars);
        others.put(pack.name(), status(pack, INSTALLED));
    }

    private void plug(Path jar) throws IOException {
        for (String name : install(jar.getFileName().toString(), List.of(jar))) {
            others.put(name, new Status(name, "plugin", INSTALLED, jar.getFileName().toString(), "", Files.size(jar)));
        }
    }

    private List<String> install(String name, List<Path> jars) throws IOException {
        StringBuilder digests = new StringBuilder();
        for (Path jar : jars) {
            digests.append(Sha256.of(jar));
        }
        PackLoader loader = loaders.computeIfAbsent(
                Sha256.of(digests.toString()), digest -> new PackLoader(name, jars, Packs.class.getClassLoader()));
        List<String> names = new ArrayList<>();
        Iterator<ServingRuntime> found = ServiceLoader.load(ServingRuntime.class, loader).iterator();
        while (found.hasNext()) {
            ServingRuntime runtime = found.next();
            if (runtime.getClass().getClassLoader() == loader) {
                runtimes.install(runtime);
                names.add(runtime.name());
            }
        }
        if (names.isEmpty()) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE, name + " has no serving runtime",
                    "Name its class in META-INF/services/" + ServingRuntime.class.getName());
        }
        return names;
    }

    private interface Task {
        void run() throws IOException;
    }

    private void orListed(String name, String kind, Task task) {
        try {
            task.run();
        } catch (Problem refused) {
            list(name, kind, refused.getMessage());
        } catch (IOException | RuntimeException | ServiceConfigurationError | LinkageError broken) {
            LOG.warn("the {} {} cannot be loaded", kind, name, broken);
            list(name, kind, "cannot be loaded; the server's log says why");
        }
    }

    private void list(String name, String kind, String why) {
        LOG.warn("the {} {} is not loaded: {}", kind, name, why);
        others.put(name, new Status(name, kind, why, "", "", 0));
    }

    private Map<String, Pack> available() {
        Map<String, Pack> packs = new TreeMap<>();
        for (Path jar : children(places.available())) {
            read(jar).ifPresent(pack -> packs.put(pack.name(), pack));
        }
        return packs;
    }

    private static Optional<Pack> read(Path jar) {
        try {
            return jar.toString().endsWith(".jar") ? Pack.read(jar) : Optional.empty();
        } catch (IOException | IllegalArgumentException damaged) {
            LOG.warn("{} is not read as a pack", jar.getFileName(), damaged);
            return Optional.empty();
        }
    }

    private static Status status(Pack pack, String state) {
        return new Status(pack.name(), "pack", state, pack.description(), pack.licence(), pack.bytes());
    }

    private static List<Path> children(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void deleteTree(Path folder) {
        try {
            for (Path file : children(folder)) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException stuck) {
            throw new UncheckedIOException(stuck);
        }
    }
}
