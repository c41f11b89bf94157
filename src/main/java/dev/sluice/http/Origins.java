package dev.sluice.http;

import dev.sluice.settings.Settings;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;

/** From the pages of which origins browsers may use the gateway: its own, and those that the settings name. */
final class Origins {

    private static final String ANY = "*";
    private static final String TLS = "https://";
    private static final String PLAIN = "http://";

    private final List<String> allowed;

    /** @throws IllegalStateException if one of them is no origin */
    Origins(Settings.Web settings) {
        allowed = settings.origins().stream().map(Origins::checked).toList();
    }

    private static String checked(String origin) {
        String text = normal(origin);
        if (!text.equals(ANY) && !text.matches("[a-z][a-z0-9+.-]*://[^/?#@\\s]+")) {
            throw new IllegalStateException(
                    "setting sluice.origins: '" + origin + "' is no origin, such as https://www.example.com");
        }
        return text;
    }

    /** In the one form that an origin has in browsers: lower case, no default port, IPv6 addresses in one notation. */
    private static String normal(String origin) {
        String text = origin.toLowerCase(Locale.ROOT);
        if (text.startsWith(TLS)) {
            return TLS + host(text.substring(TLS.length()), ":443");
        }
        return text.startsWith(PLAIN) ? PLAIN + host(text.substring(PLAIN.length()), ":80") : text;
    }

    private static String host(String hostAndPort, String defaultPort) {
        int end = hostAndPort.indexOf(']');
        String host = hostAndPort.startsWith("[") && end > 0
                ? CidrBlock.address(hostAndPort.substring(1, end))
                                .map(InetAddress::getHostAddress)
                                .orElse("")
                        + hostAndPort.substring(end)
                : hostAndPort;
        for (String same : List.of(defaultPort, ":")) {
            if (host.endsWith(same)) {
                return host.substring(0, host.length() - same.length());
            }
        }
        return host;
    }

    boolean isNamed(String origin) {
        return allowed.contains(normal(origin));
    }

    /** Pages that nobody has named; they may never use what the browser adds by itself. */
    boolean areAllAllowed() {
        return allowed.contains(ANY);
    }

    /**
     * Whether a page of this origin came from here: a browser names both alike, and leaves the default port out. The way
     * between a proxy and the gateway may be plain where the browser's way is not, but not the other way round.
     *
     * @param hosts by which the browser may have called the gateway, with their ports
     * @param secure whether it has called by TLS, as far as the gateway sees
     */
    static boolean isOwn(String origin, List<String> hosts, boolean secure) {
        String page = normal(origin);
        return hosts.stream()
                .anyMatch(host -> page.equals(normal(TLS + host)) || !secure && page.equals(normal(PLAIN + host)));
    }
}
