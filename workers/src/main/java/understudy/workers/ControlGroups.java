package understudy.workers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where this process may make control groups for others (Linux, cgroups(7)): below its own, so that whatever limits the
 * server limits them as well. Version 1 where a controller is there; otherwise version 2, which must be delegated: a
 * group that holds processes hands no controllers down, so the server has to stand in a leaf of its unit (systemd:
 * {@code Delegate=yes}, {@code DelegateSubgroup=server}).
 */
final class ControlGroups {
    enum Controller {
        MEMORY("memory.limit_in_bytes", "memory.max"),
        PIDS("pids.max", "pids.max"),
        CPU("cpu.cfs_quota_us", "cpu.max");

        private final String first;
        private final String second;

        Controller(String first, String second) {
            this.first = first;
            this.second = second;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param folder in which groups of this controller are made */
    private record Base(Path folder, boolean unified) {}

    private static final Logger LOG = LoggerFactory.getLogger(ControlGroups.class);
    private static final String PREFIX = "understudy-";
    private static final String PERIOD_MICROS = "100000";

    private final Map<Controller, Base> bases = new EnumMap<>(Controller.class);

    private ControlGroups() {}

    /** What there is on this machine; nothing where there is nothing. */
    static ControlGroups found() {
        ControlGroups groups = new ControlGroups();
        try {
            List<String> mounts = Files.readAllLines(Path.of("/proc/self/mountinfo"));
            List<String> own = Files.readAllLines(Path.of("/proc/self/cgroup"));
            for (Controller controller : Controller.values()) {
                first(controller, mounts, own).or(() -> second(controller, mounts, own)).ifPresent(base -> {
                    if (groups.works(controller, base)) {
                        groups.bases.put(controller, base);
                    }
                });
            }
        } catch (IOException e) {
            LOG.info("This machine has no control groups: {}", e.getMessage());
        }
        groups.removeLeftOver();
        return groups;
    }

    static ControlGroups none() {
        return new ControlGroups();
    }

    boolean has(Controller controller) {
        return bases.containsKey(controller);
    }

    /** A group with these limits, or nothing where there is no controller. */
    Optional<ControlGroup> make(String name, Limits limits) {
        Set<Path> folders = new HashSet<>();
        try {
            for (Map.Entry<Controller, Base> entry : bases.entrySet()) {
                Base base = entry.getValue();
                Path folder = base.folder().resolve(PREFIX + name);
                Files.createDirectories(folder);
                folders.add(folder);
                limit(entry.getKey(), folder, base.unified(), limits);
            }
        } catch (IOException e) {
            LOG.warn("No control group could be made for a process: {}", e.getMessage());
        }
        return folders.isEmpty() ? Optional.empty() : Optional.of(new ControlGroup(List.copyOf(folders)));
    }

    private static void limit(Controller controller, Path folder, boolean unified, Limits limits) throws IOException {
        switch (controller) {
            case MEMORY -> {
                write(folder.resolve(unified ? "memory.max" : "memory.limit_in_bytes"), "" + limits.memory());
                Path swap = folder.resolve(unified ? "memory.swap.max" : "memory.memsw.limit_in_bytes");
                if (Files.exists(swap)) {
                    write(swap, unified ? "0" : "" + limits.memory());
                }
            }
            case PIDS -> write(folder.resolve("pids.max"), "" + limits.processes());
            case CPU -> {
                if (limits.cpus().isPresent()) {
                    String quota = "" + (long) (limits.cpus().get() * Long.parseLong(PERIOD_MICROS));
                    write(folder.resolve(unified ? "cpu.max" : "cpu.cfs_quota_us"),
                            unified ? quota + " " + PERIOD_MICROS : quota);
                }
            }
        }
    }

    private boolean works(Controller controller, Base base) {
        Path trial = base.folder().resolve(PREFIX + ProcessHandle.current().pid() + "-trial");
        try {
            Files.createDirectories(trial);
            boolean there = Files.isWritable(trial.resolve(base.unified() ? controller.second : controller.first));
            Files.delete(trial);
            return there;
        } catch (IOException e) {
            LOG.info("Control group '{}' is not ours to use: {}", controller.word(), e.getMessage());
            return false;
        }
    }

    /** Groups of servers that were killed; those that still hold a process stay. */
    private void removeLeftOver() {
        Set<Path> folders = new HashSet<>();
        bases.values().forEach(base -> folders.add(base.folder()));
        for (Path folder : folders) {
            try (DirectoryStream<Path> groups = Files.newDirectoryStream(folder, PREFIX + "*")) {
                for (Path group : groups) {
                    if (LeftOver.is(group.getFileName().toString().substring(PREFIX.length()))) {
                        new ControlGroup(List.of(group)).remove();
                    }
                }
            } catch (IOException e) {
                LOG.info("Left-over control groups could not be listed: {}", e.getMessage());
            }
        }
    }

    private static Optional<Base> first(Controller controller, List<String> mounts, List<String> own) {
        return mounts.stream()
                .map(Mount::parse)
                .filter(mount -> mount.type.equals("cgroup"))
                .filter(mount -> List.of(mount.options.split(",")).contains(controller.word()))
                .findFirst()
                .flatMap(mount -> own.stream()
                        .map(line -> line.split(":", 3))
                        .filter(parts -> List.of(parts[1].split(",")).contains(controller.word()))
                        .findFirst()
                        .map(parts -> new Base(mount.resolve(parts[2]), false)))
                .filter(base -> Files.isDirectory(base.folder()));
    }

    private static Optional<Base> second(Controller controller, List<String> mounts, List<String> own) {
        Optional<Path> leaf = mounts.stream()
                .map(Mount::parse)
                .filter(mount -> mount.type.equals("cgroup2"))
                .findFirst()
                .flatMap(mount -> own.stream().filter(line -> line.startsWith("0::")).findFirst()
                        .map(line -> mount.resolve(line.substring(3))));
        List<Path> candidates = new ArrayList<>();
        leaf.ifPresent(candidates::add);
        leaf.map(Path::getParent).filter(ControlGroups::isUnit).ifPresent(candidates::add);
        for (Path folder : candidates) {
            if (handsDown(folder, controller)) {
                return Optional.of(new Base(folder, true));
            }
        }
        return Optional.empty();
    }

    private static boolean isUnit(Path folder) {
        return folder.toString().endsWith(".service") || folder.toString().endsWith(".scope");
    }

    private static boolean handsDown(Path folder, Controller controller) {
        Path file = folder.resolve("cgroup.subtree_control");
        try {
            if (!Files.isWritable(file)) {
                return false;
            }
            if (!List.of(Files.readString(file).strip().split(" ")).contains(controller.word())) {
                write(file, "+" + controller.word());
            }
            return true;
        } catch (IOException e) {
            LOG.debug("{} does not hand '{}' down: {}", folder, controller.word(), e.getMessage());
            return false;
        }
    }

    static void write(Path file, String value) throws IOException {
        Files.write(file, value.getBytes(US_ASCII), StandardOpenOption.WRITE);
    }

    /** One line of mountinfo, proc_pid_mountinfo(5). */
    private record Mount(String root, Path point, String type, String options) {
        static Mount parse(String line) {
            String[] halves = line.split(" - ", 2);
            String[] first = halves[0].split(" ");
            String[] second = halves.length < 2 ? new String[0] : halves[1].split(" ");
            return second.length < 3
                    ? new Mount("/", Path.of("/"), "", "")
                    : new Mount(first[3], Path.of(first[4]), second[0], second[2]);
        }

        /** Where a group is seen whose path counts from the hierarchy's root. */
        Path resolve(String group) {
            String below = group.startsWith(root) ? group.substring(root.length()) : group;
            return point.resolve(below.replaceFirst("^/+", ""));
        }
    }
}
