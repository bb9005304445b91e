package understudy.workers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.workers.ControlGroups.Controller;

/**
 * The walls around a model's process, made of what the machine has: control groups, bubblewrap or unshare, prlimit, nice.
 * What it has is tried once; what it lacks is said by {@link #walls()}. Safe for many threads.
 */
public final class Sandbox {
    private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);

    /** Two thirds of an ordinary process's weight (sched(7)): a runaway model leaves the server its turn. */
    private static final String NICENESS = "2";

    /** No core dumps, which would be written for minutes; and few enough open files that one process cannot use all. */
    private static final List<String> LIMITS = List.of("--core=0:0", "--nofile=4096:4096", "--");

    /** Enters the control groups whose doors come first, then becomes the command. */
    private static final String ENTER = """
            count=$1; shift
            while [ "$count" -gt 0 ]; do echo $$ > "$1" || exit 125; shift; count=$((count - 1)); done
            exec "$@\"""";

    private static final long TRIAL_SECONDS = 10;

    /** How processes are kept apart. */
    private enum Box {
        BUBBLEWRAP,
        NAMESPACES,
        NONE
    }

    private final Map<String, Path> tools = new HashMap<>();
    private final ControlGroups groups;
    private final List<Path> hidden;
    private final Box box;

    private Sandbox(List<Path> folders, List<Path> hidden, ControlGroups groups) {
        for (String tool : List.of("sh", "nice", "prlimit", "bwrap", "unshare", "setpriv", "true")) {
            folders.stream().map(folder -> folder.resolve(tool)).filter(Files::isExecutable).findFirst()
                    .ifPresent(found -> tools.put(tool, found));
        }
        this.groups = tools.containsKey("sh") ? groups : ControlGroups.none();
        this.hidden = hidden.stream().map(folder -> folder.toAbsolutePath().normalize()).toList();
        this.box = works(Box.BUBBLEWRAP) ? Box.BUBBLEWRAP : works(Box.NAMESPACES) ? Box.NAMESPACES : Box.NONE;
    }

    /**
     * Tries what there is; takes a fraction of a second.
     *
     * @param tools folders where programs are looked for, as PATH names them
     * @param hidden folders no model's process may see, but for its own artifact: the server's data
     */
    public static Sandbox of(List<Path> tools, List<Path> hidden) {
        return new Sandbox(tools, hidden, ControlGroups.found());
    }

    /** With neither tools nor control groups: limits are watched, and nothing is hidden. */
    public static Sandbox bare() {
        return new Sandbox(List.of(), List.of(), ControlGroups.none());
    }

    /** What stands, and what this machine lacks; for people who look after it. */
    public List<Wall> walls() {
        boolean niced = tools.containsKey("nice");
        return List.of(
                new Wall("environment", true, "bare, no variable of the server's"),
                limited("memory", Controller.MEMORY),
                limited("processes", Controller.PIDS),
                new Wall("processor", groups.has(Controller.CPU),
                        (groups.has(Controller.CPU) ? "control group" : "no control group, so option 'cpus' has no effect")
                                + (niced ? ", nice " + NICENESS : "")),
                switch (box) {
                    case BUBBLEWRAP -> new Wall("network", true, "none (bubblewrap)");
                    case NAMESPACES -> new Wall("network", true, "none (unshare)");
                    case NONE -> new Wall("network", false, "open; install bubblewrap to close it");
                },
                box == Box.BUBBLEWRAP
                        ? new Wall("files", true, "read-only; homes and the server's data hidden (bubblewrap)")
                        : new Wall("files", false, "all that the server may; install bubblewrap to hide them"),
                box == Box.NONE
                        ? new Wall("end", false, "what leaves its process tree may outlive it; install bubblewrap")
                        : new Wall("end", true, "all it started ends with it (pid namespace)"),
                new Wall("disk", false, "its own folder has no limit of its own"));
    }

    private Wall limited(String what, Controller controller) {
        return groups.has(controller)
                ? new Wall(what, true, "control group")
                : new Wall(what, false, "looked at ten times a second, and ended above the limit (no control group)");
    }

    /** Whether what is started is a program that waits for the command, and ends with it. */
    boolean wraps() {
        return box != Box.NONE;
    }

    boolean limitsMemory() {
        return groups.has(Controller.MEMORY);
    }

    boolean limitsProcesses() {
        return groups.has(Controller.PIDS);
    }

    Optional<ControlGroup> group(String name, Limits limits) {
        return groups.make(name, limits);
    }

    /**
     * The command inside all walls.
     *
     * @param own the one folder it may write to
     * @param artifact the file or folder it may read though its place is hidden
     */
    List<String> enclosed(List<String> command, Path own, Path artifact, List<Path> readable, Optional<ControlGroup> group) {
        List<String> whole = new ArrayList<>();
        group.ifPresent(entered -> {
            whole.addAll(List.of(tool("sh"), "-c", ENTER, "sh", "" + entered.doors().size()));
            entered.doors().forEach(door -> whole.add(door.toString()));
        });
        if (tools.containsKey("nice")) {
            whole.addAll(List.of(tool("nice"), "-n", NICENESS));
        }
        if (tools.containsKey("prlimit")) {
            whole.add(tool("prlimit"));
            whole.addAll(LIMITS);
        }
        List<Path> shown = new ArrayList<>(readable);
        shown.add(artifact);
        whole.addAll(box(box, own, shown));
        whole.addAll(command);
        return whole;
    }

    /** PATH, LANG, the folder as HOME and TMPDIR, and one thread for each library that would take a processor each. */
    static Map<String, String> environment(Path own) {
        Map<String, String> bare = new HashMap<>(Map.of(
                "PATH", "/usr/local/bin:/usr/bin:/bin", "LANG", "C.UTF-8",
                "HOME", own.toString(), "TMPDIR", own.toString()));
        for (String library : List.of("OMP", "OPENBLAS", "MKL", "NUMEXPR", "VECLIB")) {
            bare.put(library.equals("VECLIB") ? "VECLIB_MAXIMUM_THREADS" : library + "_NUM_THREADS", "1");
        }
        return bare;
    }

    private List<String> box(Box which, Path own, List<Path> shown) {
        List<String> orphan = tools.containsKey("setpriv") ? List.of(tool("setpriv"), "--pdeathsig", "KILL") : List.of();
        return switch (which) {
            case BUBBLEWRAP -> new Mounts(hidden).bubblewrap(tool("bwrap"), own, shown);
            case NAMESPACES -> {
                List<String> namespaces = new ArrayList<>(orphan);
                namespaces.addAll(List.of(
                        tool("unshare"), "--map-root-user", "--net", "--ipc", "--uts", "--pid", "--fork", "--kill-child",
                        "--mount-proc"));
                yield namespaces;
            }
            case NONE -> orphan;
        };
    }

    private boolean works(Box which) {
        String needed = which == Box.BUBBLEWRAP ? "bwrap" : "unshare";
        if (!tools.containsKey(needed) || !tools.containsKey("true")) {
            return false;
        }
        List<String> trial = new ArrayList<>();
        try {
            Path own = Files.createTempDirectory("walls");
            try {
                trial.addAll(box(which, own, List.of()));
                trial.add(tool("true"));
                Process process = new ProcessBuilder(trial).redirectErrorStream(true).start();
                String said = new String(process.getInputStream().readAllBytes(), UTF_8);
                boolean stood = process.waitFor(TRIAL_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
                if (!stood) {
                    LOG.info("'{}' does not work here: {}", needed, said.strip());
                    process.destroyForcibly();
                }
                return stood;
            } finally {
                Files.delete(own);
            }
        } catch (IOException e) {
            LOG.info("'{}' does not work here: {}", needed, e.getMessage());
            return false;
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private String tool(String name) {
        Path found = tools.get(name);
        if (found == null) {
            throw new IllegalStateException("no " + name + " was found");
        }
        return found.toString();
    }
}
