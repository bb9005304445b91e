package understudy.alerting;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static understudy.alerting.Office.eventually;

import com.icegreen.greenmail.util.DummySSLServerSocketFactory;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.Fact;

@Timeout(60)
class MailChannelTest {
    private static final String KEYS = "of the test alone";

    private final Fact.Notice notice = Office.notice(1, Office.START, "fraud@8 wurde zurückgenommen");

    @TempDir
    private Path directory;

    @TempDir
    private static Path keys;

    private static Path store = Path.of("");

    /** The mail server's key, with the address that it is called by; it is read from where these properties say. */
    @BeforeAll
    static void makeKeys() throws IOException, InterruptedException {
        store = keys.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias",
                        "server", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "SAN=IP:127.0.0.1", "-validity", "2",
                        "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", KEYS)
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        System.setProperty(DummySSLServerSocketFactory.GREENMAIL_KEYSTORE_FILE_PROPERTY, store.toString());
        System.setProperty(DummySSLServerSocketFactory.GREENMAIL_KEYSTORE_PASSWORD_PROPERTY, KEYS);
    }

    @AfterAll
    static void forgetKeys() {
        System.clearProperty(DummySSLServerSocketFactory.GREENMAIL_KEYSTORE_FILE_PROPERTY);
        System.clearProperty(DummySSLServerSocketFactory.GREENMAIL_KEYSTORE_PASSWORD_PROPERTY);
    }

    private static GreenMail server(String protocol) {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", protocol));
        server.start();
        return server;
    }

    private static int port(GreenMail server, String protocol) {
        return protocol.equals("smtp") ? server.getSmtp().getPort() : server.getSmtps().getPort();
    }

    private static MailSettings settings(int port, MailSettings.Security security, Optional<MailSettings.Login> login) {
        return new MailSettings(
                "127.0.0.1", port, security, login, "Understudy <understudy@example.org>",
                List.of("ann@example.org", "Ben <ben@example.org>"));
    }

    private static MailChannel plain(GreenMail server, Optional<MailSettings.Login> login) {
        return new MailChannel(
                settings(port(server, "smtp"), MailSettings.Security.NONE, login), Page.at("https://models.example.org"));
    }

    @Test
    void a_notice_arrives_at_everybody_as_a_mail_of_plain_text() throws Exception {
        GreenMail server = server("smtp");
        try {
            plain(server, Optional.empty()).send(notice);

            assertThat(server.getReceivedMessages()).hasSize(2);
            MimeMessage mail = server.getReceivedMessages()[0];
            assertThat(mail.getSubject()).isEqualTo("[Understudy] CRITICAL: fraud@8 wurde zurückgenommen");
            assertThat(mail.getFrom()[0]).hasToString("Understudy <understudy@example.org>");
            assertThat(mail.getAllRecipients()).hasSize(2);
            assertThat(mail.getMessageID()).isEqualTo("<" + notice.id() + "@understudy>");
            assertThat(mail.getHeader("Understudy-Notice")).containsExactly(notice.id().toString());
            assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
            assertThat(mail.getSentDate()).isEqualTo("2026-03-01T00:00:00Z");
            assertThat(((String) mail.getContent()).lines()).containsExactly(
                    "AUC fell by 0.03 <0.01 allowed> & p99 grew", "over 4,000 pairs: größer", "",
                    "https://models.example.org/#fraud", "",
                    "rollout.rolled_back · fraud@8 · 2026-03-01T00:00:00Z · " + notice.id());
        } finally {
            server.stop();
        }
    }

    @Test
    void a_mail_server_that_comes_back_gets_what_was_told_while_it_was_away() throws Exception {
        GreenMail gone = server("smtp");
        int port = port(gone, "smtp");
        gone.stop();
        MailChannel channel =
                new MailChannel(settings(port, MailSettings.Security.NONE, Optional.empty()), Page.at(""));
        try (Office office = new Office(directory)) {
            Deliveries deliveries = office.deliver(Office::standStill, channel);
            office.tell("one");
            eventually("it failed", () -> deliveries.statuses().getFirst().failed() == 1);
            assertThat(deliveries.statuses().getFirst().problem()).contains("no connection to the mail server");
            office.restart();
            GreenMail back = new GreenMail(new ServerSetup(port, "127.0.0.1", "smtp"));
            back.start();
            try {
                office.deliver(channel);
                eventually("both receivers have it", () -> back.getReceivedMessages().length == 2);
                assertThat(back.getReceivedMessages()[0].getSubject()).isEqualTo("[Understudy] CRITICAL: one");
            } finally {
                back.stop();
            }
        }
    }

    @Test
    void the_user_and_the_password_are_shown_to_the_server_and_to_nobody_else() throws Exception {
        GreenMail server = server("smtp");
        try {
            server.setUser("understudy@example.org", "mailer", "right-password");
            MailSettings.Login right = new MailSettings.Login("mailer", "right-password");
            MailSettings.Login wrong = new MailSettings.Login("mailer", "wrong-password");
            plain(server, Optional.of(right)).send(notice);
            Undelivered refused = catchThrowableOfType(
                    Undelivered.class, () -> plain(server, Optional.of(wrong)).send(notice));

            assertThat(refused.isRefused()).isTrue();
            assertThat(refused).hasMessage("the mail server refuses the user or the password").hasNoCause();
            assertThat(server.getReceivedMessages()).hasSize(2);
            assertThat(settings(25, MailSettings.Security.NONE, Optional.of(right)).toString())
                    .doesNotContain("right-password");
        } finally {
            server.stop();
        }
    }

    @Test
    void without_the_starttls_that_is_wanted_nothing_is_said() {
        GreenMail server = server("smtp");
        try {
            MailSettings settings = settings(
                    port(server, "smtp"), MailSettings.Security.STARTTLS,
                    Optional.of(new MailSettings.Login("mailer", "the-password")));
            assertThatThrownBy(() -> new MailChannel(settings, Page.at("")).send(notice)).isInstanceOf(Undelivered.class);
            assertThat(server.getReceivedMessages()).isEmpty();
        } finally {
            server.stop();
        }
    }

    @Test
    void over_tls_a_mail_goes_to_the_holder_of_a_believed_certificate_alone() throws Exception {
        GreenMail server = server("smtps");
        try {
            MailSettings settings = settings(port(server, "smtps"), MailSettings.Security.TLS, Optional.empty());
            assertThatThrownBy(() -> new MailChannel(settings, Page.at("")).send(notice)).isInstanceOf(Undelivered.class);
            assertThat(server.getReceivedMessages()).isEmpty();

            new MailChannel(settings, Page.at(""), Optional.of(trusting())).send(notice);
            assertThat(server.getReceivedMessages()).hasSize(2);
            assertThat(GreenMailUtil.getBody(server.getReceivedMessages()[0])).isNotEmpty();
        } finally {
            server.stop();
        }
    }

    @Test
    void with_starttls_nothing_of_a_mail_is_said_in_the_open() throws Exception {
        try (StartTlsServer server = new StartTlsServer(context())) {
            MailSettings settings = settings(
                    server.port(), MailSettings.Security.STARTTLS,
                    Optional.of(new MailSettings.Login("mailer", "the-password")));

            new MailChannel(settings, Page.at(""), Optional.of(trusting())).send(notice);

            assertThat(server.inTheOpen()).hasSize(2).last().isEqualTo("STARTTLS");
            assertThat(server.inTheOpen().getFirst()).startsWith("EHLO ");
            assertThat(server.underTls()).anyMatch(line -> line.startsWith("AUTH ")).contains(
                    "MAIL FROM:<understudy@example.org>", "RCPT TO:<ann@example.org>", "RCPT TO:<ben@example.org>",
                    "Understudy-Notice: " + notice.id());
        }
    }

    private static SSLContext context() throws GeneralSecurityException, IOException {
        KeyManagerFactory ours = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        ours.init(made(), KEYS.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(ours.getKeyManagers(), null, null);
        return context;
    }

    private static KeyStore made() throws GeneralSecurityException, IOException {
        KeyStore made = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(store)) {
            made.load(file, KEYS.toCharArray());
        }
        return made;
    }

    private static SSLSocketFactory trusting() throws GeneralSecurityException, IOException {
        KeyStore believed = KeyStore.getInstance("PKCS12");
        believed.load(null, null);
        believed.setCertificateEntry("server", made().getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(believed);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    @Test
    void settings_that_cannot_work_are_refused_by_name() {
        assertThatThrownBy(() -> MailSettings.addresses("mail.to", "ann@example.org, nobody at all"))
                .hasMessageContaining("mail.to");
        assertThatThrownBy(() -> MailSettings.addresses("mail.to", "ann")).hasMessageContaining("mail.to");
        assertThatThrownBy(() -> new MailSettings(
                        "mail.example.org", 25, MailSettings.Security.NONE,
                        Optional.of(new MailSettings.Login("ann", "the-password")), "a@example.org", List.of("b@example.org")))
                .hasMessageContaining("mail.security")
                .message().doesNotContain("the-password");
    }
}
