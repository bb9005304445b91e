package understudy.health;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import understudy.health.HealthPart.Name;
import understudy.monitoring.Observations;

/** How near the detectors are to a page, and what had one and is not back. */
final class DriftEvidence {
    /** Half: a detector that pages, and no more, is worth a look; a critical alert says by itself how bad it is. */
    static final double AT_PAGE = 50;

    /** For each column that is away beyond the first, so that six leave nothing. */
    static final double EACH_AWAY = 10;

    private static final int MOST = 10;

    private DriftEvidence() {}

    static HealthPart of(List<Observations.Evidence> detectors) {
        if (detectors.isEmpty()) {
            return HealthPart.unknown(
                    Name.DRIFT, "Not known: no detector has learnt yet what is normal, which takes four weeks of windows");
        }
        TreeSet<String> away = new TreeSet<>();
        detectors.forEach(one -> away.addAll(one.away()));
        Observations.Evidence most = detectors.stream().max(Comparator.comparingDouble(DriftEvidence::ratio)).orElseThrow();
        double ratio = ratio(most);
        List<HealthPart.Evidence> evidence = new ArrayList<>();
        detectors.stream()
                .sorted(Comparator.comparingDouble(DriftEvidence::ratio).reversed())
                .limit(MOST)
                .forEach(one -> evidence.add(new HealthPart.Evidence(one.group(), Words.share(ratio(one)))));
        away.stream().limit(MOST).forEach(name -> evidence.add(new HealthPart.Evidence("away", name)));
        HealthPart.Evidence[] all = evidence.toArray(HealthPart.Evidence[]::new);
        if (!away.isEmpty()) {
            return HealthPart.of(
                    Name.DRIFT, AT_PAGE - EACH_AWAY * (away.size() - 1),
                    Words.names(List.copyOf(away)) + " moved and " + (away.size() == 1 ? "is" : "are")
                            + " not back; one column away is 50 points, each more takes 10",
                    all);
        }
        return HealthPart.of(
                Name.DRIFT, HealthPart.BEST - AT_PAGE * ratio,
                "The detector of " + most.group() + " has " + Words.share(ratio) + " of the evidence at which it pages; 0 % is"
                        + " 100 points, 100 % is 50",
                all);
    }

    /** 0 to 1; at 1 it pages. */
    static double ratio(Observations.Evidence detector) {
        return Math.clamp(detector.evidence() / detector.limit(), 0, 1);
    }
}
