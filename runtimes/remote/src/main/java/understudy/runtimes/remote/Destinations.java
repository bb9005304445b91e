package understudy.runtimes.remote;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import understudy.core.Problem;

/**
 * Where calls may go. A document is somebody's upload, so it could name the address at which a cloud hands out the
 * machine's own credentials: those addresses are refused whatever is allowed, by what the name resolves to and not by the
 * name, before every call.
 *
 * @param allowed hosts in lower case, {@code *.example.com} for all below one; empty for any
 */
record Destinations(Set<String> allowed) {
    /** Metadata services outside the link-local range: AWS, Google, Azure, Alibaba, Oracle. */
    private static final List<String> METADATA =
            List.of("fd00:ec2:0:0:0:0:0:254", "fd20:ce:0:0:0:0:0:254", "168.63.129.16", "100.100.100.200", "192.0.0.192");

    /** The well-known prefix under which IPv6 carries an IPv4 address (RFC 6052, section 2.1). */
    private static final byte[] NAT64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};

    /** @param setting hosts divided by commas; {@code *}, or nothing, for any */
    static Destinations of(String setting) {
        Set<String> hosts = Arrays.stream(setting.split(",", -1))
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .filter(host -> !host.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
        return new Destinations(hosts.contains("*") ? Set.of() : hosts);
    }

    /**
     * @throws Problem UNPROCESSABLE for a host that is not allowed, or an address nobody may call
     * @throws Unanswered where the name is not known (now)
     */
    void check(URI url) throws Unanswered {
        String host = url.getHost().toLowerCase(Locale.ROOT);
        if (!allowed.isEmpty() && !isAllowed(host)) {
            throw refused(
                    "the host '" + host + "' is not among those that models may call",
                    "The setting understudy.remote.allow lists them");
        }
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (isForbidden(address) || embedded(address).filter(Destinations::isForbidden).isPresent()) {
                    throw refused(
                            "the host '" + host + "' is an address that no model may call (link-local or metadata)",
                            "Name the endpoint's own host");
                }
            }
        } catch (UnknownHostException unknown) {
            throw new Unanswered("is not known by that name");
        }
    }

    private boolean isAllowed(String host) {
        return allowed.contains(host)
                || allowed.stream().anyMatch(one -> one.startsWith("*.") && host.endsWith(one.substring(1)));
    }

    private static boolean isForbidden(InetAddress address) {
        return address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress()
                || METADATA.contains(address.getHostAddress());
    }

    private static Optional<InetAddress> embedded(InetAddress address) throws UnknownHostException {
        byte[] bytes = address.getAddress();
        if (bytes.length != 16 || !Arrays.equals(bytes, 0, NAT64.length, NAT64, 0, NAT64.length)) {
            return Optional.empty();
        }
        return Optional.of(InetAddress.getByAddress(Arrays.copyOfRange(bytes, NAT64.length, bytes.length)));
    }

    private static Problem refused(String fact, String remedy) {
        return new Problem(Problem.Code.UNPROCESSABLE, "remote.url: " + fact, remedy);
    }
}
