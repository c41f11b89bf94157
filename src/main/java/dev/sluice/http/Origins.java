package dev.sluice.http;

import dev.sluice.settings.Settings;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;

/** The origins whose pages may use the gateway: its own, and those that the settings name. */
final class Origins {

    private static final String ANY = "*";
    private static final String TLS = "https://";
    private static final String PLAIN = "http://";

    private final List<String> allowed;

    /** @throws IllegalStateException if the setting contains a text that is no origin */
    Origins(Settings.Web settings) {
        allowed = settings.origins().stream().map(Origins::checked).toList();
    }

    private static String checked(String origin) {
        String text = normalized(origin);
        if (!text.equals(ANY) && !text.matches("[a-z][a-z0-9+.-]*://[^/?#@\\s]+")) {
            throw new IllegalStateException(
                    "setting sluice.origins: '" + origin + "' is not an origin, such as https://www.example.com");
        }
        return text;
    }

    /** Normalizes an origin as browsers do: lower case, no default port, IPv6 addresses in one notation. */
    private static String normalized(String origin) {
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
        return allowed.contains(normalized(origin));
    }

    /** Whether every page is allowed. Pages that are not named may never use credentials that the browser adds by itself. */
    boolean areAllAllowed() {
        return allowed.contains(ANY);
    }

    /**
     * Whether a page of this origin comes from the gateway itself. A page over https is accepted even if the gateway sees plain
     * HTTP, since a proxy may end TLS; a page over http is refused if the browser uses TLS.
     *
     * @param hosts the names by which the browser may have called the gateway, with their ports
     * @param secure whether the browser uses TLS, as far as the gateway knows
     */
    static boolean isOwn(String origin, List<String> hosts, boolean secure) {
        String page = normalized(origin);
        return hosts.stream()
                .anyMatch(host ->
                        page.equals(normalized(TLS + host)) || !secure && page.equals(normalized(PLAIN + host)));
    }
}
