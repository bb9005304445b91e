package understudy.http;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import understudy.api.CausesRequest;
import understudy.api.CausesView;
import understudy.api.FairnessView;
import understudy.api.JobView;
import understudy.api.Paths;
import understudy.api.PerformanceView;
import understudy.core.Problem;
import understudy.performance.CausesQuestion;
import understudy.performance.FairnessQuestion;
import understudy.performance.Question;
import understudy.performance.WindowSize;

/** How good the answers are, for whom, and why that changed. */
final class PerformanceEndpoint {
    private static final Duration USUAL = Duration.ofDays(30);

    private final Services services;
    private final Jobs jobs;

    PerformanceEndpoint(Services services, Jobs jobs) {
        this.services = services;
        this.jobs = jobs;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                                Paths.PERFORMANCE, Access.READING,
                                "How good the answers were, with labels and before they come:"
                                        + " ?window=day&from=&to=&version=&segment=region&slice=region=north",
                                this::performance)
                        .giving(PerformanceView.class),
                Route.get(
                                Paths.FAIRNESS, Access.READING,
                                "Whether groups are treated alike: ?by=sex&against=male&from=&to=&version=", this::fairness)
                        .giving(FairnessView.class),
                Route.post(Paths.CAUSES, Access.READING, "Why a number changed: a job finds it out", this::causes)
                        .taking(CausesRequest.class)
                        .giving(JobView.class)
                        .status(202));
    }

    private void performance(Call call) throws IOException {
        Instant now = services.clock().instant();
        Instant to = to(call, now);
        call.reply(PerformanceViews.performance(services.watches().performances().of(new Question(
                call.value(0),
                version(call),
                WindowSize.parse(call.query("window").orElse("day")),
                from(call, now, to),
                to,
                call.query("segment"),
                call.query("slice")))));
    }

    private void fairness(Call call) throws IOException {
        Instant now = services.clock().instant();
        Instant to = to(call, now);
        String by = call.query("by").orElseThrow(() -> Problem.invalid(
                "by", "absent", "a segment or feature, such as sex or age:25,40,60"));
        call.reply(PerformanceViews.fairness(services.watches().fairness().of(new FairnessQuestion(
                call.value(0), version(call), by, call.query("against"), from(call, now, to), to))));
    }

    private void causes(Call call) throws IOException {
        CausesRequest asked = call.read(CausesRequest.class);
        CausesQuestion question = question(call.value(0), asked);
        services.watches().causes().check(question);
        JobView job = jobs.start("causes", call.value(0), call.by(), progress -> {
            CausesView found = PerformanceViews.causes(services.watches().causes().of(question, progress));
            return new Jobs.Result.Explained(found);
        });
        AdminEndpoint.accepted(call, job);
    }

    private CausesQuestion question(String model, CausesRequest asked) {
        Instant now = services.clock().instant();
        Instant from = Moments.instant("from", asked.from(), now);
        Instant to = asked.to().map(text -> Moments.instant("to", text, now)).orElse(now);
        Optional<CausesQuestion.Earlier> earlier = asked.before().map(text -> new CausesQuestion.Earlier(
                Moments.instant("before", text, now),
                asked.beforeTo().map(end -> Moments.instant("before_to", end, now)).orElse(from)));
        if (asked.before().isEmpty() && asked.beforeTo().isPresent()) {
            throw Problem.invalid("before_to", asked.beforeTo().get(), "nothing, where before is absent");
        }
        asked.version().ifPresent(version -> Call.positive("version", Integer.toString(version)));
        OptionalInt version = asked.version().map(OptionalInt::of).orElse(OptionalInt.empty());
        return new CausesQuestion(model, version, from, to, asked.metric(), asked.groups(), earlier);
    }

    private static OptionalInt version(Call call) {
        return call.query("version")
                .map(text -> OptionalInt.of(Call.positive("version", text)))
                .orElse(OptionalInt.empty());
    }

    private static Instant to(Call call, Instant now) {
        return call.query("to").map(text -> Moments.instant("to", text, now)).orElse(now);
    }

    private static Instant from(Call call, Instant now, Instant to) {
        return call.query("from").map(text -> Moments.instant("from", text, now)).orElse(to.minus(USUAL));
    }
}
