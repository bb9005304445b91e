package understudy.runtimes.remote;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Where an endpoint is; http or https only. What comes below is put before its query. */
record Address(URI uri) {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    static Address read(Fields fields, String text) {
        try {
            URI uri = new URI(text.strip());
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            boolean web = scheme.equals("http") || scheme.equals("https");
            if (web && uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawFragment() == null) {
                return new Address(uri);
            }
        } catch (URISyntaxException malformed) {
            // refused below, without the text: it may hold a password
        }
        throw fields.wrong("url", "not shown", "http:// or https:// with a host, without user and password");
    }

    boolean isEncrypted() {
        return uri.getScheme().equalsIgnoreCase("https");
    }

    /** Calls that stay on this machine. */
    boolean isLoopback() {
        String host = host();
        return host.equals("localhost") || host.matches("127(\\.[0-9]{1,3}){3}") || host.equals("[::1]");
    }

    String host() {
        return uri.getHost().toLowerCase(Locale.ROOT);
    }

    int port() {
        return uri.getPort() >= 0 ? uri.getPort() : isEncrypted() ? HTTPS : HTTP;
    }

    /** As people are told: without path and query, which may hold a key. */
    String shown() {
        return uri.getPort() >= 0 ? host() + ":" + uri.getPort() : host();
    }

    boolean hasPath() {
        return uri.getRawPath() != null && uri.getRawPath().length() > 1;
    }

    /** @param path begins with a slash, encoded */
    URI under(String path) {
        String base = uri.getRawPath() == null ? "" : uri.getRawPath().replaceFirst("/+$", "");
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + base + path + query);
    }

    /** A name as one step of a path. */
    static String step(String name) {
        return "/" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
