package understudy.alerting;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import understudy.core.Fact;
import understudy.core.Problem;

/**
 * Wakes people by PagerDuty, or by what takes the same events. An alert is one incident there, whatever is told of it: its
 * id is the key by which events belong together, and acknowledging or resolving it here does so there. Of everything else
 * only what is at least a warning becomes an incident, one for each notice; nobody is woken to hear that a rollout went on,
 * so such a notice counts as taken and is not sent.
 *
 * @see <a href="https://developer.pagerduty.com/docs/send-alert-event">PagerDuty: Events API v2</a>
 */
public final class PagerDutyChannel implements AlertChannel {
    /** Where PagerDuty itself takes events. */
    public static final String USUAL = "https://events.pagerduty.com";

    private static final String PATH = "/v2/enqueue";
    private static final int LONGEST_SUMMARY = 1_024;
    private static final int SHORTEST_KEY = 8;

    private final HttpPost post;
    private final String key;
    private final Page page;

    /**
     * @param base without the path
     * @param key the integration's, which is a secret
     * @throws Problem INVALID, without showing either
     */
    public PagerDutyChannel(String base, String key, Page page) {
        this.post = new HttpPost(address(base));
        checkKey(key);
        this.key = key;
        this.page = page;
    }

    /** Where it is posted to. @throws Problem INVALID for one that nothing can be posted to */
    public static URI address(String base) {
        return HttpPost.under("pagerduty.url", base, PATH);
    }

    /** @throws Problem INVALID */
    public static void checkKey(String key) {
        if (key.length() < SHORTEST_KEY || key.chars().anyMatch(each -> each <= ' ' || each > '~')) {
            throw Problem.invalid("pagerduty.key", "(not shown)", "the integration key, without spaces");
        }
    }

    @Override
    public String name() {
        return kind();
    }

    @Override
    public String kind() {
        return "pagerduty";
    }

    @Override
    public void send(Fact.Notice notice) throws Undelivered {
        Optional<String> alert = Optional.ofNullable(notice.labels().get(AlertNotice.ALERT));
        if (alert.isEmpty() && notice.severity() == Fact.Severity.INFO) {
            return;
        }
        String event = notice.labels().getOrDefault(AlertNotice.EVENT, "trigger");
        ObjectNode body = Message.object()
                .put("routing_key", key)
                .put("event_action", event)
                .put("dedup_key", alert.orElse(notice.id().toString()))
                .put("client", "Understudy");
        if (event.equals("trigger")) {
            trigger(body, page.message(notice));
        }
        post.send(Message.bytes(body), Map.of());
    }

    private static void trigger(ObjectNode body, Message message) {
        Fact.Notice notice = message.notice();
        String title = notice.title();
        ObjectNode payload = body.putObject("payload")
                .put("summary", title.substring(0, Math.min(title.length(), LONGEST_SUMMARY)))
                .put("source", message.subject().orElse("understudy"))
                .put("severity", message.severity())
                .put("timestamp", notice.at().toString())
                .put("class", notice.labels().getOrDefault(AlertNotice.MONITOR, notice.kind()));
        notice.model().ifPresent(model -> payload.put("component", model));
        payload.putObject("custom_details")
                .put("text", notice.text())
                .put("notice", notice.id().toString());
        message.link().ifPresent(link -> {
            body.put("client_url", link);
            body.putArray("links").addObject().put("href", link).put("text", "Open the page");
        });
    }

    @Override
    public void close() {
        post.close();
    }
}
