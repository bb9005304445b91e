package understudy.alerting;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Map;
import understudy.core.Fact;
import understudy.core.Problem;

/**
 * Posts to an incoming webhook as Slack has them; Mattermost, Rocket.Chat and others take the same. Only the field
 * {@code text} is used, which all of them know, with Slack's bold and links.
 *
 * @see <a href="https://docs.slack.dev/messaging/formatting-message-text/">Slack: formatting message text</a>
 */
public final class SlackChannel implements AlertChannel {
    private final HttpPost post;
    private final Page page;

    /** @throws Problem INVALID, without showing the address, which is the secret */
    public SlackChannel(String url, Page page) {
        this.post = new HttpPost(address(url));
        this.page = page;
    }

    /** @throws Problem INVALID for one that nothing can be posted to */
    public static URI address(String url) {
        return HttpPost.address("slack.url", url);
    }

    @Override
    public String name() {
        return kind();
    }

    @Override
    public String kind() {
        return "slack";
    }

    @Override
    public void send(Fact.Notice notice) throws Undelivered {
        Message message = page.message(notice);
        StringBuilder text = new StringBuilder("*").append(escaped(message.headline())).append("*\n");
        if (!notice.text().isEmpty()) {
            text.append(escaped(notice.text())).append('\n');
        }
        message.link().ifPresent(link -> text.append('<').append(escaped(link)).append("|Open the page>\n"));
        text.append(escaped(message.footer()));
        ObjectNode body = Message.object().put("text", text.toString());
        post.send(Message.bytes(body), Map.of());
    }

    /** The three characters that mean something to Slack, so that no text becomes a link or a mention of everyone. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public void close() {
        post.close();
    }
}
