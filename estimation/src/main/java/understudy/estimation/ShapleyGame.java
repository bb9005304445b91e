package understudy.estimation;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * Shapley's shares (Shapley 1953) as sums over coalitions: φ_i = Σ_S c_i(S) v(S). They add up to v(all) − v(none) both
 * where all coalitions are asked and where only those along random orders of the players are (Castro, Gómez, Tejada
 * 2009), each order once forwards and once backwards. A coalition is the bits of its players.
 */
final class ShapleyGame {
    private static final int ORDERS = 12;

    private final int players;
    private final Map<Integer, double[]> coefficients = new TreeMap<>();

    private ShapleyGame(int players) {
        this.players = players;
    }

    /** All coalitions. */
    static ShapleyGame exact(int players) {
        ShapleyGame game = new ShapleyGame(players);
        for (int coalition = 0; coalition < 1 << players; coalition++) {
            int size = Integer.bitCount(coalition);
            for (int player = 0; player < players; player++) {
                if ((coalition >> player & 1) == 0) {
                    game.marginal(player, coalition, weight(players, size));
                }
            }
        }
        return game;
    }

    /** |S|! (n − |S| − 1)! / n! */
    private static double weight(int players, int size) {
        double weight = 1.0 / players;
        for (int i = 1; i <= size; i++) {
            weight *= (double) i / (players - i);
        }
        return weight;
    }

    /** Twelve orders. */
    static ShapleyGame sampled(int players, RandomGenerator random) {
        ShapleyGame game = new ShapleyGame(players);
        for (int pair = 0; pair < ORDERS / 2; pair++) {
            int[] keys = DensityRatio.folds(players, players, random);
            game.walk(keys);
            int[] backwards = new int[players];
            for (int i = 0; i < players; i++) {
                backwards[i] = keys[players - 1 - i];
            }
            game.walk(backwards);
        }
        return game;
    }

    private void walk(int[] order) {
        int coalition = 0;
        for (int player : order) {
            marginal(player, coalition, 1.0 / ORDERS);
            coalition |= 1 << player;
        }
    }

    private void marginal(int player, int coalition, double weight) {
        coefficients.computeIfAbsent(coalition, key -> new double[players])[player] -= weight;
        coefficients.computeIfAbsent(coalition | 1 << player, key -> new double[players])[player] += weight;
    }

    Iterable<Integer> coalitions() {
        return coefficients.keySet();
    }

    /** @param value of a coalition; asked once for each */
    double[] shares(IntToDoubleFunction value) {
        double[] shares = new double[players];
        coefficients.forEach((coalition, factors) -> {
            double worth = value.applyAsDouble(coalition);
            for (int player = 0; player < players; player++) {
                shares[player] += factors[player] * worth;
            }
        });
        return shares;
    }
}
