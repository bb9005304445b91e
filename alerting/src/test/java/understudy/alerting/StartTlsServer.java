package understudy.alerting;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Just enough of an SMTP server (RFC 5321, RFC 3207) to see what is said before STARTTLS and what after it. */
final class StartTlsServer implements AutoCloseable {
    private final List<String> inTheOpen = new CopyOnWriteArrayList<>();
    private final List<String> underTls = new CopyOnWriteArrayList<>();
    private final SSLContext context;
    private final ServerSocket listening;

    StartTlsServer(SSLContext context) throws IOException {
        this.context = context;
        this.listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::serve);
    }

    int port() {
        return listening.getLocalPort();
    }

    List<String> inTheOpen() {
        return inTheOpen;
    }

    /** Lines of commands and of the mail. */
    List<String> underTls() {
        return underTls;
    }

    private void serve() {
        try (Socket caller = listening.accept()) {
            say(caller, "220 here");
            talk(caller, inTheOpen);
            SSLSocket safe = (SSLSocket) context.getSocketFactory().createSocket(caller, null, port(), false);
            safe.setUseClientMode(false);
            talk(safe, underTls);
        } catch (IOException ended) {
            inTheOpen.add("ended by " + ended);
        }
    }

    /** Until they change to TLS, or say goodbye. */
    private static void talk(Socket caller, List<String> heard) throws IOException {
        // what follows STARTTLS comes only after its answer, so nothing of TLS ends up in this buffer
        BufferedReader in = new BufferedReader(new InputStreamReader(caller.getInputStream(), UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            heard.add(line);
            String command = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
            switch (command) {
                case "EHLO" -> say(caller, caller instanceof SSLSocket ? "250-here\r\n250 AUTH PLAIN" : "250-here\r\n250 STARTTLS");
                case "AUTH" -> say(caller, "235 known");
                case "DATA" -> {
                    say(caller, "354 go on");
                    String text = in.readLine();
                    while (text != null && !text.equals(".")) {
                        heard.add(text);
                        text = in.readLine();
                    }
                    say(caller, "250 taken");
                }
                case "STARTTLS" -> {
                    say(caller, "220 now");
                    return;
                }
                case "QUIT" -> {
                    say(caller, "221 goodbye");
                    return;
                }
                default -> say(caller, "250 fine");
            }
        }
    }

    private static void say(Socket caller, String text) throws IOException {
        OutputStream out = caller.getOutputStream();
        out.write((text + "\r\n").getBytes(UTF_8));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
