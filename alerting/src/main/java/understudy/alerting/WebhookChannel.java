package understudy.alerting;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import understudy.core.Fact;
import understudy.core.Problem;

/**
 * Posts each notice as JSON, signed, so that a receiver can tell ours from anybody's:
 *
 * <pre>{@code
 * Understudy-Notice: 0199f0a4-…            the notice's id: a second delivery has the same
 * Understudy-Signature: t=1767225600,v1=<hexadecimal HMAC-SHA256 of "1767225600." + body, keyed with the secret's UTF-8>
 * }</pre>
 *
 * <p>The time is that of the attempt, in seconds since 1970; a receiver refuses signatures older than a few minutes, and
 * compares in constant time. Any 2xx takes the notice.
 */
public final class WebhookChannel implements AlertChannel {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHORTEST_SECRET = 16;

    private final HttpPost post;
    private final SecretKeySpec key;
    private final Page page;
    private final InstantSource clock;

    /**
     * @param secret at least {@value #SHORTEST_SECRET} characters
     * @throws Problem INVALID, without showing either
     */
    public WebhookChannel(String url, String secret, Page page, InstantSource clock) {
        URI address = address(url);
        checkSecret(secret);
        this.key = new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM);
        this.page = page;
        this.clock = clock;
        this.post = new HttpPost(address);
    }

    /** @throws Problem INVALID for one that nothing can be posted to */
    public static URI address(String url) {
        return HttpPost.address("webhook.url", url);
    }

    /** @throws Problem INVALID for one that could be guessed */
    public static void checkSecret(String secret) {
        if (secret.length() < SHORTEST_SECRET) {
            throw Problem.invalid("webhook.secret", "(not shown)", "at least " + SHORTEST_SECRET + " characters");
        }
    }

    @Override
    public String name() {
        return kind();
    }

    @Override
    public String kind() {
        return "webhook";
    }

    @Override
    public void send(Fact.Notice notice) throws Undelivered {
        byte[] body = page.message(notice).json();
        post.send(body, Map.of(
                "Understudy-Notice", notice.id().toString(),
                "Understudy-Signature", signature(body, clock.instant().getEpochSecond())));
    }

    private String signature(byte[] body, long seconds) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((seconds + ".").getBytes(UTF_8));
            return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, impossible);
        }
    }

    @Override
    public void close() {
        post.close();
    }
}
