package understudy.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import understudy.drift.DriftDetector;
import understudy.drift.Page;
import understudy.drift.WindowScores;

/**
 * How often, and how soon, drifts that were planted into simulated streams are found: by the drift detector and by the
 * peers' default rules on the same windows.
 *
 * <p>Arguments: the folder for results, streams of each kind and size.
 */
public final class PlantedDrifts {
    private static final int[] ROWS = {100, 500, 1_000, 5_000};
    private static final double WINDOWS_PER_PAGE = 720;
    private static final int PATIENCE = 14 * SimulatedStream.PER_DAY;

    /** Windows without drift before each; what is called drift in them is false. */
    private static final int CALM = SimulatedStream.PER_DAY;

    /** Drifts before which the peers read these windows, too. */
    private static final int CALM_EVERY = 4;

    private static final List<DriftLaw> LAWS = List.of(
            DriftLaw.of("Independent rows", Shape.NORMAL),
            DriftLaw.of("Daily cycle of 0.4 σ, wander of 0.1 σ with ρ = 0.9", Shape.NORMAL).daily(0.4).wander(0.9, 0.1));

    /** Detectors of ours. */
    private static final int OURS = 1;

    private final int streams;
    private final StringBuilder report = new StringBuilder();

    private PlantedDrifts(int streams) {
        this.streams = streams;
    }

    public static void main(String[] arguments) throws IOException {
        Path results = Files.createDirectories(Path.of(arguments[0]));
        PlantedDrifts run = new PlantedDrifts(Integer.parseInt(arguments[1]));
        long started = System.nanoTime();
        List<Outcome> outcomes = new ArrayList<>();
        int kinds = LAWS.size() * ROWS.length;
        IntStream.range(0, kinds * run.streams).parallel().forEach(task -> {
            DriftLaw law = LAWS.get(task % LAWS.size());
            int rows = ROWS[task / LAWS.size() % ROWS.length];
            List<Outcome> found = simulate(law, rows, task / kinds);
            synchronized (outcomes) {
                outcomes.addAll(found);
            }
            System.err.printf(Locale.ROOT, "%s, %d rows, stream %d%n", law.name(), rows, task / kinds);
        });
        run.write(outcomes, started);
        Files.writeString(results.resolve("planted-drifts.md"), run.report);
        Files.writeString(results.resolve("planted-drifts.svg"), chart(outcomes));
        System.out.println(run.report);
    }

    private static long seed(DriftLaw law, int rows, int stream) {
        return 7_000_003L * (stream + 1) + 17L * LAWS.indexOf(law) + rows;
    }

    private static List<Outcome> simulate(DriftLaw law, int rows, int stream) {
        SimulatedStream simulated =
                new SimulatedStream(law, PlantedDrift.KINDS, rows, seed(law, rows, stream));
        List<PeerRules> peers = simulated.columns.stream().map(PeerRules::new).toList();
        byte[] learnt = simulated.learn(WINDOWS_PER_PAGE, peers).snapshot();
        List<Outcome> outcomes = new ArrayList<>();
        for (PlantedDrift drift : PlantedDrift.ALL) {
            Outcome outcome = new Outcome(law, rows, drift);
            DriftDetector detector = DriftDetector.restore(learnt);
            boolean calm = PlantedDrift.ALL.indexOf(drift) % CALM_EVERY == 0;
            for (int window = 0; window < CALM; window++) {
                WindowScores scores = simulated.window(calm);
                outcome.falsePages += detector.observe(scores).isPresent() ? 1 : 0;
                if (calm) {
                    outcome.calm(peers);
                }
            }
            for (int window = 1; window <= PATIENCE && !outcome.isComplete(); window++) {
                drift.change().apply(simulated.columns, window);
                boolean read = !outcome.isCompleteForPeers();
                WindowScores scores = simulated.window(
                        column -> read && Arrays.stream(drift.columns()).anyMatch(each -> each == column));
                outcome.drifting(window, detector.observe(scores), peers);
            }
            PlantedDrift.undo(simulated.columns);
            outcomes.add(outcome);
        }
        return outcomes;
    }

    private void write(List<Outcome> outcomes, long started) {
        say("# How soon planted drifts are found\n");
        say("`bench/planted-drifts %d`; fixed seeds, %s, %.0f minutes on a machine that others used too (%s).\n", streams,
                LocalDate.now(Clock.systemUTC()), (System.nanoTime() - started) / 60e9, Machine.described());
        say("Hourly windows of 30 features (28 of numbers, two of five categories), a label and a model's squared error; a "
                + "reference of 5,000 rows; %d streams of each law and size, each drift planted into each of them after the "
                + "weeks that are learnt. **Found %% / median delay / 90 %% of delays**, in windows, the first with drift "
                + "being 1; what is not found within 14 days (%d windows) counts as longer, –. Ours: a page that names a "
                + "column that drifted, at one false page a month.\n",
                streams, PATIENCE);
        say("A peer's rule is asked only about columns that drifted: what it calls drift elsewhere is not counted for it. "
                + "The last two rows say what it calls drift before there is any: an alarm that always rings finds "
                + "everything. The loss is shown to the peers' rules as a column of numbers.\n");
        say("![Median delay by drift](planted-drifts.svg)\n");
        for (DriftLaw law : LAWS) {
            say("## %s\n", law.name());
            for (int rows : ROWS) {
                say("### %,d rows a window\n", rows);
                table(outcomes.stream().filter(each -> each.law.equals(law) && each.rows == rows).toList());
            }
        }
    }

    private void table(List<Outcome> outcomes) {
        say("| drift | ours | %s |\n|---|---|%s",
                String.join(" | ", PeerRules.NAMES), "---|".repeat(PeerRules.NAMES.size()));
        for (PlantedDrift drift : PlantedDrift.ALL) {
            List<Outcome> same = outcomes.stream().filter(each -> each.drift.equals(drift)).toList();
            StringBuilder row = new StringBuilder("| " + drift.name());
            for (int rule = 0; rule < OURS + PeerRules.NAMES.size(); rule++) {
                row.append(" | ").append(delays(same, rule));
            }
            say("%s |", row);
        }
        double windows = outcomes.stream().mapToInt(each -> each.calm).sum();
        StringBuilder one = new StringBuilder("| *no drift: windows in which column 1 is called drifted* | –");
        StringBuilder any = new StringBuilder(String.format(
                Locale.ROOT, "| *no drift: windows in which any column is* | %.1f %%",
                100.0 * outcomes.stream().mapToInt(each -> each.falsePages).sum() / (outcomes.size() * (double) CALM)));
        for (int rule = 0; rule < PeerRules.NAMES.size(); rule++) {
            int index = rule;
            one.append(String.format(
                    Locale.ROOT, " | %.0f %%", 100 * outcomes.stream().mapToInt(each -> each.first[index]).sum() / windows));
            any.append(String.format(
                    Locale.ROOT, " | %.0f %%", 100 * outcomes.stream().mapToInt(each -> each.any[index]).sum() / windows));
        }
        say("%s |\n%s |\n", one, any);
    }

    private static String delays(List<Outcome> outcomes, int rule) {
        int[] delays = outcomes.stream().mapToInt(each -> each.delays[rule]).sorted().toArray();
        long found = Arrays.stream(delays).filter(delay -> delay <= PATIENCE).count();
        return String.format(
                Locale.ROOT, "%.0f / %s / %s", 100.0 * found / delays.length, windows(delays[delays.length / 2]),
                windows(delays[Math.min(delays.length - 1, delays.length * 9 / 10)]));
    }

    private static String windows(int delay) {
        return delay > PATIENCE ? "–" : String.valueOf(delay);
    }

    private static String chart(List<Outcome> outcomes) {
        List<GroupedBars.Group> groups = PlantedDrift.ALL.stream()
                .map(drift -> new GroupedBars.Group(
                        drift.name(), Arrays.stream(ROWS).mapToDouble(rows -> median(outcomes, drift, rows)).toArray()))
                .toList();
        return GroupedBars.of(
                "Our median delay in windows, independent rows; from light to dark 100, 500, 1,000 and 5,000 rows a window",
                groups, 48, 24, "a day");
    }

    private static double median(List<Outcome> outcomes, PlantedDrift drift, int rows) {
        int[] delays = outcomes.stream()
                .filter(each -> each.law.equals(LAWS.getFirst()) && each.drift.equals(drift) && each.rows == rows)
                .mapToInt(each -> each.delays[0])
                .sorted()
                .toArray();
        return delays[delays.length / 2];
    }

    private void say(String format, Object... values) {
        report.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    /** One drift in one stream. */
    private static final class Outcome {
        final DriftLaw law;
        final int rows;
        final PlantedDrift drift;
        /** Ours, then by the peers' rules: window that found it. */
        final int[] delays = new int[OURS + PeerRules.NAMES.size()];
        /** By rule: windows without drift in which the first column is called drifted. */
        final int[] first = new int[PeerRules.NAMES.size()];
        /** The same of any column. */
        final int[] any = new int[PeerRules.NAMES.size()];

        int falsePages;
        /** Windows without drift that the peers read. */
        int calm;

        Outcome(DriftLaw law, int rows, PlantedDrift drift) {
            this.law = law;
            this.rows = rows;
            this.drift = drift;
            Arrays.fill(delays, PATIENCE + 1);
        }

        void calm(List<PeerRules> peers) {
            calm++;
            boolean[] somewhere = new boolean[any.length];
            for (int column = 0; column < peers.size(); column++) {
                boolean[] drifted = peers.get(column).drifted();
                for (int rule = 0; rule < drifted.length; rule++) {
                    first[rule] += column == 0 && drifted[rule] ? 1 : 0;
                    somewhere[rule] |= drifted[rule];
                }
            }
            for (int rule = 0; rule < any.length; rule++) {
                any[rule] += somewhere[rule] ? 1 : 0;
            }
        }

        void drifting(int window, Optional<Page> page, List<PeerRules> peers) {
            found(0, names(page), window);
            if (isCompleteForPeers()) {
                return;
            }
            for (int column : drift.columns()) {
                boolean[] drifted = peers.get(column).drifted();
                for (int rule = 0; rule < drifted.length; rule++) {
                    found(OURS + rule, drifted[rule], window);
                }
            }
        }

        private boolean names(Optional<Page> page) {
            return page.stream()
                    .flatMap(each -> each.observations().stream())
                    .anyMatch(observation -> Arrays.stream(drift.columns())
                            .anyMatch(column -> observation.column().equals("x" + column)));
        }

        private void found(int who, boolean drifted, int window) {
            if (drifted && delays[who] > PATIENCE) {
                delays[who] = window;
            }
        }

        boolean isComplete() {
            return delays[0] <= PATIENCE && isCompleteForPeers();
        }

        boolean isCompleteForPeers() {
            return Arrays.stream(delays, OURS, delays.length).allMatch(delay -> delay <= PATIENCE);
        }
    }
}
