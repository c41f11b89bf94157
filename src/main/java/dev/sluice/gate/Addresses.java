package dev.sluice.gate;

import dev.sluice.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a client really calls from. Each proxy adds whom it has heard from; going back from the last one, the first that is
 * no trusted proxy is the client, since what stands before it, it may have written itself.
 */
final class Addresses {

    private static final Pattern FOR = Pattern.compile("(?i)(?:^|;)\\s*for=(\"[^\"]*\"|[^;\"\\s]*)");

    /** An address in square brackets, or one without colons; with a port or without. */
    private static final Pattern NODE = Pattern.compile("\\[([^\\]]*)](?::[0-9]+)?|([0-9.]+)(?::[0-9]+)?");

    private final List<Network> proxies;
    private final String header;

    Addresses(Settings.Web settings) {
        header = settings.proxyHeader();
        proxies = settings.proxies().stream().map(Network::of).toList();
    }

    /** In the form in which limits count. */
    String of(HttpServletRequest request) {
        return Network.site(client(request));
    }

    private String client(HttpServletRequest request) {
        String address = request.getRemoteAddr();
        if (!isProxy(address)) {
            return address;
        }
        for (String before : backwards(request)) {
            Optional<String> told = node(before);
            if (told.isEmpty()) {
                // hidden, or nonsense: the proxy that said so is all we know
                return address;
            }
            address = told.get();
            if (!isProxy(address)) {
                return address;
            }
        }
        return address;
    }

    private boolean isProxy(String address) {
        return Network.parse(address)
                .filter(bytes -> proxies.stream().anyMatch(proxy -> proxy.contains(bytes)))
                .isPresent();
    }

    /** By RFC 7239, or as proxies said it before; only in the header that they write: the other one is the client's. */
    private List<String> backwards(HttpServletRequest request) {
        List<String> nodes = new ArrayList<>(values(request, header));
        if (header.equalsIgnoreCase("Forwarded")) {
            nodes.replaceAll(Addresses::nodeOf);
        }
        Collections.reverse(nodes);
        return nodes;
    }

    private static String nodeOf(String element) {
        Matcher node = FOR.matcher(element);
        return node.find() ? node.group(1).replace("\"", "") : "";
    }

    private static List<String> values(HttpServletRequest request, String header) {
        return Collections.list(request.getHeaders(header)).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .toList();
    }

    private static Optional<String> node(String text) {
        Matcher form = NODE.matcher(text);
        String bare = form.matches() ? Optional.ofNullable(form.group(1)).orElse(form.group(2)) : text;
        return Network.parse(bare).map(bytes -> bare);
    }
}
