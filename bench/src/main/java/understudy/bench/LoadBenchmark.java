package understudy.bench;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metarank.lightgbm4j.LGBMException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The program under load beside what else one could do, in one run on one machine; writes a table, a chart and the raw
 * numbers. All traffic stays on the loopback address and ends by itself.
 *
 * <p>Arguments: the folder with the launcher, the folder for results, rounds (5), seconds of each measurement (2), and
 * which parts, with commas between (all): {@code starts,throughput,shadows,switches}.
 */
public final class LoadBenchmark {
    /** A champion and five shadows. */
    private static final int VERSIONS = 6;

    private static final String ALL = "starts,throughput,shadows,switches";

    private final Installation installation;
    private final LoadReport report;
    private final Path results;
    private final List<BenchModels> versions;
    private final List<Cell> raw = new ArrayList<>();

    private LoadBenchmark(Installation installation, LoadReport report, Path results, List<BenchModels> versions) {
        this.installation = installation;
        this.report = report;
        this.results = results;
        this.versions = versions;
    }

    public static void main(String[] arguments) throws IOException, LGBMException {
        Path home = Path.of(arguments[0]).toAbsolutePath();
        Path results = Files.createDirectories(Path.of(arguments[1]));
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
        Duration slice = Duration.ofSeconds(arguments.length > 3 ? Long.parseLong(arguments[3]) : 2);
        Set<String> parts = Set.of((arguments.length > 4 ? arguments[4] : ALL).split(",", -1));
        if (!List.of(ALL.split(",", -1)).containsAll(parts)) {
            throw new IllegalArgumentException("parts: " + parts + " (expected: some of " + ALL + ")");
        }
        Installation installation = new Installation(home, Files.createTempDirectory("understudy-load"));
        LoadReport report = new LoadReport(rounds, slice);
        List<BenchModels> versions = new ArrayList<>();
        for (int seed = 1; seed <= VERSIONS; seed++) {
            versions.add(new BenchModels(seed));
        }
        try {
            new LoadBenchmark(installation, report, results, versions).run(parts, rounds, slice);
        } finally {
            installation.clean();
        }
        System.out.println(report.text());
    }

    private void run(Set<String> parts, int rounds, Duration slice) throws IOException {
        if (parts.contains("starts")) {
            starts(rounds);
        }
        if (parts.contains("throughput")) {
            throughput(rounds, slice);
        }
        if (parts.contains("shadows")) {
            shadows(rounds, slice.multipliedBy(2));
        }
        if (parts.contains("switches")) {
            switches(slice.multipliedBy(rounds));
        }
    }

    private void starts(int rounds) throws IOException {
        double load = Machine.load();
        Starts starts = new Starts();
        starts.run(installation, rounds);
        report.starts(starts, load, Machine.load());
        save();
    }

    private void throughput(int rounds, Duration slice) throws IOException {
        double load = Machine.load();
        try (Throughput throughput = new Throughput(installation, versions.getFirst(), slice)) {
            throughput.run(rounds);
            report.throughput(throughput, load, Machine.load());
            raw.addAll(throughput.cells());
            Files.writeString(results.resolve("load.svg"), LoadChart.of(throughput));
        }
        save();
    }

    private void shadows(int rounds, Duration slice) throws IOException {
        double load = Machine.load();
        try (ShadowsUnderLoad shadows = new ShadowsUnderLoad(installation, versions)) {
            shadows.run(rounds, slice);
            report.shadows(shadows, load, Machine.load());
            shadows.rehearsals().forEach(each -> raw.add(each.cell()));
        }
        save();
    }

    private void switches(Duration duration) throws IOException {
        double load = Machine.load();
        SwitchesUnderLoad switches = new SwitchesUnderLoad();
        switches.run(installation, versions, duration);
        report.switches(switches, load, Machine.load());
        save();
    }

    /** After each part, so that what was measured is there even if the next part fails. */
    private void save() throws IOException {
        Files.writeString(results.resolve("load.md"), report.text());
        Files.writeString(results.resolve("load.json"), json(raw));
    }

    private static String json(List<Cell> cells) throws IOException {
        JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        ObjectNode root = mapper.createObjectNode().put("machine", Machine.described());
        ArrayNode modes = root.putArray("modes");
        for (Cell cell : cells) {
            ObjectNode mode = modes.addObject().put("mode", cell.name()).put("rows", cell.rows());
            ArrayNode samples = mode.putArray("rounds");
            cell.samples().forEach(sample -> samples.addPOJO(sample));
        }
        return mapper.writeValueAsString(root) + "\n";
    }
}
