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
 * Where a client really calls from, and by which name it has called. Each proxy adds the address it has heard from; going
 * back from the last one, the first that is no trusted proxy is the client, since what stands before it, it may have written
 * itself.
 */
final class ClientAddress {

    /** An address in square brackets, or one without colons; with a port or without. */
    private static final Pattern NODE = Pattern.compile("\\[([^\\]]*)](?::[0-9]+)?|([0-9.]+)(?::[0-9]+)?");

    private final List<CidrBlock> proxies;
    private final String header;

    ClientAddress(Settings.Web settings) {
        header = settings.proxyHeader();
        proxies = settings.proxies().stream().map(CidrBlock::of).toList();
    }

    /** In the form in which limits count. */
    String of(HttpServletRequest request) {
        return CidrBlock.site(client(request));
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
        return CidrBlock.parse(address)
                .filter(bytes -> proxies.stream().anyMatch(proxy -> proxy.contains(bytes)))
                .isPresent();
    }

    private boolean isStandard() {
        return header.equalsIgnoreCase("Forwarded");
    }

    /** By RFC 7239, or as proxies said it before; only in the header that they write: the other one is the client's. */
    private List<String> backwards(HttpServletRequest request) {
        List<String> nodes = new ArrayList<>(isStandard() ? forwarded(request, "for") : plain(request, header));
        Collections.reverse(nodes);
        return nodes;
    }

    /** The names by which the browser may have called: the request's own, and those that trusted proxies were called by. */
    List<String> hosts(HttpServletRequest request) {
        return Stream.concat(
                        Headers.of(request).lines("Host").stream(), told(request, "host", "X-Forwarded-Host").stream())
                .toList();
    }

    /** Whether the browser has called by TLS, as far as the server sees or all trusted proxies tell. */
    boolean isSecure(HttpServletRequest request) {
        List<String> schemes = told(request, "proto", "X-Forwarded-Proto");
        return request.isSecure()
                || !schemes.isEmpty() && schemes.stream().allMatch(scheme -> scheme.equalsIgnoreCase("https"));
    }

    /** Headers of trusted proxies besides the address. A page cannot make its browser send them. */
    private List<String> told(HttpServletRequest request, String parameter, String otherHeader) {
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
     * The elements between commas. The older headers know no quoted strings: a quotation mark of the client's must not take in
     * what the proxy appends.
     */
    private static List<String> plain(HttpServletRequest request, String name) {
        return Headers.of(request).lines(name).stream()
                .flatMap(line -> Stream.of(line.split(",")))
                .map(FieldText::trim)
                .filter(element -> !element.isEmpty())
                .toList();
    }

    /** A parameter of each element; empty where an element does not have it. */
    private List<String> forwarded(HttpServletRequest request, String name) {
        return Headers.of(request).elements(header).stream()
                .map(element -> parameter(element, name).orElse(""))
                .toList();
    }

    /**
     * Nothing of an element with a stray quotation mark: the client may have opened a string that ends inside of what the
     * proxy has added. Nor of one that names a parameter twice (RFC 7239, section 4): one of the two may be the client's.
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
