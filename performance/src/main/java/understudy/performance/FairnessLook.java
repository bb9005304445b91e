package understudy.performance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Problem;
import understudy.core.Task;
import understudy.estimation.Fairness;

/** Parts a stretch of answers into groups of people and holds them against one. Safe for many threads. */
public final class FairnessLook {
    /** Below this a group is shown as too small, and nothing is found about it. */
    private static final long FEWEST_ROWS = 30;

    private final Performances performances;

    public FairnessLook(Performances performances) {
        this.performances = performances;
    }

    /**
     * Counts days that did not change from what was kept of them.
     *
     * @throws Problem NOT_FOUND for an unknown model, version, column or group; UNPROCESSABLE for a model of other than two
     *     classes
     */
    public FairnessReport of(FairnessQuestion question) {
        Model model = performances.measurable(question.model());
        if (model.task() != Task.BINARY) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE,
                    "fairness is about decisions of two classes; " + model.name() + " is " + model.task(),
                    "See its groups side by side: understudy monitor performance " + model.name() + " --segment "
                            + question.by());
        }
        Segmentation segmentation = Segmentation.parse("by", question.by());
        return performances.readers().run(() -> read(model, question, segmentation));
    }

    private FairnessReport read(Model model, FairnessQuestion question, Segmentation segmentation) {
        List<String> remarks = new ArrayList<>();
        TreeMap<WindowSums.Part, Tally> parts = new TreeMap<>();
        performances.book().read(
                new WindowBook.Look(
                        model, WindowSize.DAY, Optional.of(segmentation), Optional.empty(),
                        WindowSize.DAY.beginning(question.from()), question.to(), remarks),
                sums -> sums.tallies().forEach((part, tally) -> parts.merge(part, tally, FairnessLook::together)));
        int version = question.version().orElseGet(() -> mostAsked(model, parts));
        Map<String, Tally> groups = new TreeMap<>();
        parts.forEach((part, tally) -> {
            if (part.version() == version) {
                groups.put(part.group(), tally);
            }
        });
        return report(question, segmentation, version, groups, remarks);
    }

    private static Tally together(Tally a, Tally b) {
        a.merge(b);
        return a;
    }

    private static int mostAsked(Model model, Map<WindowSums.Part, Tally> parts) {
        TreeMap<Integer, Long> rows = new TreeMap<>();
        parts.forEach((part, tally) -> rows.merge(part.version(), tally.rows, Long::sum));
        return rows.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElseThrow(() -> Problem.notFound(
                        model.name() + " answered nobody in that time", "Ask for a longer time: --from 90d"));
    }

    private FairnessReport report(
            FairnessQuestion question,
            Segmentation segmentation,
            int version,
            Map<String, Tally> tallies,
            List<String> remarks) {
        ModelVersion asked = performances.models().version(question.model(), version);
        double threshold = Terms.threshold(asked.decision());
        List<Fairness.Group> groups = tallies.entrySet().stream()
                .map(each -> group(each.getKey(), each.getValue()))
                .sorted(Comparator.comparingLong(Fairness.Group::rows).reversed().thenComparing(Fairness.Group::name))
                .toList();
        String against = against(question, asked, groups);
        Optional<Fairness> fairness =
                groups.size() < 2 ? Optional.empty() : Optional.of(Fairness.of(groups, against, threshold, FEWEST_ROWS));
        if (groups.size() == 1) {
            remarks.add("Only one group, '" + groups.getFirst().name()
                    + "', was answered: there is nobody to hold it against");
        }
        long labelled = groups.stream().mapToLong(FairnessLook::labelled).sum();
        if (labelled == 0) {
            remarks.add("No answer has a label: rates of errors are unknown, only how often each group was selected is"
                    + " known");
        }
        return new FairnessReport(
                question.model(), version, segmentation.text(), question.from(), question.to(), threshold, against, fairness,
                groups.stream()
                        .map(group -> new FairnessReport.Size(
                                group.name(), group.rows(), labelled(group), group.rows() < FEWEST_ROWS))
                        .toList(),
                remarks);
    }

    private static long labelled(Fairness.Group group) {
        return group.labelled().map(scores -> scores.rows()).orElse(0L);
    }

    private static Fairness.Group group(String name, Tally tally) {
        if (!(tally.answers instanceof BinaryAnswers answers)) {
            throw new IllegalArgumentException("answers: of another task (expected: of two classes)");
        }
        return new Fairness.Group(
                name, answers.scores().rows(), answers.selected(),
                answers.labelled() == 0 ? Optional.empty() : Optional.of(answers.labelledScores()));
    }

    private static String against(FairnessQuestion question, ModelVersion version, List<Fairness.Group> groups) {
        if (groups.isEmpty()) {
            throw Problem.notFound(
                    version.reference() + " answered nobody in that time", "Ask for a longer time: --from 90d");
        }
        String against = question.against().orElseGet(() -> groups.getFirst().name());
        if (groups.stream().noneMatch(group -> group.name().equals(against))) {
            throw Problem.notFound(
                    "against: there is no group '" + against + "' of " + question.by(),
                    "There are " + groups.stream().map(Fairness.Group::name).limit(30).toList());
        }
        return against;
    }
}
