package understudy.performance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import understudy.core.Model;
import understudy.core.Problem;
import understudy.core.Task;
import understudy.estimation.Attribution;
import understudy.estimation.Attribution.FeatureGroup;
import understudy.references.Reference;

/** The two sides of one change, and its parts. Not safe for several threads. */
record Change(
        CausesQuestion question,
        Model model,
        Terms terms,
        int version,
        String metric,
        Side before,
        Side window) {
    private static final long SEED = 13;

    Causes causes() {
        boolean needsLabels = !metric.equals(CauseSearch.MEAN_SCORE);
        boolean estimated = needsLabels && window.labelled().size() < CauseSearch.FEWEST;
        if (estimated && model.task() != Task.BINARY) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE,
                    "metric: " + metric + " needs labels, and only " + window.labelled().size()
                            + " rows have one (expected: "
                            + CauseSearch.FEWEST + " or more)",
                    model.task() == Task.REGRESSION ? "Ask for --metric mean_score" : "Wait for labels");
        }
        List<SampledRows.Kept> then = needsLabels ? before.labelled() : before.any();
        List<SampledRows.Kept> now = needsLabels && !estimated ? window.labelled() : window.any();
        List<String> features =
                window.features().stream().filter(before.features()::contains).toList();
        double[][] columnsThen = Side.columns(before, then, features);
        double[][] columnsNow = Side.columns(window, now, features);
        List<Causes.Moved> moved = moved(features, columnsThen, columnsNow);
        List<FeatureGroup> groups = question.groups().isEmpty()
                ? FeatureGroups.automatic(
                        features, moved.stream().mapToDouble(Causes.Moved::distance).toArray(), columnsThen)
                : FeatureGroups.given(question.groups(), features);
        Attribution found = attributed(groups, columnsThen, then, columnsNow, now, estimated);
        List<Causes.Part> parts = found.shares().stream()
                .map(share -> new Causes.Part(
                        player(share.player()), share.effect(), ofGroup(share.player(), groups, moved)))
                .toList();
        return new Causes(
                question, version, metric, against(), estimated, found, parts, sentence(found, parts, estimated),
                remarks(features, then, now));
    }

    private String player(String name) {
        return name.equals(Attribution.OUTCOME) && metric.equals(CauseSearch.MEAN_SCORE)
                ? "other scores for the same inputs"
                : name;
    }

    private List<Causes.Moved> moved(List<String> features, double[][] then, double[][] now) {
        Map<Double, String> names = new HashMap<>(before.names());
        names.putAll(window.names());
        return IntStream.range(0, features.size())
                .mapToObj(i -> Movement.of(
                        features.get(i), window.categories().get(window.features().indexOf(features.get(i))), then[i],
                        now[i], names))
                .toList();
    }

    private static List<Causes.Moved> ofGroup(String player, List<FeatureGroup> groups, List<Causes.Moved> moved) {
        return groups.stream()
                .filter(group -> group.name().equals(player))
                .flatMap(group -> group.columns().stream())
                .map(moved::get)
                .sorted(Comparator.comparingDouble(Causes.Moved::distance).reversed())
                .limit(5)
                .toList();
    }

    private Attribution attributed(
            List<FeatureGroup> groups,
            double[][] columnsThen,
            List<SampledRows.Kept> then,
            double[][] columnsNow,
            List<SampledRows.Kept> now,
            boolean estimated) {
        SplittableRandom random = new SplittableRandom(SEED);
        if (model.task() == Task.BINARY && !metric.equals(CauseSearch.MEAN_SCORE)) {
            return Attribution.of(
                    Measure.parse("metric", metric, model.task()).metric().orElseThrow(), terms.threshold(), groups,
                    new Attribution.Rows(columnsThen, SampledRows.scores(then), Optional.of(positives(then))),
                    new Attribution.Rows(
                            columnsNow, SampledRows.scores(now), estimated ? Optional.empty() : Optional.of(positives(now))),
                    random);
        }
        Attribution found =
                Attribution.ofMeanLoss(metric, groups, columnsThen, losses(then), columnsNow, losses(now), random);
        return metric.equals(Measure.RMSE.label()) ? Roots.of(found) : found;
    }

    private static boolean[] positives(List<SampledRows.Kept> rows) {
        boolean[] positives = new boolean[rows.size()];
        for (int row = 0; row < positives.length; row++) {
            positives[row] = rows.get(row).label() == 1;
        }
        return positives;
    }

    private double[] losses(List<SampledRows.Kept> rows) {
        return rows.stream().mapToDouble(this::loss).toArray();
    }

    private double loss(SampledRows.Kept row) {
        double score = row.scores()[0];
        return switch (metric) {
            case CauseSearch.MEAN_SCORE -> score;
            case "mae" -> Math.abs(score - row.label());
            case "rmse" -> (score - row.label()) * (score - row.label());
            default -> row.label() == decided(row.scores()) ? 1 : 0;
        };
    }

    private static int decided(double[] scores) {
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            best = scores[i] > scores[best] ? i : best;
        }
        return best;
    }

    private String against() {
        return question.earlier()
                .map(earlier -> "traffic from " + Words.minute(earlier.from()) + " to " + Words.minute(earlier.to()))
                .orElseGet(() -> "the reference, " + terms.reference().map(Reference::source).orElse(""));
    }

    private String sentence(Attribution found, List<Causes.Part> parts, boolean estimated) {
        String change = (estimated ? "Estimated " : "") + metric + " " + Words.change(found.window() - found.reference())
                + " (" + Words.number(found.reference()) + " on " + against() + ", " + Words.number(found.window())
                        + " now)";
        if (parts.isEmpty()) {
            return change + "; its causes can't be told apart: " + found.withheld().orElse("no rows");
        }
        return change + ", of which " + String.join(", ", parts.stream()
                .limit(4)
                .map(part -> part.player() + " " + Words.change(part.effect().value()))
                .toList());
    }

    private List<String> remarks(List<String> features, List<SampledRows.Kept> then, List<SampledRows.Kept> now) {
        List<String> remarks = new ArrayList<>();
        remarks.add("From " + then.size() + " rows there and " + now.size() + " of the stretch, " + features.size()
                + " features");
        List<String> missing =
                window.features().stream().filter(feature -> !before.features().contains(feature)).toList();
        if (!missing.isEmpty()) {
            remarks.add("Not known there, and so left out: " + missing);
        }
        return remarks;
    }
}
