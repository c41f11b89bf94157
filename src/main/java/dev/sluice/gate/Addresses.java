package dev.sluice.gate;

import dev.sluice.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
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

    /** One parameter of an element, or what stands between two; what is in quotation marks separates nothing. */
    private static final Pattern PART = Pattern.compile("[,;]|(?:[^,;\"]|\"(?:[^\"\\\\]|\\\\.)*+\"?)++");

    private static final String FOR = "for=";

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
        List<String> nodes = new ArrayList<>();
        for (String value : Collections.list(request.getHeaders(header))) {
            nodes.addAll(header.equalsIgnoreCase("Forwarded") ? forwarded(value) : List.of(value.split(",")));
        }
        nodes.replaceAll(String::strip);
        Collections.reverse(nodes);
        return nodes;
    }

    /** Whom each element is for; nothing where it does not say. */
    private static List<String> forwarded(String value) {
        List<String> nodes = new ArrayList<>();
        String node = "";
        for (Matcher part = PART.matcher(value); part.find(); ) {
            String text = part.group().strip();
            if (text.equals(",")) {
                nodes.add(node);
                node = "";
            } else if (text.regionMatches(true, 0, FOR, 0, FOR.length())) {
                node = text.substring(FOR.length()).replace("\"", "");
            }
        }
        nodes.add(node);
        return nodes;
    }

    private static Optional<String> node(String text) {
        Matcher form = NODE.matcher(text);
        String bare = form.matches() ? Optional.ofNullable(form.group(1)).orElse(form.group(2)) : text;
        return Network.parse(bare).map(bytes -> bare);
    }
}
