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
 * From which page a request comes, and what its browser is told (Fetch standard). A page that nobody has allowed is
 * refused here: without an answer its browser would keep from it, the request would have done what it does.
 */
final class Cors {

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private static final Set<String> FROM_HERE = Set.of("same-origin", "none");

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

    /** The attributes of a CloudEvent, of which anybody may add more; a browser takes no prefix for an answer. */
    private static final Pattern CLOUD_EVENT = Pattern.compile("ce-[a-z0-9]{1,50}");

    private static final int MOST_ATTRIBUTES = 100;

    private final HttpServletRequest request;
    private final Headers headers;
    private final Optional<String> origin;
    private final boolean own;
    private final boolean named;
    private final boolean hasCookie;
    private final Origins origins;

    /** @param hasCookie whether the browser has added who its user is, whatever page it shows */
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
                ? own || named || origins.areAllAllowed() && !isAmbient()
                : !hasCookie || isFromHere();
        if (!allowed) {
            throw ORIGIN_FORBIDDEN.because("pages of this origin may not use the gateway");
        }
    }

    /** Whether the browser may have added who its user is: by our cookie, or by whatever the server knows its users by. */
    private boolean isAmbient() {
        return hasCookie || request.getUserPrincipal() != null;
    }

    /** Values of {@code Sec-Fetch-Site} for a request to the page's own origin, or without a page. */
    private boolean isFromHere() {
        return headers.joined("Sec-Fetch-Site")
                .map(FROM_HERE::contains)
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

    /** A browser that asks before it sends. */
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
                .limit(MOST_ATTRIBUTES);
        return Stream.concat(ALLOWED_HEADERS.stream(), attributes).collect(Collectors.joining(", "));
    }
}
