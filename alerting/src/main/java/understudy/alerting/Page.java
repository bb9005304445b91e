package understudy.alerting;

import java.net.URI;
import java.util.Optional;
import understudy.core.Fact;
import understudy.core.Problem;

/**
 * Where readers of a notice find the page.
 *
 * @param base e.g. {@code https://models.example.org}; empty for nowhere, then messages have no link
 */
public record Page(Optional<URI> base) {
    /** @throws Problem INVALID for another address than http or https */
    public Page {
        base.ifPresent(address -> {
            boolean web = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
            if (!web || address.getHost() == null || address.getQuery() != null || address.getFragment() != null) {
                throw Problem.invalid("link", address, "http or https, a host, and at most a path");
            }
        });
    }

    /** @param address the base, or the empty string */
    public static Page at(String address) {
        return new Page(address.isEmpty() ? Optional.empty() : Optional.of(HttpPost.address("link", address)));
    }

    Message message(Fact.Notice notice) {
        Optional<String> link = base.filter(address -> !notice.link().isEmpty())
                .map(address -> address.toString().replaceAll("/+$", "") + notice.link());
        return new Message(notice, link);
    }
}
