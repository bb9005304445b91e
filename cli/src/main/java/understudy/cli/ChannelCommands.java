package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import understudy.api.ChannelView;
import understudy.api.Paths;

/** {@code understudy channel}: how people are told of verdicts and rollbacks. */
@Command(
        name = "channel",
        synopsisSubcommandLabel = "COMMAND",
        description = "See and try the channels that tell people of verdicts and rollbacks.",
        footer = {"", "Example:", "  understudy channel test"})
final class ChannelCommands {
    @Mixin
    private final Connection.Help help = new Connection.Help();

    private ChannelCommands() {}

    static CommandLine tree(Surroundings surroundings) {
        return new CommandLine(new ChannelCommands())
                .addSubcommand(new ListThem(new Connection(surroundings)))
                .addSubcommand(new Try(new Connection(surroundings)));
    }

    @Command(
            name = "list",
            description = "The server's channels, and whether what they bring arrives.",
            footer = {"", "Example:", "  understudy channel list"})
    static final class ListThem implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        ListThem(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                JsonNode answer = server.get(Paths.CHANNELS);
                if (connection.json()) {
                    connection.print(answer);
                } else {
                    show(Json.as(answer, ChannelView.Page.class));
                }
            }
            return 0;
        }

        private void show(ChannelView.Page page) {
            if (page.channels().isEmpty()) {
                connection.remark("The server has no channel. Its settings under notify name them.");
                return;
            }
            Table table = new Table("channel", "delivered", "failed", "waiting", "given up", "since", "problem");
            page.channels().forEach(channel -> table.row(
                            channel.name(),
                            ComparisonReport.count(channel.delivered()),
                            ComparisonReport.count(channel.failed()),
                            ComparisonReport.count(channel.waiting()),
                            ComparisonReport.count(channel.givenUp()),
                            channel.since().map(Moment::shown).orElse(""),
                            channel.problem().orElse(""))
                    .painted("problem", connection.ink()::bad));
            connection.print(table);
        }
    }

    @Command(
            name = "test",
            description = "Tell something unimportant by every channel, the way a rollback would be told.",
            footer = {"", "Example:", "  understudy channel test && understudy channel list"})
    static final class Try implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        Try(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                JsonNode answer = server.post(Paths.CHANNEL_TEST, Json.object());
                ChannelView.Test test = Json.as(answer, ChannelView.Test.class);
                connection.print(
                        answer,
                        "told by " + String.join(", ", test.channels()) + "; the message holds " + test.notice()
                                + ". Whether it arrived: understudy channel list");
            }
            return 0;
        }
    }
}
