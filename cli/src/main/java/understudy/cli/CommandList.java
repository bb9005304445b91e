package understudy.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;

/** The commands in the root's help, by what one wants to do; those the program adds stand first. */
final class CommandList implements IHelpSectionRenderer {
    private record Group(String heading, List<String> commands) {}

    private static final List<Group> GROUPS = List.of(
            new Group("Models and who answers",
                    List.of("model", "lineup", "shadow", "canary", "promote", "rollout", "adapt", "rollback", "retire")),
            new Group("Predictions and labels", List.of("predict", "label", "predictions", "reproduce", "override")),
            new Group("Evidence", List.of("compare", "plan", "backtest", "monitor")),
            new Group("Models as files", List.of("apply", "diff", "export", "import")),
            new Group("The server",
                    List.of("status", "runtime", "technology", "channel", "backup", "audit", "token", "login", "logout", "erase")));

    @Override
    public String render(Help help) {
        Map<String, Help> left = new LinkedHashMap<>(help.subcommands());
        List<String> known = GROUPS.stream().flatMap(group -> group.commands.stream()).toList();
        StringBuilder text = new StringBuilder();
        List<String> added = left.keySet().stream().filter(name -> !known.contains(name)).toList();
        write(text, help, new Group("To begin with", added), left);
        GROUPS.forEach(group -> write(text, help, group, left));
        return text.toString();
    }

    private static void write(StringBuilder text, Help help, Group group, Map<String, Help> all) {
        List<String> lines = new ArrayList<>();
        for (String name : group.commands) {
            if (all.containsKey(name)) {
                String padding = " ".repeat(Math.max(1, 13 - name.length()));
                String[] said = all.get(name).commandSpec().usageMessage().description();
                lines.add("  " + help.colorScheme().commandText(name) + padding + (said.length == 0 ? "" : said[0]));
            }
        }
        if (!lines.isEmpty()) {
            text.append(System.lineSeparator()).append(group.heading).append(':').append(System.lineSeparator());
            lines.forEach(line -> text.append(line).append(System.lineSeparator()));
        }
    }
}
