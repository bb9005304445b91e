package understudy.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Normalised discounted cumulative gain of one ranked list (Järvelin, Kekäläinen 2002): linear gains, log₂ discount,
 * and the mean over all orders of equal scores (McSherry, Najork 2008).
 */
public final class Ndcg {
    private Ndcg() {}

    /**
     * @param gains what each item is worth, finite and not negative
     * @param scores how the model ranks them, highest first; as many, no NaN
     * @param k how many places of the list count, at least 1
     * @return 0 to 1; 0 where no item is worth anything
     */
    public static double of(double[] gains, double[] scores, int k) {
        check(gains, scores, k);
        double[] discounts = new double[gains.length];
        for (int place = 0; place < Math.min(k, gains.length); place++) {
            discounts[place] = Math.log(2) / Math.log(place + 2.0);
        }
        double[] best = gains.clone();
        Arrays.sort(best);
        double ideal = 0;
        for (int place = 0; place < best.length; place++) {
            ideal += best[best.length - 1 - place] * discounts[place];
        }
        return ideal == 0 ? 0 : discounted(gains, scores, discounts) / ideal;
    }

    private static double discounted(double[] gains, double[] scores, double[] discounts) {
        int[] order = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(item -> -scores[item]))
                .mapToInt(Integer::intValue)
                .toArray();
        double sum = 0;
        for (int first = 0; first < order.length; ) {
            double gain = 0;
            double discount = 0;
            int next = first;
            for (; next < order.length && scores[order[next]] == scores[order[first]]; next++) {
                gain += gains[order[next]];
                discount += discounts[next];
            }
            sum += gain / (next - first) * discount;
            first = next;
        }
        return sum;
    }

    private static void check(double[] gains, double[] scores, int k) {
        if (k < 1) {
            throw new IllegalArgumentException("k: " + k + " (expected: >= 1)");
        }
        if (gains.length != scores.length) {
            throw new IllegalArgumentException(
                    "scores: " + scores.length + " of them (expected: as many as gains, " + gains.length + ")");
        }
        for (int i = 0; i < gains.length; i++) {
            if (!(gains[i] >= 0) || Double.isInfinite(gains[i])) {
                throw new IllegalArgumentException("gains[" + i + "]: " + gains[i] + " (expected: finite, >= 0)");
            }
            if (Double.isNaN(scores[i])) {
                throw new IllegalArgumentException("scores[" + i + "]: NaN (expected: a number)");
            }
        }
    }
}
