package understudy.runtimes.python;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.core.Problem;
import understudy.core.Sha256;

/**
 * Virtual environments made from models' requirements, each made once and kept under the digest of what it was made from.
 * Only wheels are installed: no code of a package runs while it is. Safe for many threads of one server.
 */
final class Environments {
    private static final Logger LOG = LoggerFactory.getLogger(Environments.class);
    private static final long SECONDS_TO_MAKE = 120;
    private static final long SECONDS_TO_INSTALL = 1800;

    /** Written last: a folder without it is the rest of an attempt that was cut short. */
    private static final String DONE = "understudy.done";

    private static final List<String> CONDAS = List.of("mamba", "micromamba", "conda");

    private final Path folder;
    private final Map<String, String> installing;
    private final ConcurrentHashMap<String, Object> locks = new ConcurrentHashMap<>();

    Environments(Path folder, Map<String, String> installing) {
        this.folder = folder;
        this.installing = installing;
    }

    /**
     * The environment's interpreter.
     *
     * @param base what a virtual environment is made of; conda brings its own
     * @param fileName the model's, for people
     * @throws Problem UNPROCESSABLE where it cannot be made, saying what is missing
     */
    Interpreter with(Requirements wanted, Interpreter base, String fileName) {
        String digest = Sha256.of(
                wanted.tool() + "\n" + base.program() + "\n" + base.version() + "\n" + wanted.content()).substring(0, 16);
        Path place = folder.resolve(digest);
        synchronized (locks.computeIfAbsent(digest, made -> new Object())) {
            try {
                if (!Files.exists(place.resolve(DONE))) {
                    delete(place);
                    Files.createDirectories(folder);
                    make(wanted, base, place, fileName);
                    Files.createFile(place.resolve(DONE));
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot make an environment for " + fileName, e);
            }
        }
        return Interpreter.of(place.toString());
    }

    private void make(Requirements wanted, Interpreter base, Path place, String fileName) throws IOException {
        switch (wanted.tool()) {
            case PIP -> {
                venv(base, place);
                Path list = Files.writeString(place.resolve("understudy.requirements.txt"), wanted.content());
                run(SECONDS_TO_INSTALL, fileName, List.of(
                        place.resolve("bin/python").toString(), "-m", "pip", "install", "--only-binary=:all:",
                        "--disable-pip-version-check", "--no-input", "--retries", "1", "--timeout", "15",
                        "-r", list.toString()));
            }
            case CONDA -> conda(wanted, place, fileName);
        }
    }

    private void venv(Interpreter base, Path place) throws IOException {
        Command.Ended ended = Command.run(
                List.of(base.program().toString(), "-m", "venv", place.toString()), installing, SECONDS_TO_MAKE);
        if (ended.code() != 0) {
            LOG.warn("python -m venv: {}", ended.output());
            throw new Problem(
                    Problem.Code.UNPROCESSABLE, "Python " + base.version() + " on the server makes no virtual environments",
                    "Install its module venv with pip (Debian: apt-get install python3-venv)");
        }
    }

    private void conda(Requirements wanted, Path place, String fileName) throws IOException {
        Path file = Files.createTempFile("understudy", ".yaml");
        try {
            Files.writeString(file, wanted.content());
            for (String program : CONDAS) {
                try {
                    List<String> create = program.equals("micromamba") ? List.of("create", "-y") : List.of("env", "create");
                    run(SECONDS_TO_INSTALL, fileName, List.of(
                            program, create.getFirst(), create.getLast(), "-p", place.toString(), "-f", file.toString()));
                    return;
                } catch (IOException absent) {
                    LOG.debug("there is no {}", program, absent);
                }
            }
        } finally {
            Files.delete(file);
        }
        throw new Problem(
                Problem.Code.UNPROCESSABLE, "environment: conda, and the server has neither conda nor mamba",
                "Install one, or register with environment=requirements, which takes the pip part of conda.yaml");
    }

    private void run(long seconds, String fileName, List<String> command) throws IOException {
        Command.Ended ended = Command.run(command, installing, seconds);
        if (ended.code() != 0) {
            LOG.warn("installing for {}: {}", fileName, ended.output());
            throw Installing.refusal(fileName, ended.output());
        }
    }

    private static void delete(Path place) throws IOException {
        List<Path> paths = new ArrayList<>();
        if (Files.exists(place)) {
            try (Stream<Path> all = Files.walk(place)) {
                all.sorted(Comparator.reverseOrder()).forEach(paths::add);
            }
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
