package understudy.alerting;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import understudy.core.Fact;

/**
 * Who is told of what, by the routes that people have written. What an alert has to tell is addressed when it is told; for
 * every other notice the routes of now are asked with the notice's own time, so that the answer is the same however late it
 * is delivered. Safe for many threads.
 */
public final class Routing implements Addressing {
    /** Label of a notice: the channels meant, with commas between. */
    static final String TO = "to";

    private final AlertStore store;
    private final UnaryOperator<String> owners;
    private final List<String> channels;

    /**
     * @param owners who answers for a model; the empty string for nobody
     * @param channels the names of all there are
     */
    public Routing(AlertStore store, UnaryOperator<String> owners, List<String> channels) {
        this.store = store;
        this.owners = owners;
        this.channels = List.copyOf(channels);
    }

    /** The names of all channels there are. */
    public List<String> channels() {
        return channels;
    }

    @Override
    public boolean takes(String channel, Fact.Notice notice) {
        String to = notice.labels().get(TO);
        if (to != null) {
            return Arrays.asList(to.split(",")).contains(channel);
        }
        if (notice.kind().equals("test")) {
            return true;
        }
        String model = notice.model().orElse("");
        AlertRules.Subject subject =
                new AlertRules.Subject(model, notice.severity(), model.isEmpty() ? "" : owners.apply(model), notice.kind());
        return channels(store.settings().rules(), subject, notice.at(), 0).contains(channel);
    }

    /**
     * @param times how often others were told before; each time the next route that matches is asked, and the last one again
     */
    List<String> channels(AlertRules rules, AlertRules.Subject subject, Instant at, int times) {
        List<AlertRules.Route> matching = rules.matching(subject, at);
        if (matching.isEmpty()) {
            return channels;
        }
        AlertRules.Route route = matching.get(Math.min(times, matching.size() - 1));
        List<String> there = route.channels().stream().filter(Set.copyOf(channels)::contains).toList();
        // a route whose channels were taken out of the settings must not silence a model
        return there.isEmpty() && !route.channels().isEmpty() ? channels : there;
    }
}
