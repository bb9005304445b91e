package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import understudy.api.AdaptationView;
import understudy.api.Paths;
import understudy.api.RolloutView;

/** {@code understudy rollout}: how a version climbs by steps, and stopping it. */
final class RolloutCommands {
    private RolloutCommands() {}

    static CommandLine tree(Surroundings surroundings) {
        return new CommandLine(new Show(new Connection(surroundings))).addSubcommand(new Stop(new Connection(surroundings)));
    }

    @Command(
            name = "rollout",
            description = "How a version climbs by steps, what its guardrails say, and those before it.",
            footer = {"", "Example:", "  understudy rollout loan"})
    static final class Show implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        /** Not required, for then a subcommand would need it as well. */
        @Parameters(paramLabel = "NAME", arity = "0..1", description = "The model.")
        private String name = "";

        Show(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            if (name.isEmpty()) {
                throw Refusal.wrongUsage("rollout needs a model's NAME", "Try: understudy rollout --help");
            }
            try (RemoteServer server = connection.open()) {
                JsonNode answer = server.get(Paths.of(Paths.ROLLOUTS, name));
                if (connection.json()) {
                    connection.print(answer);
                } else {
                    RolloutView.Page page = Json.as(answer, RolloutView.Page.class);
                    page.adaptation().ifPresent(this::show);
                    if (page.adaptation().isEmpty() || !page.rollouts().isEmpty()) {
                        show(page.rollouts());
                    }
                }
            }
            return 0;
        }

        private void show(AdaptationView adaptation) {
            connection.out().println("Shares follow label '" + adaptation.reward() + "'"
                    + (adaptation.active() ? ": " : " no more: ") + adaptation.sentence());
            Table table = new Table("version", "share", "labelled", "rewarded", "with all callers");
            adaptation.arms().forEach(arm -> table.row(
                    "@" + arm.version(), Share.percent(arm.share()), arm.labelled(), arm.rewarded(),
                    arm.estimate()
                            .map(mean -> String.format(
                                    Locale.ROOT, "%.4f [%.4f, %.4f]", mean, arm.low().orElse(0.0), arm.high().orElse(1.0)))
                            .orElse("–")));
            connection.print(table);
        }

        private void show(List<RolloutView> rollouts) {
            if (rollouts.isEmpty()) {
                connection.remark("No version of " + name + " climbs by steps. Let one: understudy canary " + name
                        + "@VERSION --steps 1,5,25,50,100");
                return;
            }
            RolloutView newest = rollouts.getFirst();
            connection.out().println(newest.sentence());
            if (newest.guardrails().stream().anyMatch(guardrail -> guardrail.state().isPresent())) {
                connection.print(guardrails(newest));
            }
            connection.print(changes(rollouts));
        }

        private Table guardrails(RolloutView rollout) {
            Ink ink = connection.ink();
            Table table = new Table("guardrail", "now", "measured", "limit");
            for (RolloutView.Guardrail each : rollout.guardrails()) {
                String state = each.state().orElse("");
                table.row(each.guardrail(), state, each.value().orElse(""), each.limit().orElse(""))
                        .painted("now", text -> switch (state) {
                            case "holds" -> ink.good(text);
                            case "broken" -> ink.bad(text);
                            default -> ink.careful(text);
                        });
            }
            return table;
        }

        private static Table changes(List<RolloutView> rollouts) {
            Table table = new Table("at", "version", "state", "share", "by", "why");
            for (RolloutView rollout : rollouts) {
                rollout.changes().reversed().forEach(change -> table.row(
                        Moment.shown(change.at()), "@" + rollout.version(), change.state().replace('_', ' '),
                        change.share() > 0 ? Share.percent(change.share()) : "–", change.by(), change.sentence()));
            }
            return table;
        }
    }

    @Command(
            name = "stop",
            description = "End the climb; the version stays where it is.",
            footer = {"", "Example:", "  understudy rollout stop loan"})
    static final class Stop implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(paramLabel = "NAME", description = "The model.")
        private String name = "";

        Stop(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                JsonNode answer = server.post(Paths.of(Paths.ROLLOUT_STOP, name), Map.of());
                connection.print(answer, answer.path("sentence").asText(name + " climbs no more"));
            }
            return 0;
        }
    }
}
