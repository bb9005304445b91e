package understudy.performance;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import understudy.profiles.RowSample;

/**
 * A uniform sample of rows (Vitter 1985, algorithm R), the same one for the same rows in the same order. Features are kept
 * as profiles keep theirs: numbers as they are, texts as a hash, NaN for what is missing. Not safe for several threads.
 */
final class SampledRows {
    private final int[] columns;
    private final int capacity;
    private final SplittableRandom random;
    private final List<Kept> rows = new ArrayList<>();
    private long seen;

    /** @param scores as many as the answer has @param label NaN where unknown */
    record Kept(double[] features, double[] scores, double label) {}

    /** @param columns of the features, as they stand in the source; −1 for one that is not there */
    SampledRows(int[] columns, int capacity, long seed) {
        this.columns = columns.clone();
        this.capacity = capacity;
        this.random = new SplittableRandom(seed);
    }

    /** @param row at the index of the reader's batch */
    void offer(RowReader reader, int index, AnsweredRow row) {
        seen++;
        long place = rows.size() < capacity ? rows.size() : random.nextLong(seen);
        if (place >= capacity) {
            return;
        }
        double[] features = new double[columns.length];
        for (int i = 0; i < features.length; i++) {
            features[i] = columns[i] < 0 ? Double.NaN : RowSample.cell(reader.cells(columns[i]), index);
        }
        double[] scores = row.scores.length == 0 ? new double[] {row.score} : row.scores.clone();
        Kept kept = new Kept(features, scores, row.label);
        if (place == rows.size()) {
            rows.add(kept);
        } else {
            rows.set((int) place, kept);
        }
    }

    List<Kept> rows() {
        return rows;
    }

    /** How many were offered. */
    long seen() {
        return seen;
    }

    /** Column × row. */
    static double[][] columns(List<Kept> rows, int columns) {
        double[][] found = new double[columns][rows.size()];
        for (int row = 0; row < rows.size(); row++) {
            for (int column = 0; column < columns; column++) {
                found[column][row] = rows.get(row).features()[column];
            }
        }
        return found;
    }

    static double[] scores(List<Kept> rows) {
        return rows.stream().mapToDouble(row -> row.scores()[0]).toArray();
    }

    static double[] labels(List<Kept> rows) {
        return rows.stream().mapToDouble(Kept::label).toArray();
    }
}
