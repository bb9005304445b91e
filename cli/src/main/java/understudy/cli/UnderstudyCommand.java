package understudy.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The root of the command line. Exit codes: 0 done, 1 refused or failed, 2 wrong usage. Results go to {@code out},
 * everything else to {@code err}.
 */
@Command(
        name = "understudy",
        synopsisSubcommandLabel = "COMMAND",
        description = "Runs every version of an ML model side by side and lets one of them answer.",
        footer = {
            "",
            "Examples:",
            "  understudy model register loan model.onnx",
            "  understudy shadow loan@2 --from beginning",
            "  understudy compare loan@2",
            "",
            "`understudy COMMAND --help` tells more of each."
        })
public final class UnderstudyCommand {
    @Mixin
    private final Connection.Help help = new Connection.Help();

    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Show the version.")
    private boolean version;

    private UnderstudyCommand() {}

    /**
     * The tree, ready to execute.
     *
     * @param more commands (picocli's, by name) that need more than the API: {@code server}, {@code demo}, …; they stand
     *     first in the help. One of them may refuse by throwing any RuntimeException with a message for people
     * @param all whether the commands that talk to a server are there, too
     */
    public static CommandLine build(Surroundings surroundings, Map<String, Object> more, boolean all) {
        CommandLine root = new CommandLine(new UnderstudyCommand());
        more.forEach(root::addSubcommand);
        if (all) {
            commands(surroundings).forEach(root::addSubcommand);
        }
        root.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8));
        root.setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8));
        root.setColorScheme(CommandLine.Help.defaultColorScheme(surroundings.colour() ? Ansi.ON : Ansi.OFF));
        root.setUsageHelpWidth(Math.clamp(surroundings.columns(), 80, 120));
        root.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, help -> "");
        root.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, new CommandList());
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setAbbreviatedOptionsAllowed(false);
        root.setParameterExceptionHandler((wrong, arguments) -> wrongUsage(wrong));
        root.setExecutionStrategy(parsed -> executed(parsed, surroundings));
        root.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, surroundings, parsed));
        return root;
    }

    private static List<Object> commands(Surroundings surroundings) {
        return List.of(
                ModelCommands.tree(surroundings),
                new LineupCommands.Show(new Connection(surroundings)),
                new LineupCommands.ToShadow(new Connection(surroundings)),
                new LineupCommands.ToCanary(new Connection(surroundings)),
                new LineupCommands.Promote(new Connection(surroundings)),
                RolloutCommands.tree(surroundings),
                new AdaptCommand(new Connection(surroundings)),
                new LineupCommands.Rollback(new Connection(surroundings)),
                new LineupCommands.Retire(new Connection(surroundings)),
                new PredictCommand(new Connection(surroundings)),
                new LabelCommand(new Connection(surroundings)),
                new CompareCommands.Compare(new Connection(surroundings)),
                new CompareCommands.Backtest(new Connection(surroundings)),
                new PlanCommand(new Connection(surroundings)),
                MonitorCommands.tree(surroundings),
                new PredictionCommands.Search(new Connection(surroundings)),
                new PredictionCommands.Reproduce(new Connection(surroundings)),
                new PredictionCommands.Overrule(new Connection(surroundings)),
                new DeclarationCommands.Apply(new Connection(surroundings)),
                new DeclarationCommands.Diff(new Connection(surroundings)),
                new DeclarationCommands.Export(new Connection(surroundings)),
                ImportCommands.tree(surroundings),
                new ServerCommands.Status(new Connection(surroundings)),
                new ServerCommands.Backup(new Connection(surroundings)),
                new ServerCommands.Erase(new Connection(surroundings)),
                AlertCommands.tree(surroundings),
                ChannelCommands.tree(surroundings),
                RuntimeCommands.tree(surroundings),
                TechnologyCommands.tree(surroundings),
                AuditCommands.tree(surroundings),
                TokenCommands.tree(surroundings),
                new TokenCommands.Login(new Connection(surroundings)),
                new TokenCommands.Logout(new Connection(surroundings)));
    }

    private static int executed(ParseResult parsed, Surroundings surroundings) {
        try {
            return new CommandLine.RunLast().execute(parsed);
        } finally {
            surroundings.out().flush();
        }
    }

    private static int wrongUsage(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        String message = Optional.ofNullable(wrong.getMessage()).orElse("wrong usage");
        command.getErr().println("error: " + message);
        CommandLine.UnmatchedArgumentException.printSuggestions(wrong, command.getErr());
        command.getErr().println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        return Refusal.WRONG_USAGE;
    }

    private static int failed(Exception failure, Surroundings surroundings, ParseResult parsed) {
        if (failure instanceof Refusal refusal) {
            surroundings.err().println("error: " + refusal.fact());
            if (!refusal.remedy().isEmpty()) {
                surroundings.err().println(refusal.remedy());
            }
        } else {
            String said = Optional.ofNullable(failure.getMessage()).orElse(failure.getClass().getSimpleName());
            surroundings.err().println("error: " + said);
        }
        if (verbose(parsed)) {
            failure.printStackTrace(surroundings.err());
        }
        return failure instanceof Refusal refusal ? refusal.exitCode() : Refusal.FAILED;
    }

    private static boolean verbose(ParseResult parsed) {
        return parsed.asCommandLineList().stream()
                .anyMatch(command -> command.getParseResult().hasMatchedOption("--verbose"));
    }
}
