package understudy.http;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import understudy.api.FoundView;
import understudy.api.OverrideRequest;
import understudy.api.Paths;
import understudy.api.PredictionView;
import understudy.api.ReproductionView;
import understudy.core.Archive;
import understudy.core.PredictionId;
import understudy.core.Problem;
import understudy.core.Role;

/** Everything answered so far: search, one prediction, an override, and running one again. */
final class PredictionsEndpoint {
    private static final Pattern CONDITION =
            Pattern.compile("\\s*([A-Za-z][^<>=!\\s]*)\\s*(<=|>=|!=|=|<|>)\\s*(.*?)\\s*", Pattern.DOTALL);
    private static final Pattern FIELD =
            Pattern.compile("score|label|action|predicted|disagrees|error|latency_ms|(feature|segment)\\..+");
    private static final Set<String> NUMERIC = Set.of("score", "disagrees", "latency_ms");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?");
    private static final int MOST_CONDITIONS = 32;

    private final Services services;

    PredictionsEndpoint(Services services) {
        this.services = services;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                                Paths.PREDICTIONS, Access.READING,
                                "Searches, newest first: ?model= &version= &role= &key= &from= &to= &limit= &where=score>0.8",
                                this::search)
                        .giving(PredictionView.Page.class),
                Route.get(Paths.PREDICTION, Access.READING, "One prediction, what shadows said, and its label", this::find)
                        .giving(FoundView.class),
                Route.post(Paths.OVERRIDE, Access.EXPERIMENTING, "A person decides otherwise", this::override)
                        .taking(OverrideRequest.class)
                        .status(204),
                Route.post(Paths.REPRODUCE, Access.EXPERIMENTING, "Runs it again and compares bit for bit", this::reproduce)
                        .giving(ReproductionView.class));
    }

    private void search(Call call) throws IOException {
        Archive.Query query = new Archive.Query(
                call.query("model"),
                call.query("version").map(text -> Call.positive("version", text)),
                call.query("role").map(text -> Names.parse(Role.class, "role", text)),
                call.query("key"),
                call.query("from").map(text -> Moments.instant("from", text, services.clock().instant())),
                call.query("to").map(text -> Moments.instant("to", text, services.clock().instant())),
                conditions(call.queries("where")),
                call.query("limit").map(text -> Call.positive("limit", text)).orElse(50));
        call.reply(new PredictionView.Page(
                services.archive().search(query).stream().map(Views::prediction).toList()));
    }

    static List<Archive.Condition> conditions(List<String> texts) {
        if (texts.size() > MOST_CONDITIONS) {
            throw Problem.invalid("where", texts.size() + " conditions", "at most " + MOST_CONDITIONS);
        }
        return texts.stream().map(PredictionsEndpoint::condition).toList();
    }

    private static Archive.Condition condition(String text) {
        Matcher matcher = CONDITION.matcher(text);
        if (!matcher.matches() || !FIELD.matcher(matcher.group(1)).matches()) {
            throw Problem.invalid(
                    "where", text,
                    "score, label, action, predicted, disagrees, error, latency_ms, feature.NAME or segment.NAME, then one of"
                            + " = != < <= > >= and a value");
        }
        String value = matcher.group(3);
        if (NUMERIC.contains(matcher.group(1)) && !NUMBER.matcher(value).matches()) {
            throw Problem.invalid("where", text, "a number after " + matcher.group(2));
        }
        return new Archive.Condition(matcher.group(1), operator(matcher.group(2)), value);
    }

    private static Archive.Operator operator(String symbol) {
        for (Archive.Operator operator : Archive.Operator.values()) {
            if (operator.symbol().equals(symbol)) {
                return operator;
            }
        }
        throw Problem.invalid("where", symbol, "one of = != < <= > >=");
    }

    private void find(Call call) throws IOException {
        call.reply(Views.found(found(call)));
    }

    private Archive.Found found(Call call) {
        PredictionId id = PredictionId.parse(call.value(0));
        Optional<Archive.Found> found = services.archive().find(id);
        return found.orElseThrow(() -> Problem.notFound("there is no prediction " + id, ""));
    }

    private void override(Call call) throws IOException {
        OverrideRequest asked = call.read(OverrideRequest.class);
        PredictionId id = found(call).id();
        services.labels().override(id, asked.action(), asked.reason(), call.by());
        call.done(204);
    }

    private void reproduce(Call call) throws IOException {
        call.body();
        call.reply(Views.reproduction(services.reproduction().reproduce(PredictionId.parse(call.value(0)))));
    }
}
