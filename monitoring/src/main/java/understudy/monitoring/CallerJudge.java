package understudy.monitoring;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import understudy.monitoring.WindowSummary.Flag;
import understudy.monitoring.WindowSummary.Head;

/**
 * Callers that asked on each of fourteen days and then stopped. One that takes weekends off has not asked each day, and is
 * left to the model's volume.
 */
final class CallerJudge {
    static final Duration LOOKS_BACK = Duration.ofDays(17);

    private static final int DAYS = 14;
    private static final int SILENT = 3;
    private static final double LEAST_DISPERSION = 0.05;
    private static final double BUDGET = 0.05;
    private static final double DAYS_PER_MONTH = 30;
    private static final int CALLERS = 20;

    private final List<Head> heads;
    private final Instant until;
    private final double level;

    CallerJudge(List<Head> heads, Instant until, MonitorPlan plan) {
        this.heads = heads;
        this.until = until;
        this.level = BUDGET * plan.falsePagesPerMonth() / DAYS_PER_MONTH / CALLERS;
    }

    /** By caller. */
    Map<String, Flag> silent() {
        Map<String, Flag> silent = new LinkedHashMap<>();
        TreeSet<String> callers = new TreeSet<>();
        heads.forEach(head -> callers.addAll(head.callers().keySet()));
        for (String caller : callers) {
            double[] days = new double[(int) LOOKS_BACK.toDays()];
            for (Head head : heads) {
                long ago = Duration.between(head.from(), until).minusMillis(1).toDays();
                if (ago >= 0 && ago < days.length) {
                    days[(int) ago] += head.callers().getOrDefault(caller, 0L);
                }
            }
            int quiet = 0;
            while (quiet < days.length && days[quiet] == 0) {
                quiet++;
            }
            if (quiet >= 1 && quiet <= SILENT && stopped(Arrays.copyOfRange(days, quiet, quiet + DAYS), quiet)) {
                double usual = Arrays.stream(days, quiet, quiet + DAYS).average().orElse(0);
                silent.put(caller, new Flag(
                        Monitor.CALLER.label(), caller, false, usual,
                        caller + " has asked nothing for " + quiet + (quiet == 1 ? " day" : " days") + "; about "
                                + Words.number(Math.rint(usual)) + " requests a day are usual"));
            }
        }
        return silent;
    }

    private boolean stopped(double[] before, int quiet) {
        double mean = Arrays.stream(before).average().orElse(0);
        boolean daily = Arrays.stream(before).allMatch(rows -> rows > 0);
        double excess = Arrays.stream(before).map(rows -> ((rows - mean) * (rows - mean) - mean) / (mean * mean)).average().orElse(1);
        double phi = Math.max(LEAST_DISPERSION, excess) / quiet;
        return daily && VolumeJudge.atMost(0, mean * quiet, phi) < level;
    }
}
