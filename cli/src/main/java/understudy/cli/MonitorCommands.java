package understudy.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code understudy monitor}: what a version's data and answers are held against, and what became of them. */
@Command(
        name = "monitor",
        synopsisSubcommandLabel = "COMMAND",
        description = "Watch a model's data and answers.",
        footer = {"", "Example:", "  understudy monitor reference loan@3 train.csv --score p --label defaulted"})
final class MonitorCommands {
    @Mixin
    private final Connection.Help help = new Connection.Help();

    private MonitorCommands() {}

    static CommandLine tree(Surroundings surroundings) {
        return new CommandLine(new MonitorCommands())
                .addSubcommand(new MonitorReferenceCommands.Reference(new Connection(surroundings)))
                .addSubcommand(new MonitorReferenceCommands.Schema(new Connection(surroundings)));
    }
}
