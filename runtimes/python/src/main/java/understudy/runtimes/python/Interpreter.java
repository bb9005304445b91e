package understudy.runtimes.python;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.TreeMap;
import java.util.stream.Stream;
import understudy.core.Problem;

/**
 * A Python that was asked where it is and what it reads.
 *
 * @param program its whole path
 * @param version e.g. {@code 3.11.2}
 * @param folders where its libraries are; where a process is to run it, it must be able to read them
 * @param userBase where packages of {@code pip install --user} are, if there are any
 */
record Interpreter(Path program, String version, List<Path> folders, Optional<Path> userBase) {
    private static final int LEAST_MAJOR = 3;
    private static final int LEAST_MINOR = 8;
    private static final long SECONDS_TO_ANSWER = 30;

    /** Says it in lines, for every Python there ever was. */
    private static final String QUESTION = """
            import os, site, sys
            print("version %d.%d.%d" % sys.version_info[:3])
            print("program " + sys.executable)
            for folder in [sys.prefix, getattr(sys, "base_prefix", sys.prefix)] + sys.path:
                if folder and os.path.exists(folder):
                    print("folder " + folder)
            if site.ENABLE_USER_SITE and os.path.isdir(site.getusersitepackages()):
                print("user " + site.getuserbase())
            """;

    private static final Pattern NAME = Pattern.compile("(.*/)?(python|pypy)[0-9.]*");

    /**
     * @param given an interpreter's name or path, or a virtual environment's folder
     * @throws Problem INVALID for what is called otherwise, since whoever registers a model may name it; UNPROCESSABLE where
     *     there is none, or one too old
     */
    static Interpreter of(String given) {
        if (!Files.isDirectory(Path.of(given)) && !NAME.matcher(given).matches()) {
            throw Problem.invalid("python", given, "an interpreter called python, python3, pypy or so, or a virtual environment");
        }
        Command.Ended ended;
        try {
            ended = Command.run(List.of(program(given), "-c", QUESTION), Map.of(), SECONDS_TO_ANSWER);
        } catch (IOException absent) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE,
                    "python: " + given + " is no interpreter or virtual environment on the server",
                    "Install Python 3.8 or later there, or name one with the option python", absent);
        }
        Interpreter found = read(ended.output()).orElseThrow(() -> new Problem(
                Problem.Code.UNPROCESSABLE, "python: " + given + " does not answer as a Python does",
                "Name an interpreter or a virtual environment with the option python"));
        if (found.isTooOld()) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE,
                    "python: " + given + " is Python " + found.version() + " (expected: 3.8 or later)",
                    "Name a later one with the option python");
        }
        return found;
    }

    private static String program(String given) {
        Path path = Path.of(given);
        if (!Files.isDirectory(path)) {
            return given;
        }
        return Stream.of("bin/python", "bin/python3").map(path::resolve).filter(Files::isExecutable).findFirst()
                .orElse(path.resolve("bin/python")).toString();
    }

    private static Optional<Interpreter> read(String said) {
        TreeMap<String, List<String>> lines = new TreeMap<>();
        for (String line : said.lines().toList()) {
            int space = line.indexOf(' ');
            if (space > 0) {
                lines.computeIfAbsent(line.substring(0, space), word -> new ArrayList<>()).add(line.substring(space + 1));
            }
        }
        if (!lines.containsKey("version") || !lines.containsKey("program")) {
            return Optional.empty();
        }
        return Optional.of(new Interpreter(
                Path.of(lines.get("program").getFirst()), lines.get("version").getFirst(),
                outermost(paths(lines, "folder")), paths(lines, "user").stream().findFirst()));
    }

    private static List<Path> paths(TreeMap<String, List<String>> lines, String word) {
        return lines.getOrDefault(word, List.of()).stream().map(Path::of).toList();
    }

    /** Without those that lie in others: the libraries of a virtual environment lie in its own folder. */
    private static List<Path> outermost(List<Path> folders) {
        return folders.stream()
                .distinct()
                .filter(folder -> folders.stream().noneMatch(other -> !other.equals(folder) && folder.startsWith(other)))
                .toList();
    }

    private boolean isTooOld() {
        String[] parts = version.split("\\.", -1);
        int major = Integer.parseInt(parts[0]);
        return major < LEAST_MAJOR || (major == LEAST_MAJOR && Integer.parseInt(parts[1]) < LEAST_MINOR);
    }
}
