package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import understudy.api.HealthView;
import understudy.api.Paths;

/** {@code understudy monitor health}: how models are, and what to look at first. */
@Command(
        name = "health",
        description = "How a model is, part by part, and what to look at first; without a name all models, the worst first.",
        footer = {"", "Examples:", "  understudy monitor health", "  understudy monitor health loan"})
final class MonitorHealthCommand implements Callable<Integer> {
    @Mixin
    private final Connection connection;

    @Parameters(arity = "0..1", paramLabel = "MODEL", description = "The model, e.g. loan. Default: all")
    private Optional<String> model = Optional.empty();

    MonitorHealthCommand(Connection connection) {
        this.connection = connection;
    }

    @Override
    public Integer call() {
        try (RemoteServer server = connection.open()) {
            JsonNode answer = server.get(model.map(name -> Paths.of(Paths.MODEL_HEALTH, name)).orElse(Paths.HEALTH));
            if (connection.json()) {
                connection.print(answer);
            } else if (model.isPresent()) {
                show(Json.as(answer, HealthView.class));
            } else {
                show(Json.as(answer, HealthView.Page.class));
            }
        }
        return 0;
    }

    private void show(HealthView health) {
        connection.out().println(health.look().text());
        connection.out().println();
        connection.out().println(
                "Health of " + health.model() + ": " + score(health.score()) + ", the lowest of its parts");
        Table table = new Table("part", "score", "why");
        health.parts().forEach(part -> table.row(part.name(), score(part.score()), part.sentence()));
        connection.print(table);
    }

    private void show(HealthView.Page page) {
        if (page.models().isEmpty()) {
            connection.remark("There is no model yet. Register one: understudy model register NAME FILE");
            return;
        }
        Table table = new Table("model", "health", "look first");
        page.models().forEach(one -> table.row(one.model(), score(one.score()), one.look().text()));
        connection.print(table);
    }

    private static String score(Optional<Double> score) {
        return score.map(known -> String.format(Locale.ROOT, "%.0f", known)).orElse("unknown");
    }
}
