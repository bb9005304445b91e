package understudy.profiles;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Relations that no row of a sample breaks although chance would: with the rows of one column shifted against the others, at
 * least a twentieth breaks them (a fifth, for dependencies). So {@code age <= income} is not taken for a law.
 */
final class RelationSearch {
    private static final int LEAST_ROWS = 100;
    private static final int MOST_FOUND = 200;
    private static final int MOST_COLUMNS = 500;
    private static final int MOST_COLUMNS_OF_SUMS = 60;
    private static final double BY_CHANCE = 0.05;
    private static final double DEPENDENT_BY_CHANCE = 0.2;

    private final List<Relation.Found> found = new ArrayList<>();
    private final List<ColumnProfile> columns;
    private final Derivations derivations;
    private final double[][] cells;
    private final int rows;

    RelationSearch(DataProfile profile) {
        derivations = profile.derivations();
        columns = profile.profiles();
        rows = profile.sample().rows();
        cells = new double[columns.size()][];
        for (int column = 0; column < cells.length; column++) {
            cells[column] = profile.sample().column(column);
        }
    }

    List<Relation.Found> search() {
        if (rows >= LEAST_ROWS) {
            List<Integer> numbers = new ArrayList<>();
            List<Integer> kinds = new ArrayList<>();
            for (int i = 0; i < columns.size() && i < MOST_COLUMNS; i++) {
                ColumnProfile column = columns.get(i);
                boolean varies = (!column.isExact() || column.distinct() > 1) && !derivations.isDerived(column.name());
                if (varies && (column.type() == ColumnType.NUMBER || column.type() == ColumnType.TIME)) {
                    numbers.add(i);
                } else if (varies && column.type() == ColumnType.CATEGORY && column.distinct() <= rows / 2.0) {
                    kinds.add(i);
                }
            }
            orders(numbers);
            sums(numbers);
            dependencies(kinds);
        }
        return List.copyOf(found.subList(0, Math.min(MOST_FOUND, found.size())));
    }

    private void orders(List<Integer> numbers) {
        for (int low : numbers) {
            for (int high : numbers) {
                if (low != high && columns.get(low).type() == columns.get(high).type()) {
                    int kept = ordered(low, high);
                    if (kept >= LEAST_ROWS && broken(low, high) > BY_CHANCE * rows) {
                        found.add(new Relation.Found(new Relation.AtMost(name(low), name(high)), kept));
                    }
                }
            }
        }
    }

    /** Rows in order, −1 if one is not. */
    private int ordered(int low, int high) {
        int kept = 0;
        for (int row = 0; row < rows; row++) {
            double a = cells[low][row];
            double b = cells[high][row];
            if (a > b) {
                return -1;
            }
            kept += a <= b ? 1 : 0;
        }
        return kept;
    }

    private int broken(int low, int high) {
        int broken = 0;
        for (int row = 0; row < rows; row++) {
            broken += cells[low][row] > cells[high][(row + 1) % rows] ? 1 : 0;
        }
        return broken;
    }

    private void sums(List<Integer> numbers) {
        int size = Math.min(MOST_COLUMNS_OF_SUMS, numbers.size());
        for (int i = 0; i < size; i++) {
            for (int j = i + 1; j < size; j++) {
                for (int k = 0; k < size; k++) {
                    if (k != i && k != j) {
                        sum(numbers.get(i), numbers.get(j), numbers.get(k));
                    }
                }
            }
        }
    }

    private void sum(int a, int b, int total) {
        int kept = 0;
        int byChance = 0;
        for (int row = 0; row < rows; row++) {
            double sum = cells[a][row] + cells[b][row];
            if (!Double.isNaN(sum) && !Double.isNaN(cells[total][row])) {
                if (!isSum(sum, cells[total][row])) {
                    return;
                }
                kept++;
                byChance += isSum(sum, cells[total][(row + 1) % rows]) ? 1 : 0;
            }
        }
        if (kept >= LEAST_ROWS && byChance < (1 - BY_CHANCE) * kept) {
            found.add(new Relation.Found(new Relation.Sum(List.of(name(a), name(b)), name(total)), kept));
        }
    }

    static boolean isSum(double sum, double total) {
        return Math.abs(sum - total) <= 1e-9 * Math.max(1, Math.abs(total));
    }

    private void dependencies(List<Integer> kinds) {
        for (int on : kinds) {
            for (int column : kinds) {
                if (on != column) {
                    int kept = repeated(on, column, 0, 0);
                    if (kept >= LEAST_ROWS && repeated(on, column, 1, (int) (DEPENDENT_BY_CHANCE * rows)) < 0) {
                        found.add(new Relation.Found(new Relation.Depends(name(on), name(column)), kept));
                    }
                }
            }
        }
    }

    /** Rows whose value of {@code on} came before with the same of {@code column}; −1 if more than so many differ. */
    private int repeated(int on, int column, int shift, int allowed) {
        Map<Double, Double> first = new HashMap<>();
        int kept = 0;
        int differ = 0;
        for (int row = 0; row < rows; row++) {
            double value = cells[column][(row + shift) % rows];
            if (Double.isNaN(cells[on][row]) || Double.isNaN(value)) {
                continue;
            }
            Double known = first.putIfAbsent(cells[on][row], value);
            if (known != null && known != value) {
                if (++differ > allowed) {
                    return -1;
                }
            } else if (known != null) {
                kept++;
            }
        }
        return kept;
    }

    private String name(int column) {
        return columns.get(column).name();
    }
}
