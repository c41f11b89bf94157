package dev.sluice.http;

import static dev.sluice.event.Rejection.PARAMETER_INVALID;
import static dev.sluice.event.Rejection.UPGRADE_REQUIRED;

import dev.sluice.access.Visitor;
import dev.sluice.session.IncomingMessage;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.io.IOException;
import java.security.Principal;
import java.util.Base64;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;

/**
 * The request that opens a WebSocket. Its principal is all of it that reaches the endpoint by the standard. A list in several
 * lines is one line here, since Tyrus reads the first one only.
 */
final class Handshake extends HttpServletRequestWrapper {

    private static final String UPGRADE = "Upgrade";
    private static final String CONNECTION = "Connection";
    private static final String WEBSOCKET = "websocket";
    private static final String KEY = "Sec-WebSocket-Key";
    private static final String VERSION = "Sec-WebSocket-Version";
    private static final String VERSION_OF_THE_RFC = "13";
    private static final int KEY_BYTES = 16;

    /** With its padding, which Java's decoder does not ask for. */
    private static final int KEY_CHARACTERS = 24;

    /** The WebSockets of Payara and GlassFish. */
    private static final String TYRUS = "org.glassfish.tyrus.";

    private static final List<String> LISTS =
            List.of(UPGRADE, CONNECTION, "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions");

    private final Headers headers;
    private final IncomingMessage message;
    private final Principal principal;

    Handshake(HttpServletRequest request, Visitor visitor, IncomingMessage message) {
        super(request);
        this.headers = Headers.of(request);
        this.principal = new VisitorPrincipal(visitor, message);
        this.message = message;
    }

    /**
     * A proxy that does not know WebSockets takes {@code Upgrade} away, as an honest one must with what is meant for it. Servers
     * differ in what else they require of RFC 6455, section 4.2.1.
     *
     * @throws dev.sluice.event.RejectedException {@code upgrade-required} if the request asks for no WebSocket, or for one of another
     *     version; {@code parameter-invalid} if it has no key
     */
    static void require(HttpServletRequest request, HttpServletResponse response) {
        Headers headers = Headers.of(request);
        if (!headers.has(UPGRADE, WEBSOCKET) || !headers.has(CONNECTION, UPGRADE)) {
            nameTheUpgrade(request, response);
            throw UPGRADE_REQUIRED.because(
                    "this path is for WebSockets: the request needs Upgrade: websocket and Connection: Upgrade."
                            + " If its client sent them, a proxy in between has to pass both on, over HTTP/1.1");
        }
        Framing.requireHandshake(request);
        if (!headers.lines(VERSION).equals(List.of(VERSION_OF_THE_RFC))) {
            nameTheUpgrade(request, response);
            response.setHeader(VERSION, VERSION_OF_THE_RFC);
            throw UPGRADE_REQUIRED.because("the handshake of a WebSocket has Sec-WebSocket-Version: 13");
        }
        if (!headers.lines("Transfer-Encoding").isEmpty()
                || headers.lines("Content-Length").stream().anyMatch(length -> !length.equals("0"))) {
            // the server would read the body as frames
            throw PARAMETER_INVALID.because("the handshake of a WebSocket has no body");
        }
        List<String> keys = headers.lines(KEY);
        if (keys.size() != 1 || !isKey(keys.get(0))) {
            throw PARAMETER_INVALID.because(
                    "the handshake of a WebSocket has one Sec-WebSocket-Key: " + KEY_BYTES + " bytes in Base64");
        }
    }

    private static boolean isKey(String text) {
        try {
            return text.length() == KEY_CHARACTERS && Base64.getDecoder().decode(text).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void nameTheUpgrade(HttpServletRequest request, HttpServletResponse response) {
        if (request.getProtocol().startsWith("HTTP/1")) {
            // HTTP/2 has no such fields; Payara does not say how long an answer with an Upgrade is, but that it has
            // closed
            response.setHeader(UPGRADE, WEBSOCKET);
            response.setHeader(CONNECTION, "close");
        }
    }

    @Override
    public Principal getUserPrincipal() {
        return principal;
    }

    /**
     * Wraps the handler of Tyrus, which must not hear of data too early: see {@link DeferredReadUpgrade}. Open Liberty opens its
     * own handler by a method beyond the standard, which a wrapper hides: its WebSockets would stay silent.
     */
    @Override
    public <T extends HttpUpgradeHandler> T upgrade(Class<T> type) throws IOException, ServletException {
        if (!type.getName().startsWith(TYRUS)) {
            return super.upgrade(type);
        }
        T handler;
        try {
            handler = type.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new ServletException("the server's upgrade handler cannot be made: " + type.getName(), e);
        }
        super.upgrade(DeferredReadUpgrade.class).handTo(handler, message);
        return handler;
    }

    /** Of several protocols to which a client would change, in any order, this is the one: Tyrus looks for it alone. */
    private Optional<String> joined(String name) {
        return name.equalsIgnoreCase(UPGRADE) ? Optional.of(WEBSOCKET) : headers.joined(name);
    }

    private static boolean isList(String name) {
        return LISTS.stream().anyMatch(name::equalsIgnoreCase);
    }

    @Override
    public String getHeader(String name) {
        return isList(name) ? joined(name).orElse(null) : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return isList(name) ? Collections.enumeration(joined(name).stream().toList()) : super.getHeaders(name);
    }
}
