package understudy.app;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import understudy.alerting.AlertChannel;
import understudy.alerting.LinesChannel;
import understudy.alerting.MailChannel;
import understudy.alerting.MailSettings;
import understudy.alerting.NamedChannel;
import understudy.alerting.OpenTelemetryChannel;
import understudy.alerting.Page;
import understudy.alerting.PagerDutyChannel;
import understudy.alerting.SlackChannel;
import understudy.alerting.WebhookChannel;
import understudy.core.Problem;

/** The channels that the settings' file lists under {@code notify.more}: any number of each kind, with names. */
final class MoreChannels {
    static final String DOCUMENTATION = """
              # further channels, each with a name that routes can give: kind is webhook, slack, mail, file, pagerduty or
              # opentelemetry, the other fields are those of that kind above [only in this file]
              # more:
              #   - name: ops-slack
              #     kind: slack
              #     url: https://hooks.slack.example.org/services/...
              #   - name: night-shift
              #     kind: pagerduty
              #     key: ...
            """;

    private static final String FOLDER = "notify.more.";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,60}");
    private static final Map<String, Set<String>> FIELDS = Map.of(
            "webhook", Set.of("url", "secret"),
            "slack", Set.of("url"),
            "mail", Set.of("host", "port", "security", "user", "password", "from", "to"),
            "file", Set.of("path"),
            "pagerduty", Set.of("key", "url"),
            "opentelemetry", Set.of("url", "headers"));

    private final List<Map<String, String>> channels;

    /** @param channels fields by name, for each */
    MoreChannels(List<Map<String, String>> channels) {
        this.channels = channels;
    }

    /** Everything that keeps them from being opened, without a secret. */
    List<String> errors() {
        List<String> errors = new ArrayList<>();
        Set<String> names = new HashSet<>(FIELDS.keySet());
        for (int i = 0; i < channels.size(); i++) {
            Map<String, String> fields = channels.get(i);
            String name = fields.getOrDefault("name", "");
            Set<String> known = FIELDS.getOrDefault(fields.getOrDefault("kind", ""), Set.of());
            if (!NAME.matcher(name).matches()) {
                errors.add(FOLDER + (i + 1) + ".name: " + (name.isEmpty() ? "not set" : "(not shown)")
                        + " (expected: 1 to 61 lower-case letters, digits and dashes)");
            } else if (!names.add(name)) {
                errors.add(FOLDER + name + ": a name that another channel has");
            } else if (known.isEmpty()) {
                errors.add(FOLDER + name + ".kind: " + (fields.containsKey("kind") ? "unknown" : "not set")
                        + " (expected: one of " + FIELDS.keySet().stream().sorted().toList() + ")");
            } else {
                errors.addAll(errors(name, fields, known));
            }
        }
        return errors;
    }

    private static List<String> errors(String name, Map<String, String> fields, Set<String> known) {
        List<String> errors = new ArrayList<>();
        for (String field : fields.keySet()) {
            if (!known.contains(field) && !Set.of("name", "kind").contains(field)) {
                errors.add(FOLDER + name + "." + field + ": no such setting");
            }
        }
        try {
            open(fields, new Page(Optional.empty()), InstantSource.system()).close();
        } catch (Problem wrong) {
            errors.add(FOLDER + name + ": " + wrong.fact());
        }
        return errors;
    }

    /** Of settings that have no errors. */
    List<AlertChannel> open(Page page, InstantSource clock) {
        return channels.stream()
                .map(fields -> (AlertChannel) new NamedChannel(fields.getOrDefault("name", ""), open(fields, page, clock)))
                .toList();
    }

    private static AlertChannel open(Map<String, String> fields, Page page, InstantSource clock) {
        return switch (fields.getOrDefault("kind", "")) {
            case "webhook" -> new WebhookChannel(field(fields, "url"), field(fields, "secret"), page, clock);
            case "slack" -> new SlackChannel(field(fields, "url"), page);
            case "mail" -> new MailChannel(mail(fields), page);
            case "file" -> new LinesChannel(file(fields), page);
            case "pagerduty" -> new PagerDutyChannel(
                    fields.getOrDefault("url", PagerDutyChannel.USUAL).strip(), field(fields, "key"), page);
            default -> new OpenTelemetryChannel(field(fields, "url"), field(fields, "headers"), page, clock);
        };
    }

    private static MailSettings mail(Map<String, String> fields) {
        String user = field(fields, "user");
        String password = field(fields, "password");
        if (user.isEmpty() != password.isEmpty()) {
            throw Problem.invalid("mail.user", "(not shown)", "user and password together");
        }
        MailSettings.Security security = switch (fields.getOrDefault("security", "starttls")) {
            case "none" -> MailSettings.Security.NONE;
            case "starttls" -> MailSettings.Security.STARTTLS;
            case "tls" -> MailSettings.Security.TLS;
            default -> throw Problem.invalid("mail.security", field(fields, "security"), "none, starttls or tls");
        };
        return new MailSettings(
                field(fields, "host"), port(fields.getOrDefault("port", "587")), security,
                user.isEmpty() ? Optional.empty() : Optional.of(new MailSettings.Login(user, password)),
                field(fields, "from"), MailSettings.addresses("mail.to", field(fields, "to")));
    }

    private static int port(String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException malformed) {
            throw new Problem(
                    Problem.Code.INVALID, "mail.port: " + text + " (expected: 1 to 65535)", "", malformed);
        }
    }

    private static Path file(Map<String, String> fields) {
        String text = field(fields, "path");
        try {
            Path file = Path.of(text).toAbsolutePath();
            Optional<Path> folder = Optional.ofNullable(file.getParent());
            if (!text.isEmpty() && folder.isPresent() && Files.isDirectory(folder.get()) && !Files.isDirectory(file)) {
                return file;
            }
        } catch (InvalidPathException malformed) {
            throw new Problem(
                    Problem.Code.INVALID, "path: " + text + " (expected: a file in a folder that is there)", "", malformed);
        }
        throw Problem.invalid("path", text, "a file in a folder that is there");
    }

    private static String field(Map<String, String> fields, String name) {
        return fields.getOrDefault(name, "").strip();
    }
}
