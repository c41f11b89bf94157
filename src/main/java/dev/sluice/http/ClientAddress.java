package dev.sluice.http;

import dev.sluice.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the real address of a client, and the host name that it called, behind trusted proxies. Each proxy appends the address
 * of its own client to a header. The last address in the header that is no trusted proxy is the client; the addresses before
 * it may be forged.
 */
final class ClientAddress {

    /** An IPv6 address in square brackets or an IPv4 address, with or without a port. */
    private static final Pattern NODE = Pattern.compile("\\[([^\\]]*)](?::[0-9]+)?|([0-9.]+)(?::[0-9]+)?");

    private final List<CidrBlock> proxies;
    private final String header;

    ClientAddress(Settings.Web settings) {
        header = settings.proxyHeader();
        proxies = settings.proxies().stream().map(CidrBlock::of).toList();
    }

    /** Gives the address in the form by which limits count. */
    String of(HttpServletRequest request) {
        return CidrBlock.network(client(request));
    }

    private String client(HttpServletRequest request) {
        String address = request.getRemoteAddr();
        if (!isProxy(address)) {
            return address;
        }
        for (String before : backwards(request)) {
            Optional<String> reported = node(before);
            if (reported.isEmpty()) {
                // obfuscated or malformed: the proxy that wrote it is the last known address
                return address;
            }
            address = reported.get();
            if (!isProxy(address)) {
                return address;
            }
        }
        return address;
    }

    private boolean isProxy(String address) {
        return CidrBlock.parse(address)
                .filter(bytes -> proxies.stream().anyMatch(proxy -> proxy.contains(bytes)))
                .isPresent();
    }

    private boolean isStandard() {
        return header.equalsIgnoreCase("Forwarded");
    }

    /** The addresses, last first. Only the configured header is read: the client itself may have sent the other one. */
    private List<String> backwards(HttpServletRequest request) {
        List<String> nodes = new ArrayList<>(isStandard() ? forwarded(request, "for") : plain(request, header));
        Collections.reverse(nodes);
        return nodes;
    }

    /** The host names that the browser may have called: that of the request, and those that trusted proxies report. */
    List<String> hosts(HttpServletRequest request) {
        return Stream.concat(
                        Headers.of(request).lines("Host").stream(),
                        reported(request, "host", "X-Forwarded-Host").stream())
                .toList();
    }

    /** Whether the browser uses TLS: the server sees it, or all trusted proxies report it. */
    boolean isSecure(HttpServletRequest request) {
        List<String> schemes = reported(request, "proto", "X-Forwarded-Proto");
        return request.isSecure()
                || !schemes.isEmpty() && schemes.stream().allMatch(scheme -> scheme.equalsIgnoreCase("https"));
    }

    /** Other values that trusted proxies report. A page cannot make its browser send these headers. */
    private List<String> reported(HttpServletRequest request, String parameter, String otherHeader) {
        if (!isProxy(request.getRemoteAddr())) {
            return List.of();
        }
        return isStandard()
                ? forwarded(request, parameter).stream()
                        .filter(value -> !value.isEmpty())
                        .toList()
                : plain(request, otherHeader);
    }

    /**
     * The elements between commas. The older headers have no quoted strings: a quotation mark that the client sent must not
     * swallow the text that the proxy appends.
     */
    private static List<String> plain(HttpServletRequest request, String name) {
        return Headers.of(request).lines(name).stream()
                .flatMap(line -> Stream.of(line.split(",")))
                .map(FieldText::trim)
                .filter(element -> !element.isEmpty())
                .toList();
    }

    /** Gives a parameter of each element; an empty text where it is missing. */
    private List<String> forwarded(HttpServletRequest request, String name) {
        return Headers.of(request).elements(header).stream()
                .map(element -> parameter(element, name).orElse(""))
                .toList();
    }

    /**
     * Gives nothing for an element with a stray quotation mark: the client may have opened a string that ends within the text of
     * the proxy. Gives nothing for a repeated parameter either (RFC 7239, section 4): the client may have sent one of the two.
     */
    private static Optional<String> parameter(String element, String name) {
        Map<String, String> parameters = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String part : FieldText.split(element, ';')) {
            int equals = part.indexOf('=');
            String text = FieldText.trim(part.substring(equals + 1));
            Optional<String> value = text.indexOf('"') < 0 ? Optional.of(text) : FieldText.unquoted(text);
            if (value.isEmpty()) {
                return value;
            }
            if (equals > 0 && parameters.putIfAbsent(FieldText.trim(part.substring(0, equals)), value.get()) != null) {
                return Optional.empty();
            }
        }
        return Optional.ofNullable(parameters.get(name));
    }

    private static Optional<String> node(String text) {
        Matcher form = NODE.matcher(text);
        String bare = form.matches() ? Optional.ofNullable(form.group(1)).orElse(form.group(2)) : text;
        return CidrBlock.parse(bare).map(bytes -> bare);
    }
}
