package understudy.bench;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A change that begins at a known window of a stream with thirty features, a label and a loss.
 *
 * @param columns that it reaches
 * @param change what it does to them, told how many windows ago it began
 */
@SuppressWarnings("ArrayRecordComponent") // a fixed list, never compared
record PlantedDrift(String name, int[] columns, Change change) {
    /** 28 of numbers, two of five categories, the label, the loss. */
    static final int[] KINDS = kinds();

    private static final int CATEGORY = 28;
    private static final int LABEL = 30;
    private static final int LOSS = 31;
    private static final int RAMP = 14 * SimulatedStream.PER_DAY;

    static final List<PlantedDrift> ALL = List.of(
            numbers("mean + 0.2 σ in one of 30", 1, 0.2, 1),
            numbers("mean + 0.5 σ in one of 30", 1, 0.5, 1),
            numbers("mean + 0.2 σ in 28 of 30", CATEGORY, 0.2, 1),
            numbers("variance × 1.5", 1, 0, Math.sqrt(1.5)),
            numbers("standard deviation × 1.5", 1, 0, 1.5),
            // 100 with a deviation of 15
            numbers("unit × 1,000", 1, (100_000 - 100) / 15.0, 1_000),
            // 15 °C with a deviation of 8
            numbers("°C became °F", 1, (1.8 * 15 + 32 - 15) / 8, 1.8),
            new PlantedDrift("slow ramp to 0.5 σ in 14 days", new int[] {0}, (columns, windows) ->
                    ((SimulatedNumbers) columns.getFirst()).moved = 0.5 * Math.min(1, windows / (double) RAMP)),
            new PlantedDrift("missing from 0.5 to 5 %", new int[] {0}, (columns, windows) ->
                    columns.getFirst().missing = 0.05),
            categories("two of five categories swap (31 and 22 %)", CATEGORY, PlantedDrift::swapped),
            categories("label from 40 to 50 %", LABEL, shares -> new double[] {0.5, 0.5}),
            new PlantedDrift("concept: 30 % of the relation lost", new int[] {LOSS}, (columns, windows) ->
                    ((SimulatedNumbers) columns.get(LOSS)).moved = 0.3));

    private static int[] kinds() {
        int[] kinds = new int[32];
        kinds[28] = 5;
        kinds[29] = 5;
        kinds[30] = 2;
        kinds[31] = SimulatedStream.LOSS;
        return kinds;
    }

    private static PlantedDrift numbers(String name, int count, double moved, double scaled) {
        return new PlantedDrift(name, IntStream.range(0, count).toArray(), (columns, windows) -> {
            for (SimulatedColumn column : columns.subList(0, count)) {
                ((SimulatedNumbers) column).moved = moved;
                ((SimulatedNumbers) column).scaled = scaled;
            }
        });
    }

    private static PlantedDrift categories(String name, int column, Shares shares) {
        return new PlantedDrift(name, new int[] {column}, (columns, windows) ->
                ((SimulatedCategories) columns.get(column)).shares =
                        shares.of(SimulatedCategories.zipf(KINDS[column])));
    }

    private static double[] swapped(double[] shares) {
        double first = shares[0];
        shares[0] = shares[1];
        shares[1] = first;
        return shares;
    }

    /** Ends it. */
    static void undo(List<SimulatedColumn> columns) {
        for (int column = 0; column < columns.size(); column++) {
            switch (columns.get(column)) {
                case SimulatedNumbers numbers -> {
                    numbers.moved = 0;
                    numbers.scaled = 1;
                    numbers.missing = KINDS[column] == SimulatedStream.LOSS ? 0 : SimulatedColumn.MISSING;
                }
                case SimulatedCategories categories ->
                    categories.shares = SimulatedCategories.zipf(KINDS[column]);
            }
        }
    }

    /** Acts on a stream's columns. */
    @FunctionalInterface
    interface Change {
        void apply(List<SimulatedColumn> columns, int windows);
    }

    @FunctionalInterface
    private interface Shares {
        double[] of(double[] before);
    }
}
