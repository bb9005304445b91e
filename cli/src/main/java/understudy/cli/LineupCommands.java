package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import understudy.api.CanaryRequest;
import understudy.api.LineupView;
import understudy.api.Paths;
import understudy.api.PromoteRequest;
import understudy.api.ShadowRequest;
import understudy.api.ShadowView;
import understudy.api.VersionRequest;

/** Who answers and who rehearses: looking at it, and the verbs that change it. */
final class LineupCommands {
    private LineupCommands() {}

    @Command(
            name = "lineup",
            description = "Who answers, who rehearses, and how far the shadows are.",
            footer = {"", "Example:", "  understudy lineup loan"})
    static final class Show implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(paramLabel = "NAME", description = "The model.")
        private String name = "";

        @Option(names = "--history", description = "The lineups until now, newest first.")
        private boolean history;

        Show(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                JsonNode answer = server.get(Paths.of(history ? Paths.LINEUP_HISTORY : Paths.LINEUP, name));
                if (connection.json()) {
                    connection.print(answer);
                } else if (history) {
                    history(Json.as(answer, LineupView.History.class));
                } else {
                    now(Json.as(answer, LineupView.class), server);
                }
            }
            return 0;
        }

        private void now(LineupView lineup, RemoteServer server) {
            Map<Integer, ShadowView> shadows =
                    Json.as(server.get(Paths.of(Paths.SHADOWS, name)), ShadowView.Page.class).shadows().stream()
                            .collect(Collectors.toMap(ShadowView::version, Function.identity(), (one, other) -> one));
            connection.out().println(connection.ink().bold(lineup.model()) + ", revision " + lineup.revision()
                    + ", since " + Moment.shown(lineup.since()) + " by " + lineup.by());
            connection.print(roles(lineup, shadows, connection.ink()));
            lineup.elsewhere().ifPresent(there -> connection.out().println(
                    elsewhere(there, connection.surroundings().clock().instant())));
            lineup.rollout().ifPresent(sentence -> connection.out().println(sentence));
        }

        private void history(LineupView.History history) {
            Table table = new Table("revision", "since", "by", "champion", "canaries", "shadows");
            history.lineups().forEach(lineup -> table.row(
                    lineup.revision(),
                    Moment.shown(lineup.since()),
                    lineup.by(),
                    "@" + lineup.champion(),
                    lineup.canaries().stream()
                            .map(canary -> "@" + canary.version() + " " + Share.percent(canary.share()))
                            .collect(Collectors.joining(", ")),
                    lineup.shadows().stream()
                            .map(shadow -> "@" + shadow.version())
                            .collect(Collectors.joining(", "))));
            connection.print(table);
        }
    }

    static String elsewhere(LineupView.Elsewhere there, Instant now) {
        String last = there.lastRow()
                .map(at -> "last row " + Moment.seconds(Math.max(0, Duration.between(at, now).toSeconds())) + " ago")
                .orElse("no row brought yet");
        return "The champion is answered elsewhere, " + last + "; rehearsals run here on its logged traffic";
    }

    static Table roles(LineupView lineup, Map<Integer, ShadowView> shadows, Ink ink) {
        Table table = new Table("role", "version", "sees", "lag", "answered", "failed", "remark");
        table.row("champion", "@" + lineup.champion(), "", "", "", "", "").painted("role", ink::good);
        lineup.canaries().forEach(canary ->
                table.row("canary", "@" + canary.version(), Share.percent(canary.share()), "", "", "", "")
                        .painted("role", ink::careful));
        for (LineupView.Shadow shadow : lineup.shadows()) {
            Optional<ShadowView> status = Optional.ofNullable(shadows.get(shadow.version()));
            table.row(
                    "shadow",
                    "@" + shadow.version(),
                    Share.percent(shadow.sample()),
                    status.map(one -> Moment.seconds(one.lagSeconds())).orElse("–"),
                    status.map(one -> String.valueOf(one.answered())).orElse("–"),
                    status.map(one -> String.valueOf(one.failed())).orElse("–"),
                    status.flatMap(ShadowView::problem).orElse(""));
        }
        lineup.routes().forEach(route ->
                table.row("route", "@" + route.version(), route.segment() + "=" + route.value(), "", "", "", ""));
        return table;
    }

    /** A verb about one version. */
    private abstract static sealed class Verb implements Callable<Integer> {
        @Mixin
        final Connection connection;

        @Parameters(
                paramLabel = "NAME@VERSION",
                converter = VersionReference.Converter.class,
                description = "The version, e.g. loan@2.")
        @SuppressWarnings("NullAway.Init") // the parser refuses a command line without it
        VersionReference version;

        Verb(Connection connection) {
            this.connection = connection;
        }

        final int post(String path, Object body, String sentence) {
            try (RemoteServer server = connection.open()) {
                JsonNode answer = server.post(Paths.of(path, version.model()), body);
                connection.print(answer, sentence);
            }
            return 0;
        }
    }

    @Command(
            name = "shadow",
            description = "Let a version answer behind the scenes, on the same requests.",
            footer = {"", "Example:", "  understudy shadow loan@2 --from beginning"})
    static final class ToShadow extends Verb {
        @Option(
                names = "--from",
                paramLabel = "WHEN",
                description = "now, beginning, a time, or how long ago (7d). Default: ${DEFAULT-VALUE}")
        private String from = "now";

        @Option(
                names = "--sample",
                paramLabel = "SHARE",
                converter = Share.Converter.class,
                description = "Show it this share of keys, e.g. 10%%. Default: all")
        private Share sample = Share.ALL;

        ToShadow(Connection connection) {
            super(connection);
        }

        @Override
        public Integer call() {
            ShadowRequest request =
                    new ShadowRequest(version.version(), Optional.of(from), Optional.of(sample.value()));
            return post(
                    Paths.SHADOW,
                    request,
                    version + " rehearses, from " + from + ". See how far it is: understudy lineup " + version.model());
        }
    }

    @Command(
            name = "canary",
            description = "Let a version answer a share of callers, or climb by steps while its guardrails hold.",
            footer = {
                "",
                "Examples:",
                "  understudy canary loan@2 --share 10%%",
                "  understudy canary loan@2 --steps 1,5,25,50,100 --every 10m --guardrail 'errors<+1%%'"
            })
    static final class ToCanary extends Verb {
        @Option(
                names = "--share",
                paramLabel = "SHARE",
                converter = Share.Converter.class,
                description = "Of requests, e.g. 10%%; the same key always meets the same version.")
        private Optional<Share> share = Optional.empty();

        @Mixin
        private final Steps steps = new Steps();

        ToCanary(Connection connection) {
            super(connection);
        }

        @Override
        public Integer call() {
            if (share.isPresent() != steps.shares().isEmpty()) {
                throw Refusal.wrongUsage("canary takes --share or --steps", "See: understudy canary --help");
            }
            if (share.isPresent()) {
                double part = share.get().value();
                return post(
                        Paths.CANARY, CanaryRequest.of(version.version(), part),
                        version + " answers " + Share.percent(part) + " of requests");
            }
            CanaryRequest request = new CanaryRequest(
                    version.version(), Optional.empty(), steps.shares(), steps.every(), steps.guardrails(), steps.whenThin());
            return post(
                    Paths.CANARY, request,
                    version + " answers " + Share.percent(steps.shares().getFirst())
                            + " of requests, and climbs by itself. See how it stands: understudy rollout " + version.model());
        }
    }

    @Command(
            name = "promote",
            description = "Let a version answer everybody, at once or when it is better; the champion until now shadows.",
            footer = {
                "",
                "Examples:",
                "  understudy promote loan@2",
                "  understudy promote loan@2 --when-better --steps 5,25,100 --every 1h"
            })
    static final class Promote extends Verb {
        @Option(
                names = "--when-better",
                description = "Let it rehearse until its plan says that it is better, then climb by steps.")
        private boolean whenBetter;

        @Mixin
        private final Steps steps = new Steps();

        Promote(Connection connection) {
            super(connection);
        }

        @Override
        public Integer call() {
            if (!whenBetter) {
                if (steps.isGiven()) {
                    throw Refusal.wrongUsage(
                            "promote takes steps only with --when-better", "Else climb with: understudy canary --steps");
                }
                return post(
                        Paths.PROMOTE,
                        new VersionRequest(version.version()),
                        version + " is champion. To step back: understudy rollback " + version.model());
            }
            PromoteRequest request = new PromoteRequest(
                    version.version(), Optional.of(true), steps.shares(), steps.every(), steps.guardrails(), steps.whenThin());
            return post(
                    Paths.PROMOTE, request,
                    version + " rehearses until its plan says that it is better. See how it stands: understudy rollout "
                            + version.model());
        }
    }

    @Command(
            name = "retire",
            description = "Take a version out of every role, for good.",
            footer = {"", "Example:", "  understudy retire loan@1"})
    static final class Retire extends Verb {
        Retire(Connection connection) {
            super(connection);
        }

        @Override
        public Integer call() {
            return post(Paths.RETIRE, new VersionRequest(version.version()), version + " is retired");
        }
    }

    @Command(
            name = "rollback",
            description = "Let the champion before answer again.",
            footer = {"", "Example:", "  understudy rollback loan"})
    static final class Rollback implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(paramLabel = "NAME", description = "The model.")
        private String name = "";

        Rollback(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                JsonNode answer = server.post(Paths.of(Paths.ROLLBACK, name), Map.of());
                String champion = answer.path("champion").asText("the one before");
                connection.print(answer, name + "@" + champion + " is champion again");
            }
            return 0;
        }
    }
}
