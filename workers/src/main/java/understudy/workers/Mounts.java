package understudy.workers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a process in bubblewrap sees of the disk: all of it, read-only, but for the places where people and services keep
 * what is theirs; of these only what it needs.
 */
final class Mounts {
    /** Homes, other programs' files and sockets, keys. Programs and libraries are elsewhere (hier(7)). */
    private static final List<Path> PRIVATE = List.of(
            Path.of("/home"), Path.of("/root"), Path.of("/tmp"), Path.of("/var"), Path.of("/run"), Path.of("/srv"),
            Path.of("/mnt"), Path.of("/media"), Path.of("/etc/ssh"), Path.of("/etc/ssl/private"),
            Path.of("/etc/kubernetes"));

    private static final List<Path> PRIVATE_FILES = List.of(Path.of("/etc/shadow"), Path.of("/etc/gshadow"));

    /** Root may write these even without any capability; they belong to the whole machine. */
    private static final List<String> MACHINE = List.of("/proc/sys", "/proc/sysrq-trigger");

    private final List<Path> hidden;

    /** @param hidden more places to hide; those that are not there are left out */
    Mounts(List<Path> hidden) {
        this.hidden = hidden;
    }

    /**
     * @param own the one folder it may write to, where it starts
     * @param shown what it may read though its place is hidden
     */
    List<String> bubblewrap(String program, Path own, List<Path> shown) {
        List<String> words = new ArrayList<>(List.of(
                program, "--die-with-parent", "--new-session", "--unshare-net", "--unshare-pid", "--unshare-ipc",
                "--unshare-uts", "--cap-drop", "ALL", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"));
        for (String machine : MACHINE) {
            words.addAll(List.of("--ro-bind-try", machine, machine));
        }
        for (Path file : PRIVATE_FILES) {
            if (Files.exists(file)) {
                words.addAll(List.of("--ro-bind", "/dev/null", file.toString()));
            }
        }
        TreeSet<Path> dark = dark();
        // the other processes' folders, with their sockets
        dark.add(real(own.resolveSibling("")));
        TreeMap<Path, Boolean> inOrder = new TreeMap<>();
        dark.forEach(place -> inOrder.put(place, false));
        shown.forEach(place -> {
            for (Path path : List.of(place.toAbsolutePath().normalize(), real(place))) {
                if (dark.stream().anyMatch(path::startsWith) && Files.exists(path)) {
                    inOrder.put(path, true);
                }
            }
        });
        // parents come before what is in them, so a hidden folder inside a shown one stays hidden
        inOrder.forEach((place, show) -> words.addAll(show
                ? List.of("--ro-bind", place.toString(), place.toString())
                : List.of("--tmpfs", place.toString())));
        words.addAll(List.of("--bind", own.toString(), own.toString()));
        dark.forEach(place -> words.addAll(List.of("--remount-ro", place.toString())));
        words.addAll(List.of("--chdir", own.toString(), "--"));
        return words;
    }

    private TreeSet<Path> dark() {
        TreeSet<Path> dark = new TreeSet<>();
        for (Path place : PRIVATE) {
            if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
                dark.add(place);
            }
        }
        for (Path place : hidden) {
            if (Files.isDirectory(place)) {
                dark.add(real(place));
            }
        }
        return dark;
    }

    private static Path real(Path place) {
        try {
            return place.toRealPath();
        } catch (IOException absent) {
            return place.toAbsolutePath().normalize();
        }
    }
}
