package understudy.governance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import understudy.core.AuditEvent;
import understudy.core.Sha256;

/**
 * @param number 1, 2, 3, …
 * @param previous hash of the link before; 64 zeros for the first
 * @param hash SHA-256 (hex) over number, previous and the event's canonical form
 */
public record AuditLink(long number, AuditEvent event, String previous, String hash) {
    static final String NOTHING_BEFORE = "0".repeat(64);

    /** The link of an event after the last one there is. */
    public static AuditLink after(Optional<AuditLink> last, AuditEvent event) {
        return last.map(link -> of(link.number() + 1, event, link.hash())).orElseGet(() -> of(1, event, NOTHING_BEFORE));
    }

    private static AuditLink of(long number, AuditEvent event, String previous) {
        return new AuditLink(number, event, previous, Sha256.of(canonical(number, event, previous)));
    }

    /** What is wrong with it as the link of that number after the one of that hash; empty where it fits. */
    Optional<String> misfit(long expectedNumber, String expectedPrevious) {
        if (number != expectedNumber) {
            return Optional.of("link " + number + " stands where link " + expectedNumber + " should");
        }
        if (!previous.equals(expectedPrevious)) {
            return Optional.of("link " + number + " names another link before it than the one that is there");
        }
        if (!hash.equals(Sha256.of(canonical(number, event, previous)))) {
            return Optional.of("the contents of link " + number + " do not give its hash");
        }
        return Optional.empty();
    }

    /**
     * The fields one after another, each as its length in UTF-8 bytes, a colon, the bytes and a comma (a netstring), so
     * that no two events have the same form whatever their texts hold: number, previous, time (ISO 8601), actor,
     * action, subject, then each detail's name and value by name.
     */
    private static String canonical(long number, AuditEvent event, String previous) {
        StringBuilder form = new StringBuilder();
        field(form, Long.toString(number));
        field(form, previous);
        field(form, event.at().toString());
        field(form, event.actor());
        field(form, event.action());
        field(form, event.subject());
        for (Map.Entry<String, String> detail : new TreeMap<>(event.details()).entrySet()) {
            field(form, detail.getKey());
            field(form, detail.getValue());
        }
        return form.toString();
    }

    private static void field(StringBuilder form, String text) {
        form.append(text.getBytes(UTF_8).length).append(':').append(text).append(',');
    }
}
