package dev.sluice.http;

import static dev.sluice.event.Rejection.JOURNAL_UNAVAILABLE;
import static dev.sluice.event.Rejection.MEDIA_TYPE_UNSUPPORTED;
import static dev.sluice.event.Rejection.METHOD_NOT_ALLOWED;
import static dev.sluice.event.Rejection.NOT_FOUND;
import static dev.sluice.event.Rejection.PARAMETER_INVALID;

import dev.sluice.event.RejectedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/**
 * Refuses requests whose end or host two programs on the way could understand differently (RFC 9112, sections 3.2 and 6.3);
 * servers accept some of them. The connection is closed, since its next bytes may be a part of the request.
 */
final class Framing {

    private static final String HTTP_1_0 = "HTTP/1.0";

    private Framing() {}

    /** @throws RejectedException {@code parameter-invalid} or {@code media-type-unsupported} */
    static void require(HttpServletRequest request, HttpServletResponse response) {
        Headers headers = Headers.of(request);
        int hosts = headers.lines("Host").size();
        int lengths = headers.lines("Content-Length").size();
        int codings = headers.lines("Transfer-Encoding").size();
        if (hosts > 1) {
            throw refused(response, "a request must have one Host header");
        }
        if (lengths > 1 || lengths > 0 && codings > 0) {
            throw refused(
                    response,
                    "a request must state the length of its body once: by Content-Length or by Transfer-Encoding");
        }
        if (codings > 0 && request.getProtocol().equals(HTTP_1_0)) {
            throw refused(response, "HTTP/1.0 does not support Transfer-Encoding: send Content-Length");
        }
        List<String> transferCodings = headers.elements("Transfer-Encoding");
        if (transferCodings.size() > 1 || !transferCodings.stream().allMatch("chunked"::equalsIgnoreCase)) {
            // the end of the body is unknown, and its bytes must not be read as the next request
            response.setHeader("Connection", "close");
            throw MEDIA_TYPE_UNSUPPORTED.because("the only supported Transfer-Encoding is chunked");
        }
    }

    /**
     * Gives the path within the application, as the server has decoded it. Refuses a path that is no URI, at which parts of
     * servers fail in different ways: Tyrus with the key of a WebSocket, Grizzly with an upgrade, RESTEasy on Open Liberty at a
     * space outside of ASCII.
     *
     * @throws RejectedException {@code not-found}; {@code journal-unavailable} if the server has lost the path, as Payara does about
     *     once in a million requests: no rule could be applied then, since rules depend on the path
     */
    static String path(HttpServletRequest request) {
        String sent = request.getRequestURI();
        String path = request.getServletPath();
        if (sent == null || path == null) {
            throw JOURNAL_UNAVAILABLE.because("the server lost the path of this request: send it again");
        }
        if (!isUri(sent)) {
            throw NOT_FOUND.because(
                    "this path is not a valid URI: percent-encode characters outside of ASCII as UTF-8");
        }
        return path + Optional.ofNullable(request.getPathInfo()).orElse("");
    }

    /** The class URI also accepts letters outside of ASCII. */
    private static boolean isUri(String path) {
        try {
            new URI(path);
            return FieldText.isAscii(path);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /**
     * Refuses a compressed body. The gateway does not decompress: the content may be a thousand times as large as the body. Called
     * after the CORS checks, so that a page can read the refusal.
     *
     * @throws RejectedException {@code media-type-unsupported}
     */
    static void requireUncompressed(Headers headers) {
        if (!headers.elements("Content-Encoding").stream().allMatch("identity"::equalsIgnoreCase)) {
            throw MEDIA_TYPE_UNSUPPORTED.because(
                    "compressed bodies are not supported: send the body without Content-Encoding");
        }
    }

    /** Requires method and version of RFC 6455, section 4.1, which Tyrus does not check. */
    static void requireHandshake(HttpServletRequest request) {
        if (!request.getMethod().equals("GET")) {
            throw METHOD_NOT_ALLOWED.because("a WebSocket handshake must use GET");
        }
        if (request.getProtocol().equals(HTTP_1_0)) {
            throw PARAMETER_INVALID.because("a WebSocket handshake needs HTTP/1.1");
        }
    }

    private static RejectedException refused(HttpServletResponse response, String why) {
        response.setHeader("Connection", "close");
        return PARAMETER_INVALID.because(why);
    }
}
