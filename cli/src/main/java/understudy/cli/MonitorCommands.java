package understudy.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code understudy monitor}: what a version's data and answers are held against, and what became of them. */
@Command(
        name = "monitor",
        synopsisSubcommandLabel = "COMMAND",
        description = "Watch a model's data and answers.",
        footer = {"", "Example:", "  understudy monitor performance loan --from 30d"})
final class MonitorCommands {
    @Mixin
    private final Connection.Help help = new Connection.Help();

    private MonitorCommands() {}

    static CommandLine tree(Surroundings surroundings) {
        return new CommandLine(new MonitorCommands())
                .addSubcommand(new MonitorPerformanceCommands.Performance(new Connection(surroundings)))
                .addSubcommand(new MonitorPerformanceCommands.Fairness(new Connection(surroundings)))
                .addSubcommand(new MonitorPerformanceCommands.Causes(new Connection(surroundings)));
    }
}
