package understudy.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import understudy.core.Problem;

/**
 * The settings of one server: defaults, then {@code understudy.yml}, then the environment, then the command line.
 * Unknown keys and wrong values are reported all at once.
 */
final class Configuration {
    private static final String MORE = "more";
    private static final Pattern DURATION = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)");

    private final Map<Setting, String> values = new EnumMap<>(Setting.class);
    private final List<String> errors = new ArrayList<>();
    private final List<Map<String, String>> moreChannels = new ArrayList<>();

    private Configuration() {
        for (Setting setting : Setting.values()) {
            values.put(setting, setting.standard());
        }
    }

    /**
     * @param file read where it exists
     * @param environment variables; those of ours are used
     * @param overrides what the command line says
     * @throws Problem (INVALID) with every error in one message
     */
    static Configuration load(Path file, Map<String, String> environment, Map<Setting, String> overrides) {
        Configuration configuration = new Configuration();
        if (Files.exists(file)) {
            configuration.readFile(file);
        }
        for (Setting setting : Setting.values()) {
            String value = environment.get(setting.variable());
            if (value != null) {
                configuration.values.put(setting, value);
            }
        }
        configuration.values.putAll(overrides);
        configuration.check();
        return configuration;
    }

    String text(Setting setting) {
        String value = values.get(setting);
        return value == null ? setting.standard() : value;
    }

    Path path(Setting setting) {
        return Path.of(text(setting));
    }

    int whole(Setting setting) {
        return Integer.parseInt(text(setting).strip());
    }

    double number(Setting setting) {
        return Double.parseDouble(text(setting).strip());
    }

    Duration duration(Setting setting) {
        return parseDuration(text(setting));
    }

    /** What the file says under {@code notify.more}: fields by name, for each channel. */
    List<Map<String, String>> moreChannels() {
        return List.copyOf(moreChannels);
    }

    boolean isLoopback() {
        String host = text(Setting.SERVER_HOST);
        return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
    }

    boolean needsAuthentication() {
        return !isLoopback() || text(Setting.AUTHENTICATION).equals("required");
    }

    boolean firstVersionLeads() {
        String value = text(Setting.FIRST_LEADS);
        return value.equals("true") || value.equals("auto") && isLoopback();
    }

    /** Every key with its default and meaning, as a commented file one can start from. */
    static String documentation() {
        StringBuilder text = new StringBuilder("# Every setting of Understudy, with its default. A variable named beside a"
                + " key overrides it.\n");
        List<String> open = List.of();
        for (Setting setting : Setting.values()) {
            List<String> parts = List.of(setting.key().split("\\."));
            List<String> folders = parts.subList(0, parts.size() - 1);
            for (int depth = 0; depth < folders.size(); depth++) {
                if (depth >= open.size() || !open.get(depth).equals(folders.get(depth))) {
                    text.append("  ".repeat(depth)).append(folders.get(depth)).append(":\n");
                }
            }
            open = folders;
            String indent = "  ".repeat(folders.size());
            text.append(indent).append("# ").append(setting.meaning());
            text.append(" [").append(setting.variable()).append("]\n");
            text.append(indent).append(parts.getLast()).append(": ");
            text.append(setting.standard().isEmpty() ? "\"\"" : setting.standard()).append('\n');
        }
        return text.append(MoreChannels.DOCUMENTATION).toString();
    }

    static Duration parseDuration(String text) {
        Matcher matcher = DURATION.matcher(text.strip());
        if (!matcher.matches()) {
            throw Problem.invalid("duration", text, "a number and a unit: 500ms, 30s, 10m, 12h or 7d");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private void readFile(Path file) {
        try {
            JsonNode root = new YAMLMapper().readTree(Files.readString(file));
            Map<String, String> flat = new TreeMap<>();
            if (root != null && root.isObject()) {
                if (root.path("notify") instanceof ObjectNode notify) {
                    readMoreChannels(Optional.ofNullable(notify.remove(MORE)));
                }
                flatten("", root, flat);
            } else if (root != null && !root.isMissingNode() && !root.isNull()) {
                errors.add(file + ": expected keys and values, found " + root.getNodeType());
            }
            for (Setting setting : Setting.values()) {
                String value = flat.remove(setting.key());
                if (value != null) {
                    values.put(setting, value);
                }
            }
            flat.keySet().forEach(key -> errors.add(key + ": no such setting"));
        } catch (IOException unreadable) {
            throw new Problem(Problem.Code.INVALID, file + " cannot be read as YAML: " + unreadable.getMessage(), "",
                    unreadable);
        }
    }

    private void readMoreChannels(Optional<JsonNode> more) {
        for (JsonNode channel : more.filter(JsonNode::isArray).orElse(MissingNode.getInstance())) {
            Map<String, String> fields = new TreeMap<>();
            channel.properties().forEach(field -> fields.put(field.getKey(), field.getValue().asText()));
            moreChannels.add(fields);
        }
        if (more.isPresent() && !more.get().isArray() && !more.get().isNull()) {
            errors.add("notify." + MORE + ": (not shown) (expected: a list of channels, each with name and kind)");
        }
    }

    private static void flatten(String prefix, JsonNode node, Map<String, String> into) {
        node.properties().forEach(entry -> {
            String key = prefix.isEmpty() ? entry.getKey() : prefix + "." + entry.getKey();
            if (entry.getValue().isObject()) {
                flatten(key, entry.getValue(), into);
            } else {
                into.put(key, entry.getValue().asText());
            }
        });
    }

    private void check() {
        for (Setting setting : Setting.values()) {
            switch (setting) {
                case DATA, SERVER_HOST, TLS_CERTIFICATE, TLS_KEY, OSV, TRUSTED_KEYS, ISOLATED_RUNTIMES, PYTHON_INTERPRETER,
                        INTAKE_FOLDER -> {}
                // what goes together is checked by Channels
                case NOTIFY_LINK, NOTIFY_FILE, NOTIFY_WEBHOOK_URL, NOTIFY_WEBHOOK_SECRET, NOTIFY_SLACK_URL,
                        NOTIFY_MAIL_HOST, NOTIFY_MAIL_USER, NOTIFY_MAIL_PASSWORD, NOTIFY_MAIL_FROM, NOTIFY_MAIL_TO,
                        NOTIFY_PAGERDUTY_KEY, NOTIFY_PAGERDUTY_URL, NOTIFY_OPENTELEMETRY_URL,
                        NOTIFY_OPENTELEMETRY_HEADERS -> {}
                case NOTIFY_MAIL_PORT -> whole(setting, 1, 65_535);
                case NOTIFY_MAIL_SECURITY -> oneOf(setting, "none", "starttls", "tls");
                case SERVER_PORT -> whole(setting, 0, 65_535);
                case SERVER_GRPC_PORT -> whole(setting, -1, 65_535);
                case SERVER_MAX_REQUEST_MB -> whole(setting, 1, 1_024);
                case SERVER_MAX_ARTIFACT_MB, SERVER_MAX_DATA_MB, MODEL_MEMORY_MB -> whole(setting, 1, 1 << 20);
                case MAX_IN_FLIGHT -> whole(setting, 1, 1 << 20);
                case SEGMENT_MB -> whole(setting, 1, 1_024);
                case JOURNAL_RETENTION_GB -> whole(setting, 1, 1 << 20);
                case ARCHIVE_MEMORY_MB -> whole(setting, 64, 1 << 20);
                case METRICS_SERIES -> whole(setting, 100, 1 << 20);
                case HORIZON -> whole(setting, 100, Integer.MAX_VALUE);
                case AUTHENTICATION -> oneOf(setting, "auto", "required");
                case REQUIRE_SIGNATURE, METRICS_FEATURES, METRICS_SEGMENTS -> oneOf(setting, "true", "false");
                case FIRST_LEADS -> oneOf(setting, "auto", "true", "false");
                case WHEN_FULL -> oneOf(setting, "refuse", "answer-and-count");
                case DURABILITY -> oneOf(setting, "process", "power", "off");
                case ALPHA -> number(setting, 1e-6, 0.5);
                case MARGIN -> number(setting, 0, 1e9);
                case SERVER_DRAIN, DEADLINE, JOURNAL_RETENTION, ARCHIVE_INTERVAL, ARCHIVE_RETENTION, LABEL_HORIZON,
                        INTAKE_INTERVAL ->
                    checked(setting, () -> duration(setting).isPositive(), "a number and a unit: 30s, 10m, 12h or 7d");
            }
        }
        if (text(Setting.TLS_CERTIFICATE).isEmpty() != text(Setting.TLS_KEY).isEmpty()) {
            errors.add("server.tls: certificate and key go together");
        }
        errors.addAll(new Channels(this).errors());
        if (!errors.isEmpty()) {
            throw new Problem(
                    Problem.Code.INVALID,
                    "the configuration has " + (errors.size() == 1 ? "an error" : errors.size() + " errors") + ":\n  "
                            + String.join("\n  ", errors),
                    "");
        }
    }

    private void whole(Setting setting, int least, int most) {
        checked(setting, () -> whole(setting) >= least && whole(setting) <= most,
                "a whole number from " + least + " to " + most);
    }

    private void number(Setting setting, double least, double most) {
        checked(setting, () -> number(setting) >= least && number(setting) <= most,
                "a number from " + least + " to " + most);
    }

    private void oneOf(Setting setting, String... allowed) {
        List<String> words = List.of(allowed);
        checked(setting, () -> words.contains(text(setting)), "one of " + words);
    }

    private void checked(Setting setting, BooleanSupplier right, String expected) {
        boolean holds;
        try {
            holds = right.getAsBoolean();
        } catch (NumberFormatException | Problem unreadable) {
            holds = false;
        }
        if (!holds) {
            errors.add(setting.key() + ": " + (setting.isSecret() ? "(not shown)" : text(setting)) + " (expected: " + expected + ")");
        }
    }
}
