package understudy.bench;

import static understudy.bench.SimulatedMetric.logLoss;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import understudy.bench.SimulatedMetric.Look;
import understudy.bench.SimulatedMetric.Tally;
import understudy.statistics.ConfidenceSequence;
import understudy.statistics.Losses;

/**
 * How often two equals are told apart, and how many requests a real difference takes beside the best that a test of a
 * sample fixed beforehand could do. Simulated with fixed seeds.
 *
 * <p>Arguments: the folder for results, runs (2,000).
 */
public final class PowerBenchmark {
    private static final double ALPHA = 0.05;
    private static final int EVERY = 50;
    private static final int EQUALS = 10_000;
    private static final int PILOT = 1_000_000;

    /** Of a sample fixed beforehand, two-sided at α: 1.96 + 0.84 standard errors for 80 % power. */
    private static final double NORMAL_ALPHA = 1.959964;

    private static final double NORMAL_POWER = 0.841621;

    /** Most requests of a comparison, in fixed samples. */
    private static final int PATIENCE = 10;

    /** Most fixed samples that four of five comparisons may take. */
    private static final double BUDGET = 2.5;

    private static final List<SimulatedMetric> METRICS = List.of(
            SimulatedMetric.ofLoss("accuracy", SimulatedMetric::scored, answers ->
                    Losses.zeroOne(answers.positive() == answers.champion() >= 0.5)
                            - Losses.zeroOne(answers.positive() == answers.challenger() >= 0.5)),
            SimulatedMetric.ofLoss("Brier", SimulatedMetric::scored, answers ->
                    Losses.brier(answers.champion(), answers.positive())
                            - Losses.brier(answers.challenger(), answers.positive())),
            SimulatedMetric.ofLoss("log loss", SimulatedMetric::scored, answers ->
                    logLoss(answers.positive(), answers.champion())
                            - logLoss(answers.positive(), answers.challenger())),
            SimulatedMetric.ofLoss("squared error, t₅", SimulatedMetric::heavyTailed, answers ->
                    Losses.squared(answers.champion(), 0) - Losses.squared(answers.challenger(), 0)),
            SimulatedMetric.ofLoss("pinball 0.9, t₅", SimulatedMetric::heavyTailed, answers ->
                    Losses.pinball(answers.champion(), 0, 0.9) - Losses.pinball(answers.challenger(), 0, 0.9)),
            SimulatedMetric.ofScores("AUC", true),
            SimulatedMetric.ofScores("PR-AUC", false),
            SimulatedMetric.ofF1());

    private final int runs;
    private final StringBuilder report = new StringBuilder();

    private PowerBenchmark(int runs) {
        this.runs = runs;
    }

    public static void main(String[] arguments) throws IOException {
        Path results = Files.createDirectories(Path.of(arguments[0]));
        PowerBenchmark benchmark = new PowerBenchmark(arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2_000);
        benchmark.twoEquals();
        benchmark.betterChallenger();
        Files.writeString(results.resolve("power.md"), benchmark.report);
        System.out.println(benchmark.report);
    }

    private void twoEquals() {
        say("# False verdicts and power\n");
        say("`bench/power %d`; simulated with fixed seeds, by the normal-mixture confidence sequence at α = %.2f.\n",
                runs, ALPHA);
        say("## Two equals\n");
        say("Share of %,d comparisons in which any of the looks after every %d of %,d requests says \"better\" or "
                + "\"worse\"; naive is the test of a fixed sample repeated at every look. In brackets 1.96 standard "
                + "errors. AUC and PR-AUC from grids of 64 × 64 drawn by the first 500 requests.\n", runs, EVERY, EQUALS);
        say("| metric | false verdicts | naive |\n|---|---|---|");
        ConfidenceSequence sequence = new ConfidenceSequence(ALPHA, EQUALS);
        for (SimulatedMetric metric : METRICS) {
            boolean[][] wrong = new boolean[runs][];
            IntStream.range(0, runs).parallel().forEach(run -> wrong[run] = toldApart(metric, sequence, run));
            double ours = Arrays.stream(wrong).filter(each -> each[0]).count() / (double) runs;
            double naive = Arrays.stream(wrong).filter(each -> each[1]).count() / (double) runs;
            say("| %s | %.1f %% (± %.1f) | %.0f %% |", metric.name(), 100 * ours,
                    196 * Math.sqrt(ours * (1 - ours) / runs), 100 * naive);
        }
    }

    /** Whether the sequence, and a naive test, ever told them apart. */
    private static boolean[] toldApart(SimulatedMetric metric, ConfidenceSequence sequence, int run) {
        SplittableRandom random = new SplittableRandom(1_000_003L * run + 17);
        Tally tally = metric.tally().get();
        boolean[] wrong = new boolean[2];
        for (int i = 1; i <= EQUALS; i++) {
            tally.add(metric.draw().from(random, false));
            if (i % EVERY == 0) {
                tally.look().ifPresent(look -> {
                    wrong[0] |= isDecided(sequence, look);
                    wrong[1] |= Math.abs(look.mean()) > NORMAL_ALPHA * Math.sqrt(look.variance());
                });
            }
        }
        return wrong;
    }

    private void betterChallenger() {
        say("\n## A better challenger\n");
        say("Requests until the verdict, looked at after every %d; the fixed sample has 80 %% power and one look. Plan: "
                + "the fixed sample, in the last column a quarter of it and four times as much. Budget: the 80th "
                + "percentile is at most %.1f fixed samples.\n",
                EVERY, BUDGET);
        say("| metric | difference / its standard deviation | fixed sample | median | 80th percentile "
                + "| in fixed samples | verdict \"worse\" | budget | 80th percentile with another plan |\n"
                + "|---|---|---|---|---|---|---|---|---|");
        for (SimulatedMetric metric : METRICS) {
            Look pilot = pilot(metric);
            double effect = pilot.mean() / Math.sqrt(pilot.variance() * pilot.units());
            int fixed = (int) Math.ceil(Math.pow((NORMAL_ALPHA + NORMAL_POWER) / effect, 2));
            int[] taken = requests(metric, fixed, fixed);
            long worse = Arrays.stream(taken).filter(requests -> requests < 0).count();
            int median = percentile(taken, 50);
            int eightieth = percentile(taken, 80);
            say("| %s | %.3f | %,d | %,d | %,d | %.2f / %.2f | %.1f %% | %s | %.2f / %.2f |", metric.name(), effect,
                    fixed, median, eightieth, median / (double) fixed, eightieth / (double) fixed, 100.0 * worse / runs,
                    eightieth <= BUDGET * fixed ? "met" : "missed",
                    percentile(requests(metric, fixed, fixed / 4), 80) / (double) fixed,
                    percentile(requests(metric, fixed, fixed * 4), 80) / (double) fixed);
        }
    }

    private int[] requests(SimulatedMetric metric, int fixed, int plan) {
        ConfidenceSequence sequence = new ConfidenceSequence(ALPHA, plan);
        int[] taken = new int[runs];
        IntStream.range(0, runs).parallel().forEach(run -> taken[run] = requests(metric, sequence, fixed, run));
        return taken;
    }

    private static int percentile(int[] taken, int percent) {
        int[] sorted = Arrays.stream(taken).map(Math::abs).sorted().toArray();
        return sorted[sorted.length * percent / 100];
    }

    private static Look pilot(SimulatedMetric metric) {
        SplittableRandom random = new SplittableRandom(5);
        Tally tally = metric.tally().get();
        for (int i = 0; i < PILOT; i++) {
            tally.add(metric.draw().from(random, true));
        }
        return tally.look().orElseThrow();
    }

    /** Until the verdict, or all that patience allows; negative where it was "worse". */
    private static int requests(SimulatedMetric metric, ConfidenceSequence sequence, int fixed, int run) {
        SplittableRandom random = new SplittableRandom(7_000_003L * run + 29);
        Tally tally = metric.tally().get();
        for (int i = 1; i <= PATIENCE * fixed; i++) {
            tally.add(metric.draw().from(random, true));
            if (i % EVERY == 0) {
                Optional<Look> decided = tally.look().filter(look -> isDecided(sequence, look));
                if (decided.isPresent()) {
                    return decided.get().mean() > 0 ? i : -i;
                }
            }
        }
        return PATIENCE * fixed;
    }

    private static boolean isDecided(ConfidenceSequence sequence, Look look) {
        return Math.abs(look.mean()) > sequence.interval(look.mean(), look.variance(), look.units()).halfWidth();
    }

    private void say(String format, Object... values) {
        report.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
