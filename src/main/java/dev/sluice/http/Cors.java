package dev.sluice.http;

import static dev.sluice.event.Rejection.ORIGIN_FORBIDDEN;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks the origin of the page that sends a request, and adds the CORS headers to the answer (Fetch standard). Requests from
 * pages that are not allowed are refused: the missing CORS headers alone would only hide the answer, after the request has
 * taken effect.
 */
final class Cors {

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private static final Set<String> SAME_SITE = Set.of("same-origin", "none");

    /** Request headers that the guides recommend to pages. */
    private static final List<String> ALLOWED_HEADERS = List.of(
            "Authorization",
            "Content-Type",
            "Idempotency-Key",
            "If-Match",
            "If-None-Match",
            "Last-Event-ID",
            "traceparent",
            "tracestate",
            "baggage");

    /** Headers for the attributes of a CloudEvent. Each must be allowed by its full name, since CORS has no prefixes. */
    private static final Pattern CLOUD_EVENT = Pattern.compile("ce-[a-z0-9]{1,50}");

    private static final int MAX_ATTRIBUTES = 100;

    private final HttpServletRequest request;
    private final Headers headers;
    private final Optional<String> origin;
    private final boolean own;
    private final boolean named;
    private final boolean hasCookie;
    private final Origins origins;

    /** @param hasCookie whether the browser has added a cookie with a token, which it does for every page */
    Cors(HttpServletRequest request, Origins origins, ClientAddress clientAddress, boolean hasCookie) {
        this.request = request;
        this.headers = Headers.of(request);
        this.origins = origins;
        this.hasCookie = hasCookie;
        origin = headers.joined("Origin");
        own = origin.filter(page -> Origins.isOwn(page, clientAddress.hosts(request), clientAddress.isSecure(request)))
                .isPresent();
        named = origin.filter(origins::isNamed).isPresent();
    }

    /** @throws dev.sluice.event.RejectedException {@code origin-forbidden} */
    void requireAllowed() {
        boolean allowed = origin.isPresent()
                ? own || named || origins.areAllAllowed() && !hasAmbientCredentials()
                : !hasCookie || isFromSameOrigin();
        if (!allowed) {
            throw ORIGIN_FORBIDDEN.because(
                    "pages of this origin may not use the gateway; an operator can add the origin to sluice.origins");
        }
    }

    /** Whether the browser may have added credentials by itself: our cookie, or the authentication of the server. */
    private boolean hasAmbientCredentials() {
        return hasCookie || request.getUserPrincipal() != null;
    }

    /** Whether {@code Sec-Fetch-Site} names a page of the same origin or no page; without it, whether the method is safe. */
    private boolean isFromSameOrigin() {
        return headers.joined("Sec-Fetch-Site")
                .map(SAME_SITE::contains)
                .orElseGet(() -> SAFE.contains(request.getMethod()));
    }

    void answer(HttpServletResponse response) {
        if (origin.isEmpty() || own) {
            return;
        }
        response.addHeader("Vary", "Origin");
        response.setHeader("Access-Control-Allow-Origin", named ? origin.get() : "*");
        if (named) {
            response.setHeader("Access-Control-Allow-Credentials", "true");
        }
        response.setHeader("Access-Control-Expose-Headers", "Retry-After, WWW-Authenticate");
    }

    /** Whether a browser asks for permission before it sends the request itself. */
    boolean isPreflight() {
        return origin.isPresent()
                && request.getMethod().equals("OPTIONS")
                && headers.joined("Access-Control-Request-Method").isPresent();
    }

    void answerPreflight(HttpServletResponse response) {
        response.setHeader("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE");
        response.setHeader("Access-Control-Allow-Headers", allowedHeaders());
        response.setHeader("Access-Control-Max-Age", "600");
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    private String allowedHeaders() {
        Stream<String> attributes = headers.elements("Access-Control-Request-Headers").stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name -> CLOUD_EVENT.matcher(name).matches())
                .limit(MAX_ATTRIBUTES);
        return Stream.concat(ALLOWED_HEADERS.stream(), attributes).collect(Collectors.joining(", "));
    }
}
