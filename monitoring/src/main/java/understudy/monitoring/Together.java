package understudy.monitoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import understudy.core.Problem;
import understudy.drift.PrincipalReconstruction;
import understudy.estimation.DomainClassifier;
import understudy.monitoring.WindowSummary.Head;
import understudy.profiles.AnsweredRows;
import understudy.profiles.AnsweredRows.Labels;
import understudy.profiles.AnsweredRows.Stretch;
import understudy.profiles.Batch;
import understudy.profiles.DataProfile;
import understudy.profiles.Roles;
import understudy.profiles.RowSample;
import understudy.profiles.RowSource;
import understudy.profiles.SourceColumn;

/**
 * A window's columns held together against the reference's, by samples of whole rows: what moves only in how columns go with
 * one another shows here. Describes, and never pages.
 *
 * @param rows of the window's sample
 * @param auc of trees that tell the window's rows from the reference's; one half is chance
 * @param level what chance stays below in all but one of a thousand windows
 * @param importances of the columns in telling them apart, the most telling first
 * @param reconstruction mean distance of the rows from the reference's main directions, in standard deviations
 * @param referenceReconstruction the same of the reference's own rows
 */
public record Together(
        int rows,
        double auc,
        double level,
        List<Importance> importances,
        double reconstruction,
        double referenceReconstruction,
        String sentence) {
    private static final double FALSE_ALARMS = 0.001;
    private static final int LEAST_ROWS = 100;
    private static final int MOST_COLUMNS = 300;
    private static final int SHOWN = 10;

    /** @param share of what told the rows apart, 0 to 1 */
    public record Importance(String column, double share) {}

    public Together {
        importances = List.copyOf(importances);
    }

    static Together of(AnsweredRows rows, Head head, Basis basis) {
        Stretch stretch = Stretch.of(head.model(), head.from(), head.to());
        try (RowSource source = basis.derivations().over(rows.open(stretch, Labels.NONE))) {
            List<String> names = basis.profile().columns().stream().map(SourceColumn::name).toList();
            List<String> shared = source.columns().stream()
                    .map(SourceColumn::name)
                    .filter(name -> basis.known(name).flatMap(Basis.Known::reader).isPresent())
                    .limit(MOST_COLUMNS)
                    .toList();
            int[] here = shared.stream()
                    .mapToInt(name -> source.columns().stream().map(SourceColumn::name).toList().indexOf(name))
                    .toArray();
            RowSample window = sample(source, here, head.from().toEpochMilli());
            RowSample reference = basis.profile().sample();
            if (shared.isEmpty() || window.rows() < LEAST_ROWS || reference.rows() < LEAST_ROWS) {
                throw new Problem(
                        Problem.Code.UNPROCESSABLE,
                        "window: " + window.rows() + " rows, reference: " + reference.rows() + " (expected: " + LEAST_ROWS
                                + " or more of each)",
                        "Ask for a longer window");
            }
            int[] there = shared.stream().mapToInt(names::indexOf).toArray();
            return of(shared, columns(reference, there), columns(window, IntStream.range(0, here.length).toArray()), head);
        }
    }

    private static RowSample sample(RowSource source, int[] picked, long seed) {
        DataProfile profile = DataProfile.of(
                Arrays.stream(picked).mapToObj(source.columns()::get).toList(), Roles.NONE, Map.of(), seed);
        for (Optional<Batch> batch = source.next(); batch.isPresent(); batch = source.next()) {
            Batch whole = batch.get();
            profile.add(new Batch(
                    whole.rows(), Arrays.stream(picked).mapToObj(whole.columns()::get).toList()));
        }
        return profile.sample();
    }

    private static double[][] columns(RowSample sample, int[] picked) {
        return Arrays.stream(picked).mapToObj(sample::column).toArray(double[][]::new);
    }

    private static Together of(List<String> names, double[][] reference, double[][] window, Head head) {
        DomainClassifier told = DomainClassifier.of(
                reference, window, FALSE_ALARMS, new SplittableRandom(head.from().toEpochMilli()));
        List<Importance> importances = told.ranking().stream()
                .limit(SHOWN)
                .map(column -> new Importance(names.get(column), told.importances().get(column)))
                .toList();
        double[][] counted = new double[names.size()][];
        double[][] countedWindow = new double[names.size()][];
        double[] imputed = new double[names.size()];
        for (int column = 0; column < names.size(); column++) {
            counted[column] = reference[column];
            countedWindow[column] = window[column];
            imputed[column] = Arrays.stream(reference[column]).filter(Double::isFinite).average().orElse(0);
            if (isHashed(reference[column])) {
                Map<Double, Integer> counts = new HashMap<>();
                Arrays.stream(reference[column]).forEach(value -> counts.merge(value, 1, Integer::sum));
                counted[column] = Arrays.stream(reference[column]).map(value -> counts.getOrDefault(value, 0)).toArray();
                countedWindow[column] = Arrays.stream(window[column]).map(value -> counts.getOrDefault(value, 0)).toArray();
                imputed[column] = counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
            }
        }
        PrincipalReconstruction directions = PrincipalReconstruction.of(byRow(counted), imputed);
        double distance = directions.distance(byRow(countedWindow)).mean();
        double usual = directions.distance(byRow(counted)).mean();
        List<String> most = new ArrayList<>(importances.stream().filter(one -> one.share() >= 0.1).map(Importance::column).toList());
        String sentence = told.drifted()
                ? "The window's rows can be told from the reference's (AUC " + Words.number(told.auc()) + "), mostly by "
                        + Words.names(most)
                : "The window's rows cannot be told from the reference's (AUC " + Words.number(told.auc()) + ")";
        return new Together(window[0].length, told.auc(), told.level(), importances, distance, usual, sentence);
    }

    /** Texts stand in samples as 52 bits of a hash, far beyond what columns of numbers hold. */
    private static boolean isHashed(double[] values) {
        return Arrays.stream(values).filter(Double::isFinite).filter(value -> value > 1L << 45).count() > values.length / 2;
    }

    private static double[][] byRow(double[][] columns) {
        double[][] rows = new double[columns[0].length][columns.length];
        for (int column = 0; column < columns.length; column++) {
            for (int row = 0; row < rows.length; row++) {
                double value = columns[column][row];
                rows[row][column] = Double.isFinite(value) ? value : Double.NaN;
            }
        }
        return rows;
    }
}
