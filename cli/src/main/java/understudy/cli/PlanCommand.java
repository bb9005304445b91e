package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import understudy.api.Paths;
import understudy.api.PlanRequest;
import understudy.api.PlanView;

/** What has to be shown of a version, said before data are seen. */
@Command(
        name = "plan",
        description = "Say what a version has to show before data are seen; or show what was said.",
        footer = {
            "",
            "Examples:",
            "  understudy plan loan@2 --metric auc --margin 0.002 --guardrail \"latency_p99<50ms\"",
            "  understudy plan loan@2"
        })
final class PlanCommand implements Callable<Integer> {
    @Mixin
    private final Connection connection;

    @Parameters(
            paramLabel = "NAME@VERSION",
            converter = VersionReference.Converter.class,
            description = "The version, e.g. loan@2.")
    @SuppressWarnings("NullAway.Init") // the parser refuses a command line without it
    private VersionReference version;

    @Option(names = "--metric", paramLabel = "METRIC", description = "Judged by this one: auc, brier, mae, cost, ndcg@10, …")
    private Optional<String> metric = Optional.empty();

    @Option(
            names = "--margin",
            paramLabel = "NUMBER",
            description = "Differences below it do not matter; a share of the champion's for errors and costs.")
    private Optional<Double> margin = Optional.empty();

    @Option(
            names = "--guardrail",
            paramLabel = "RULE",
            description = "Must hold, too; may be repeated: latency_p99<50ms, errors<+1%%, segment:region=north.")
    private List<String> guardrails = List.of();

    @Option(names = "--alpha", paramLabel = "NUMBER", description = "Error rate, shared by the model's challengers.")
    private Optional<Double> alpha = Optional.empty();

    @Option(names = "--expected-pairs", paramLabel = "COUNT", description = "About how many labelled pairs will come.")
    private Optional<Long> expectedPairs = Optional.empty();

    @Option(names = "--mature", paramLabel = "AGE", description = "Age at which labels count, e.g. 30d.")
    private Optional<String> mature = Optional.empty();

    @Option(names = "--strict", description = "By betting: assumes no large samples; for bounded metrics.")
    private boolean strict;

    @Option(names = "--note", paramLabel = "TEXT", description = "Why.")
    private Optional<String> note = Optional.empty();

    PlanCommand(Connection connection) {
        this.connection = connection;
    }

    @Override
    public Integer call() {
        boolean meant = !guardrails.isEmpty() || margin.isPresent() || alpha.isPresent() || expectedPairs.isPresent()
                || mature.isPresent() || strict || note.isPresent();
        if (meant && metric.isEmpty()) {
            throw Refusal.wrongUsage("a plan needs --metric (expected: one such as auc, brier, mae)", "");
        }
        try (RemoteServer server = connection.open()) {
            String path = Paths.of(Paths.PLANS, version.model(), version.version());
            if (metric.isPresent()) {
                write(server, path, metric.get());
            } else {
                show(server.get(path));
            }
        }
        return 0;
    }

    private void write(RemoteServer server, String path, String judgedBy) {
        PlanRequest request = new PlanRequest(
                judgedBy, margin, alpha, expectedPairs, mature.map(Moment::duration),
                strict ? Optional.of(true) : Optional.empty(), guardrails, note);
        JsonNode answer = server.post(path, request);
        if (connection.json()) {
            connection.print(answer);
            return;
        }
        PlanView plan = Json.as(answer, PlanView.class);
        connection.out().println("Plan " + plan.number() + " of " + version + " is in force: only requests from "
                + Moment.shown(plan.at()) + " UTC on are evidence");
        describe(plan);
        connection.out().println("See how it stands: understudy compare " + version);
    }

    private void show(JsonNode answer) {
        if (connection.json()) {
            connection.print(answer);
            return;
        }
        List<PlanView> plans = Json.as(answer, PlanView.Page.class).plans();
        if (plans.isEmpty()) {
            connection.out().println(version + " has no plan: it is judged as the server's configuration says. "
                    + "Write one: understudy plan " + version + " --metric auc");
            return;
        }
        for (int i = 0; i < plans.size(); i++) {
            PlanView plan = plans.get(i);
            if (i > 0) {
                connection.out().println();
            }
            connection.out().println(connection.ink().bold("Plan " + plan.number()) + " of " + version + ", "
                    + (i == 0 ? "in force since " : "of ") + Moment.minute(plan.at()) + " UTC, by " + plan.by()
                    + (i == 0 ? "" : "; superseded " + Moment.minute(plans.get(i - 1).at()) + " UTC by "
                            + plans.get(i - 1).by()));
            describe(plan);
        }
    }

    private void describe(PlanView plan) {
        List<String> terms = new ArrayList<>(List.of(
                "margin " + ComparisonReport.brief(plan.margin()), "error rate " + ComparisonReport.brief(plan.alpha()),
                "about " + ComparisonReport.count(plan.expectedPairs()) + " labelled pairs expected"));
        plan.mature().ifPresent(age -> terms.add("labels count at an age of " + Moment.shown(age)));
        if (plan.strict()) {
            terms.add("by betting");
        }
        field("judged by", plan.metric() + ", " + String.join(", ", terms));
        plan.guardrails().forEach(guardrail -> field("guardrail", guardrail));
        if (!plan.note().isBlank()) {
            field("note", plan.note());
        }
    }

    private void field(String name, String value) {
        connection.out().println("  " + name + " ".repeat(11 - name.length()) + value.replaceAll("\\p{Cntrl}", " "));
    }
}
