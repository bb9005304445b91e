package understudy.comparison;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Whom the labels stand for. Where the champion's own action decides who ever gets a label (who was declined never
 * repays), a verdict speaks of the accepted only. For one thread.
 */
final class Population {
    /** Fewer pairs under an action, and its labels may just be late. */
    private static final long ENOUGH = 30;

    /** An action whose labels are this much rarer than another's has, in effect, none. */
    private static final double RARER = 0.05;

    private static final int MOST_ACTIONS = 100;

    private final Map<String, long[]> byAction = new HashMap<>();
    private long pairs;
    private long labelled;

    void add(Pair.Side champion, boolean isLabelled) {
        pairs++;
        labelled += isLabelled ? 1 : 0;
        Optional<String> action = champion.action().or(champion::predicted);
        if (action.isPresent() && (byAction.size() < MOST_ACTIONS || byAction.containsKey(action.get()))) {
            long[] counts = byAction.computeIfAbsent(action.get(), first -> new long[2]);
            counts[0]++;
            counts[1] += isLabelled ? 1 : 0;
        }
    }

    String sentence(String champion) {
        if (labelled == 0) {
            return pairs == 0 ? "No pairs yet." : "None of the pairs has a label.";
        }
        String share = String.format(
                Locale.ROOT, "%,d of %,d pairs (%.1f %%) have a label", labelled, pairs, 100.0 * labelled / pairs);
        return accepted()
                .map(action -> share + ", nearly all of them where " + champion + " said '" + action
                        + "': the verdict is about those, and not comparable beyond those the champion accepted.")
                .orElse(share + ".");
    }

    /** The one action under which labels exist, where others had enough pairs to get some too. */
    private Optional<String> accepted() {
        Optional<Map.Entry<String, long[]>> most = byAction.entrySet().stream()
                .max(Comparator.comparingDouble(entry -> rate(entry.getValue())));
        if (most.isEmpty()) {
            return Optional.empty();
        }
        double highest = rate(most.get().getValue());
        long others = 0;
        for (Map.Entry<String, long[]> entry : byAction.entrySet()) {
            if (!entry.getKey().equals(most.get().getKey())) {
                others += entry.getValue()[0];
                if (rate(entry.getValue()) >= RARER * highest) {
                    return Optional.empty();
                }
            }
        }
        return others >= ENOUGH && most.get().getValue()[1] >= ENOUGH
                ? Optional.of(most.get().getKey())
                : Optional.empty();
    }

    private static double rate(long[] counts) {
        return counts[1] / (double) counts[0];
    }
}
