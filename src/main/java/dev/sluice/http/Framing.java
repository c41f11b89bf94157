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
 * Refuses requests of which two programs on their way may think differently where they end, or whom they are for (RFC 9112,
 * sections 3.2 and 6.3): servers take some of them. The connection ends, since what follows on it may be a part of the request.
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
            throw refused(response, "a request has one Host");
        }
        if (lengths > 1 || lengths > 0 && codings > 0) {
            throw refused(response, "a request says once how long its body is: by Content-Length or Transfer-Encoding");
        }
        if (codings > 0 && request.getProtocol().equals(HTTP_1_0)) {
            throw refused(response, "HTTP/1.0 has no Transfer-Encoding");
        }
        List<String> transferCodings = headers.elements("Transfer-Encoding");
        if (transferCodings.size() > 1 || !transferCodings.stream().allMatch("chunked"::equalsIgnoreCase)) {
            // where its body ends is unknown: it must not be taken for the next request
            response.setHeader("Connection", "close");
            throw MEDIA_TYPE_UNSUPPORTED.because("a body comes as it is, or in chunks");
        }
    }

    /**
     * Gives the path within the application, as the server has decoded it. The parts of servers fail in different ways at one that
     * is no URI: Tyrus when the request has the key of a WebSocket, Grizzly when it asks for an upgrade, RESTEasy on Open Liberty
     * at a space that is none in ASCII.
     *
     * @throws RejectedException {@code not-found}; {@code journal-unavailable} if the server itself does not know the path any more,
     *     as Payara about once in a million requests: then no rule could be applied, since rules go by the path
     */
    static String path(HttpServletRequest request) {
        String sent = request.getRequestURI();
        String path = request.getServletPath();
        if (sent == null || path == null) {
            throw JOURNAL_UNAVAILABLE.because("the server has lost this request: send it again");
        }
        if (!isUri(sent)) {
            throw NOT_FOUND.because(
                    "there is nothing here: a path is a URI, and what is not ASCII is percent-encoded UTF-8 in it");
        }
        return path + Optional.ofNullable(request.getPathInfo()).orElse("");
    }

    /** Java's own class takes letters beyond ASCII, too. */
    private static boolean isUri(String path) {
        try {
            new URI(path);
            return FieldText.isAscii(path);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /**
     * A body that is compressed would be taken for what it looks like: unpacked it may be a thousand times as large. Pages may
     * send this header, and read the refusal.
     *
     * @throws RejectedException {@code media-type-unsupported}
     */
    static void requireUncompressed(Headers headers) {
        if (!headers.elements("Content-Encoding").stream().allMatch("identity"::equalsIgnoreCase)) {
            throw MEDIA_TYPE_UNSUPPORTED.because("a body is not compressed");
        }
    }

    /** A handshake of RFC 6455, section 4.1: Tyrus also takes others. */
    static void requireHandshake(HttpServletRequest request) {
        if (!request.getMethod().equals("GET")) {
            throw METHOD_NOT_ALLOWED.because("a WebSocket begins with GET");
        }
        if (request.getProtocol().equals(HTTP_1_0)) {
            throw PARAMETER_INVALID.because("a WebSocket needs HTTP/1.1");
        }
    }

    private static RejectedException refused(HttpServletResponse response, String why) {
        response.setHeader("Connection", "close");
        return PARAMETER_INVALID.because(why);
    }
}
