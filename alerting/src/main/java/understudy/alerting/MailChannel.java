package understudy.alerting;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayDeque;
import java.util.Date;
import java.util.Deque;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.util.MailConnectException;
import understudy.core.Fact;

/**
 * Sends each notice as a mail of plain text over SMTP (RFC 5321), to all receivers or to none. Its Message-ID is made of
 * the notice's id, so mail programs recognise a second delivery by themselves; {@code Auto-Submitted} (RFC 3834) keeps
 * them from answering that they are on holiday.
 */
public final class MailChannel implements AlertChannel {
    private static final String PATIENCE_MILLIS = "10000";

    private final MailSettings settings;
    private final Page page;
    private final Session session;

    public MailChannel(MailSettings settings, Page page) {
        this(settings, page, Optional.empty());
    }

    /** @param trusting makes TLS connections; the platform's own certificates are believed where there is none */
    MailChannel(MailSettings settings, Page page, Optional<SSLSocketFactory> trusting) {
        this.settings = settings;
        this.page = page;
        Properties properties = properties(settings);
        trusting.ifPresent(factory -> properties.put("mail.smtp.ssl.socketFactory", factory));
        this.session = Session.getInstance(properties);
    }

    private static Properties properties(MailSettings settings) {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.host", settings.host());
        properties.setProperty("mail.smtp.port", Integer.toString(settings.port()));
        properties.setProperty("mail.smtp.auth", Boolean.toString(settings.login().isPresent()));
        for (String step : new String[] {"connectiontimeout", "timeout", "writetimeout"}) {
            properties.setProperty("mail.smtp." + step, PATIENCE_MILLIS);
        }
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        switch (settings.security()) {
            case NONE -> properties.setProperty("mail.smtp.starttls.enable", "false");
            case STARTTLS -> {
                properties.setProperty("mail.smtp.starttls.enable", "true");
                properties.setProperty("mail.smtp.starttls.required", "true");
            }
            case TLS -> properties.setProperty("mail.smtp.ssl.enable", "true");
        }
        return properties;
    }

    @Override
    public String name() {
        return kind();
    }

    @Override
    public String kind() {
        return "mail";
    }

    @Override
    public void send(Fact.Notice notice) throws Undelivered {
        try (Transport transport = session.getTransport("smtp")) {
            MimeMessage mail = mail(notice);
            connect(transport);
            transport.sendMessage(mail, mail.getAllRecipients());
        } catch (MessagingException untaken) {
            throw why(untaken);
        }
    }

    private void connect(Transport transport) throws MessagingException {
        if (settings.login().isPresent()) {
            MailSettings.Login login = settings.login().get();
            transport.connect(login.user(), login.password());
        } else {
            transport.connect();
        }
    }

    private MimeMessage mail(Fact.Notice notice) throws MessagingException {
        Message message = page.message(notice);
        Named mail = new Named(session, "<" + notice.id() + "@understudy>");
        mail.setFrom(new InternetAddress(settings.from(), true));
        for (String receiver : settings.to()) {
            mail.addRecipient(RecipientType.TO, new InternetAddress(receiver, true));
        }
        mail.setSubject("[Understudy] " + message.headline(), "UTF-8");
        mail.setSentDate(Date.from(notice.at()));
        mail.setHeader("Auto-Submitted", "auto-generated");
        mail.setHeader("Understudy-Notice", notice.id().toString());
        StringBuilder text = new StringBuilder();
        if (!notice.text().isEmpty()) {
            text.append(notice.text()).append("\n\n");
        }
        message.link().ifPresent(link -> text.append(link).append("\n\n"));
        mail.setText(text.append(message.footer()).append('\n').toString(), "UTF-8");
        mail.saveChanges();
        return mail;
    }

    /** A mail that keeps the Message-ID it was given. */
    private static final class Named extends MimeMessage {
        private final String id;

        Named(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }

    /** In our own words: what a mail server says may repeat the user's name or an address. */
    private static Undelivered why(MessagingException untaken) {
        if (untaken instanceof AuthenticationFailedException) {
            return Undelivered.refused("the mail server refuses the user or the password");
        }
        if (untaken instanceof MailConnectException) {
            return Undelivered.forNow("no connection to the mail server");
        }
        int code = code(untaken);
        if (code >= 500) {
            return Undelivered.refused("the mail server refuses: " + code);
        }
        if (code > 0) {
            return Undelivered.forNow("the mail server cannot take it now: " + code);
        }
        return Undelivered.forNow("the mail server did not take it (" + root(untaken).getClass().getSimpleName() + ")");
    }

    /** The first reply code of RFC 5321 §4.2 among what went wrong, 0 for none. */
    private static int code(MessagingException untaken) {
        Deque<Exception> left = new ArrayDeque<>();
        left.add(untaken);
        while (!left.isEmpty()) {
            Exception next = left.remove();
            int code = switch (next) {
                case SMTPSendFailedException failed -> failed.getReturnCode();
                case SMTPAddressFailedException failed -> failed.getReturnCode();
                case SMTPSenderFailedException failed -> failed.getReturnCode();
                default -> 0;
            };
            if (code >= 400) {
                return code;
            }
            if (next instanceof MessagingException more && more.getNextException() != null) {
                left.add(more.getNextException());
            }
        }
        return 0;
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }
}
