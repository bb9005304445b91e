package understudy.performance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import understudy.core.Problem;
import understudy.estimation.Attribution.FeatureGroup;

/** Which features share a part of a change. */
final class FeatureGroups {
    /** With more, not every coalition can be asked, and the parts get wider. */
    static final int MOST = 6;

    static final String REST = "other features";

    /** Features that go together as much can't be told apart by their laws. */
    private static final double TOGETHER = 0.6;

    private FeatureGroups() {}

    /**
     * One group for each of those that moved most, with what goes together with it on the reference, and one for the rest.
     *
     * @param moved how far each feature did
     * @param columns feature × row of the reference
     */
    static List<FeatureGroup> automatic(List<String> features, double[] moved, double[][] columns) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < features.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingDouble(i -> -moved[i]));
        Map<Integer, List<Integer>> groups = new LinkedHashMap<>();
        List<Integer> rest = new ArrayList<>();
        for (int feature : order) {
            int nearest = nearest(feature, groups.keySet(), columns);
            if (nearest >= 0) {
                groups.computeIfAbsent(nearest, seed -> new ArrayList<>()).add(feature);
            } else if (groups.size() < (features.size() > MOST ? MOST - 1 : MOST)) {
                groups.put(feature, new ArrayList<>(List.of(feature)));
            } else {
                rest.add(feature);
            }
        }
        List<FeatureGroup> found = new ArrayList<>();
        groups.forEach((seed, members) -> found.add(new FeatureGroup(
                String.join(" + ", members.stream().limit(3).map(features::get).toList())
                        + (members.size() > 3 ? " + " + (members.size() - 3) + " more" : ""),
                members)));
        if (!rest.isEmpty()) {
            found.add(new FeatureGroup(REST, rest));
        }
        return found;
    }

    private static int nearest(int feature, Set<Integer> seeds, double[][] columns) {
        int nearest = -1;
        double most = TOGETHER;
        for (int seed : seeds) {
            double together = Math.abs(correlation(columns[feature], columns[seed]));
            if (together > most) {
                most = together;
                nearest = seed;
            }
        }
        return nearest;
    }

    /** Pearson's, of rows that have both; 0 where one is constant. */
    static double correlation(double[] a, double[] b) {
        double rows = 0;
        double sumA = 0;
        double sumB = 0;
        for (int i = 0; i < a.length; i++) {
            if (!Double.isNaN(a[i]) && !Double.isNaN(b[i])) {
                rows++;
                sumA += a[i];
                sumB += b[i];
            }
        }
        double squaresA = 0;
        double squaresB = 0;
        double products = 0;
        for (int i = 0; i < a.length; i++) {
            if (!Double.isNaN(a[i]) && !Double.isNaN(b[i])) {
                double x = a[i] - sumA / rows;
                double y = b[i] - sumB / rows;
                squaresA += x * x;
                squaresB += y * y;
                products += x * y;
            }
        }
        double scale = Math.sqrt(squaresA * squaresB);
        return scale > 0 ? products / scale : 0;
    }

    /** Those given, and the rest together. @throws Problem INVALID, naming what is there */
    static List<FeatureGroup> given(Map<String, List<String>> asked, List<String> features) {
        List<FeatureGroup> groups = new ArrayList<>();
        Set<Integer> taken = new LinkedHashSet<>();
        asked.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(group -> {
            List<Integer> members = new ArrayList<>();
            for (String feature : group.getValue()) {
                int place = features.indexOf(feature);
                if (place < 0) {
                    throw Problem.invalid("groups." + group.getKey(), feature, "one of "
                            + features.stream().limit(40).toList());
                }
                if (!taken.add(place)) {
                    throw Problem.invalid("groups." + group.getKey(), feature, "each feature in one group");
                }
                members.add(place);
            }
            if (members.isEmpty()) {
                throw Problem.invalid("groups." + group.getKey(), "[]", "one feature or more");
            }
            groups.add(new FeatureGroup(group.getKey(), members));
        });
        List<Integer> rest = new ArrayList<>();
        for (int i = 0; i < features.size(); i++) {
            if (!taken.contains(i)) {
                rest.add(i);
            }
        }
        if (!rest.isEmpty()) {
            groups.add(new FeatureGroup(REST, rest));
        }
        if (groups.size() > MOST + 2) {
            throw Problem.invalid("groups", groups.size() + " with the rest", "at most " + (MOST + 2));
        }
        return groups;
    }
}
