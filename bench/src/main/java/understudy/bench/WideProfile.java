package understudy.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import understudy.profiles.ColumnReference;
import understudy.profiles.DataProfile;
import understudy.profiles.Profiling;
import understudy.profiles.Roles;
import understudy.profiles.RowSource;

/**
 * A process of its own: profiles a table against a reference made of another, and prints what it took: seconds, processor
 * seconds, most memory resident in MB, most heap in MB, values, bytes of the profile. Arguments: reference, table.
 */
final class WideProfile {
    private WideProfile() {}

    public static void main(String[] files) throws IOException {
        Map<String, ColumnReference> reference =
                Profiling.reference(() -> ProfilingTables.open(Path.of(files[0])), Roles.NONE, 1, bytes -> {}).columns();
        long busy = Spent.busyNanos();
        long began = System.nanoTime();
        DataProfile profile;
        try (RowSource source = ProfilingTables.open(Path.of(files[1]))) {
            profile = Profiling.profile(source, Roles.NONE, reference, 2, bytes -> {});
        }
        System.out.printf(
                Locale.ROOT, "%.1f %.1f %d %d %d %d%n", (System.nanoTime() - began) / 1e9,
                (Spent.busyNanos() - busy) / 1e9, mostResident() >> 10, Runtime.getRuntime().totalMemory() >> 20,
                profile.rows() * profile.columns().size(), profile.toBytes().length);
    }

    /** In kB, as Linux counts it. */
    private static long mostResident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }
}
