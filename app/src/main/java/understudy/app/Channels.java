package understudy.app;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import understudy.core.Problem;
import understudy.alerting.AlertChannel;
import understudy.alerting.LinesChannel;
import understudy.alerting.MailChannel;
import understudy.alerting.MailSettings;
import understudy.alerting.OpenTelemetryChannel;
import understudy.alerting.Page;
import understudy.alerting.PagerDutyChannel;
import understudy.alerting.SlackChannel;
import understudy.alerting.WebhookChannel;

/** The channels that the settings under {@code notify} name: those whose address, host or file is there. */
final class Channels {
    private static final String FOLDER = "notify.";

    private final Configuration configuration;

    Channels(Configuration configuration) {
        this.configuration = configuration;
    }

    /** Everything that keeps them from being opened, without a secret; wrong values of a single setting left out. */
    List<String> errors() {
        List<String> errors = new ArrayList<>();
        check(errors, () -> page());
        if (isSet(Setting.NOTIFY_FILE) && !isWritable()) {
            errors.add("notify.file: " + text(Setting.NOTIFY_FILE) + " (expected: a file in a folder that is there)");
        }
        if (isSet(Setting.NOTIFY_WEBHOOK_URL) != isSet(Setting.NOTIFY_WEBHOOK_SECRET)) {
            errors.add("notify.webhook: url and secret go together");
        } else if (isSet(Setting.NOTIFY_WEBHOOK_URL)) {
            check(errors, () -> WebhookChannel.address(text(Setting.NOTIFY_WEBHOOK_URL)));
            check(errors, () -> WebhookChannel.checkSecret(text(Setting.NOTIFY_WEBHOOK_SECRET)));
        }
        if (isSet(Setting.NOTIFY_SLACK_URL)) {
            check(errors, () -> SlackChannel.address(text(Setting.NOTIFY_SLACK_URL)));
        }
        if (isSet(Setting.NOTIFY_PAGERDUTY_KEY)) {
            check(errors, () -> PagerDutyChannel.checkKey(text(Setting.NOTIFY_PAGERDUTY_KEY)));
            check(errors, () -> PagerDutyChannel.address(text(Setting.NOTIFY_PAGERDUTY_URL)));
        }
        if (isSet(Setting.NOTIFY_OPENTELEMETRY_URL)) {
            check(errors, () -> OpenTelemetryChannel.address(text(Setting.NOTIFY_OPENTELEMETRY_URL)));
            check(errors, () -> OpenTelemetryChannel.headers(text(Setting.NOTIFY_OPENTELEMETRY_HEADERS)));
        }
        mailErrors(errors);
        errors.addAll(new MoreChannels(configuration.moreChannels()).errors());
        return errors;
    }

    private void mailErrors(List<String> errors) {
        int before = errors.size();
        if (isSet(Setting.NOTIFY_MAIL_USER) != isSet(Setting.NOTIFY_MAIL_PASSWORD)) {
            errors.add("notify.mail: user and password go together");
        }
        for (Setting needed : List.of(Setting.NOTIFY_MAIL_HOST, Setting.NOTIFY_MAIL_FROM, Setting.NOTIFY_MAIL_TO)) {
            if (isMailMeant() && !isSet(needed)) {
                errors.add(needed.key() + ": not set (expected: host, from and to go together)");
            }
        }
        if (errors.size() == before && isSet(Setting.NOTIFY_MAIL_HOST)) {
            check(errors, this::mail);
        }
    }

    private boolean isMailMeant() {
        return isSet(Setting.NOTIFY_MAIL_HOST)
                || isSet(Setting.NOTIFY_MAIL_FROM)
                || isSet(Setting.NOTIFY_MAIL_TO)
                || isSet(Setting.NOTIFY_MAIL_USER);
    }

    /** Of settings that have no errors. */
    List<AlertChannel> open(InstantSource clock) {
        Page page = page();
        List<AlertChannel> channels = new ArrayList<>();
        if (isSet(Setting.NOTIFY_WEBHOOK_URL)) {
            channels.add(new WebhookChannel(
                    text(Setting.NOTIFY_WEBHOOK_URL), text(Setting.NOTIFY_WEBHOOK_SECRET), page, clock));
        }
        if (isSet(Setting.NOTIFY_SLACK_URL)) {
            channels.add(new SlackChannel(text(Setting.NOTIFY_SLACK_URL), page));
        }
        if (isSet(Setting.NOTIFY_MAIL_HOST)) {
            channels.add(new MailChannel(mail(), page));
        }
        if (isSet(Setting.NOTIFY_FILE)) {
            channels.add(new LinesChannel(configuration.path(Setting.NOTIFY_FILE), page));
        }
        if (isSet(Setting.NOTIFY_PAGERDUTY_KEY)) {
            channels.add(new PagerDutyChannel(
                    text(Setting.NOTIFY_PAGERDUTY_URL), text(Setting.NOTIFY_PAGERDUTY_KEY), page));
        }
        if (isSet(Setting.NOTIFY_OPENTELEMETRY_URL)) {
            channels.add(new OpenTelemetryChannel(
                    text(Setting.NOTIFY_OPENTELEMETRY_URL), text(Setting.NOTIFY_OPENTELEMETRY_HEADERS), page, clock));
        }
        channels.addAll(new MoreChannels(configuration.moreChannels()).open(page, clock));
        return channels;
    }

    private Page page() {
        return Page.at(text(Setting.NOTIFY_LINK));
    }

    private MailSettings mail() {
        Optional<MailSettings.Login> login = isSet(Setting.NOTIFY_MAIL_USER)
                ? Optional.of(new MailSettings.Login(text(Setting.NOTIFY_MAIL_USER), text(Setting.NOTIFY_MAIL_PASSWORD)))
                : Optional.empty();
        MailSettings.Security security = switch (text(Setting.NOTIFY_MAIL_SECURITY)) {
            case "none" -> MailSettings.Security.NONE;
            case "tls" -> MailSettings.Security.TLS;
            default -> MailSettings.Security.STARTTLS;
        };
        return new MailSettings(
                text(Setting.NOTIFY_MAIL_HOST), configuration.whole(Setting.NOTIFY_MAIL_PORT), security, login,
                text(Setting.NOTIFY_MAIL_FROM), MailSettings.addresses("mail.to", text(Setting.NOTIFY_MAIL_TO)));
    }

    private boolean isWritable() {
        try {
            Path file = configuration.path(Setting.NOTIFY_FILE).toAbsolutePath();
            Optional<Path> folder = Optional.ofNullable(file.getParent());
            return folder.isPresent() && Files.isDirectory(folder.get()) && !Files.isDirectory(file);
        } catch (InvalidPathException malformed) {
            return false;
        }
    }

    private boolean isSet(Setting setting) {
        return !text(setting).isBlank();
    }

    private String text(Setting setting) {
        return configuration.text(setting).strip();
    }

    /** A number that is none has been reported with its own setting. */
    private static void check(List<String> errors, Runnable opening) {
        try {
            opening.run();
        } catch (Problem wrong) {
            errors.add(FOLDER + wrong.fact());
        } catch (NumberFormatException reported) {
            return;
        }
    }
}
