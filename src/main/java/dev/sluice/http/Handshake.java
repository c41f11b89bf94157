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
 * The request that opens a WebSocket. The principal carries the visitor, since the standard passes nothing else of the request to
 * the endpoint. Lists in several header lines are joined to one line, since Tyrus reads the first line only.
 */
final class Handshake extends HttpServletRequestWrapper {

    private static final String UPGRADE = "Upgrade";
    private static final String CONNECTION = "Connection";
    private static final String WEBSOCKET = "websocket";
    private static final String KEY = "Sec-WebSocket-Key";
    private static final String VERSION = "Sec-WebSocket-Version";
    private static final String VERSION_13 = "13";
    private static final int KEY_BYTES = 16;

    /** The length with padding, which Java's decoder does not require. */
    private static final int KEY_CHARACTERS = 24;

    /** The package of the WebSocket implementation of Payara and GlassFish. */
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
     * Checks the handshake by RFC 6455, section 4.2.1, of which servers check different parts. A missing {@code Upgrade} often means
     * a proxy that does not support WebSockets: it must remove this header, which applies to one hop only.
     *
     * @throws dev.sluice.event.RejectedException {@code upgrade-required} if the request asks for no WebSocket, or for one of another
     *     version; {@code parameter-invalid} if it has no key
     */
    static void require(HttpServletRequest request, HttpServletResponse response) {
        Headers headers = Headers.of(request);
        if (!headers.has(UPGRADE, WEBSOCKET) || !headers.has(CONNECTION, UPGRADE)) {
            addUpgradeHeaders(request, response);
            throw UPGRADE_REQUIRED.because(
                    "this path is for WebSockets: the request needs Upgrade: websocket and Connection: Upgrade."
                            + " If the client sent both, a proxy in between must forward them over HTTP/1.1");
        }
        Framing.requireHandshake(request);
        if (!headers.lines(VERSION).equals(List.of(VERSION_13))) {
            addUpgradeHeaders(request, response);
            response.setHeader(VERSION, VERSION_13);
            throw UPGRADE_REQUIRED.because("the handshake of a WebSocket needs Sec-WebSocket-Version: 13");
        }
        if (!headers.lines("Transfer-Encoding").isEmpty()
                || headers.lines("Content-Length").stream().anyMatch(length -> !length.equals("0"))) {
            // the server would read the body as frames
            throw PARAMETER_INVALID.because("the handshake of a WebSocket must not have a body");
        }
        List<String> keys = headers.lines(KEY);
        if (keys.size() != 1 || !isKey(keys.get(0))) {
            throw PARAMETER_INVALID.because(
                    "the handshake of a WebSocket needs one Sec-WebSocket-Key: " + KEY_BYTES + " bytes in Base64");
        }
    }

    private static boolean isKey(String text) {
        try {
            return text.length() == KEY_CHARACTERS && Base64.getDecoder().decode(text).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void addUpgradeHeaders(HttpServletRequest request, HttpServletResponse response) {
        if (request.getProtocol().startsWith("HTTP/1")) {
            // HTTP/2 has no such fields. Close, since Payara sends no length for an answer with Upgrade
            response.setHeader(UPGRADE, WEBSOCKET);
            response.setHeader(CONNECTION, "close");
        }
    }

    @Override
    public Principal getUserPrincipal() {
        return principal;
    }

    /**
     * Wraps the handler of Tyrus only; see {@link DeferredReadUpgrade} for the reason. Open Liberty starts its own handler by a
     * method outside of the standard, which a wrapper would hide: its WebSockets would receive nothing.
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
            throw new ServletException("the server's upgrade handler cannot be created: " + type.getName(), e);
        }
        super.upgrade(DeferredReadUpgrade.class).setHandler(handler, message);
        return handler;
    }

    /** Tyrus accepts {@code Upgrade} only if websocket is its single element; a client may offer other protocols, too. */
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
