package understudy.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The part of an address after the question mark. */
final class Query {
    private final StringBuilder text = new StringBuilder();

    Query with(String name, Object value) {
        text.append(text.isEmpty() ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value.toString(), StandardCharsets.UTF_8).replace("+", "%20"));
        return this;
    }

    String text() {
        return text.toString();
    }
}
