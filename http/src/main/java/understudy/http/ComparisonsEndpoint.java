package understudy.http;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import understudy.api.ComparisonView;
import understudy.api.JobView;
import understudy.api.Paths;
import understudy.api.PlanRequest;
import understudy.api.PlanView;
import understudy.api.RankingView;
import understudy.comparison.Comparison;
import understudy.comparison.Guardrail;
import understudy.comparison.Plan;
import understudy.comparison.PlanBook;
import understudy.core.Problem;
import understudy.reports.ReportPage;

/** Which version is better, for whom, and what was to be shown. */
final class ComparisonsEndpoint {
    private static final int LONGEST_NOTE = 2_000;

    private final Services services;
    private final Jobs jobs;
    private final Views views;
    private final ReportPage reports = new ReportPage();

    ComparisonsEndpoint(Services services, Jobs jobs, Views views) {
        this.services = services;
        this.jobs = jobs;
        this.views = views;
    }

    List<Route> routes() {
        return List.of(
                Route.get(Paths.COMPARISONS, Access.READING, "Challengers, the best first: ?metric=", this::ranking)
                        .giving(RankingView.class),
                Route.get(
                                Paths.COMPARISON, Access.READING,
                                "Champion against this challenger; ?explore=true: where it loses and where both differ",
                                this::comparison)
                        .giving(ComparisonView.class),
                Route.get(
                        Paths.COMPARISON_REPORT, Access.READING, "The same as a page to print (HTML): ?explore=",
                        this::report),
                Route.get(
                        Paths.JOB_REPORT, Access.READING, "What a backtest found, as a page to print (HTML)",
                        this::backtestReport),
                Route.get(Paths.PLANS, Access.READING, "Plans of a version, the one in force first", this::plans)
                        .giving(PlanView.Page.class),
                Route.post(
                                Paths.PLANS, Access.EXPERIMENTING, "Says beforehand what has to be shown of a version",
                                this::plan)
                        .taking(PlanRequest.class)
                        .giving(PlanView.class)
                        .status(201));
    }

    private void ranking(Call call) throws IOException {
        call.reply(ComparisonViews.ranking(services.comparisons().rank(call.value(0), call.query("metric"))));
    }

    private void comparison(Call call) throws IOException {
        call.reply(view(asked(call)));
    }

    private void report(Call call) {
        call.page(reports.policy(), reports.comparison(view(asked(call)), services.clock().instant()));
    }

    private void backtestReport(Call call) {
        JobView job = jobs.find(call.value(0));
        if (job.backtests().isEmpty()) {
            throw new Problem(
                    Problem.Code.CONFLICT, "job " + job.id() + ", a " + job.kind() + ", is " + job.state()
                            + " and has nothing to report",
                    "Only a backtest that is done has");
        }
        call.page(reports.policy(), reports.backtests(job.backtests(), job.endedAt().orElse(services.clock().instant())));
    }

    private ComparisonView view(Comparison it) {
        return ComparisonViews.comparison(it, new ComparisonViews.CallCosts(
                views.callCost(it.model(), it.champion()), views.callCost(it.model(), it.challenger())));
    }

    private Comparison asked(Call call) {
        return call.yes("explore")
                ? services.comparisons().explore(call.value(0), call.version(1))
                : services.comparisons().compare(call.value(0), call.version(1));
    }

    private void plans(Call call) throws IOException {
        call.reply(new PlanView.Page(services.plans().plans(call.value(0), call.version(1)).stream()
                .map(ComparisonViews::plan)
                .toList()));
    }

    private void plan(Call call) throws IOException {
        PlanRequest asked = call.read(PlanRequest.class);
        String note = asked.note().orElse("");
        if (note.length() > LONGEST_NOTE) {
            throw Problem.invalid("note", note.length() + " characters", "at most " + LONGEST_NOTE);
        }
        Optional<Duration> mature = asked.mature();
        Plan plan = services.plans().write(
                call.value(0),
                call.version(1),
                new PlanBook.Draft(
                        asked.metric(), asked.margin(), asked.alpha(), asked.expectedPairs(), mature,
                        asked.strict().orElse(false), asked.guardrails().stream().map(Guardrail::parse).toList(), note),
                call.by());
        call.status(201).reply(ComparisonViews.plan(plan));
    }
}
