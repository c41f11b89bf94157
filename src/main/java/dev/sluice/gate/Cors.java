package dev.sluice.gate;

import static dev.sluice.event.Rejection.ORIGIN_FORBIDDEN;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.Set;

/**
 * From which page a request comes, and what its browser is told (Fetch standard). A page that nobody has allowed is
 * refused here: without an answer its browser would keep from it, the request would have done what it does.
 */
final class Cors {

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private static final Set<String> FROM_HERE = Set.of("same-origin", "none");

    private static final String ALLOWED_HEADERS =
            "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, ce-specversion, ce-id,"
                    + " ce-source, ce-type, ce-subject, ce-time, ce-dataschema";

    private final HttpServletRequest request;
    private final Optional<String> origin;
    private final boolean own;
    private final boolean named;
    private final boolean hasCookie;
    private final Origins origins;

    /** @param hasCookie whether the browser has added who its user is, whatever page it shows */
    Cors(HttpServletRequest request, Origins origins, boolean hasCookie) {
        this.request = request;
        this.origins = origins;
        this.hasCookie = hasCookie;
        origin = Optional.ofNullable(request.getHeader("Origin"));
        own = origin.filter(page -> Origins.isOwn(page, request.getHeader("Host"), request.isSecure()))
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

    /** What a browser says of a request that goes to the origin of its own page, or from no page at all. */
    private boolean isFromHere() {
        String site = request.getHeader("Sec-Fetch-Site");
        return site == null ? SAFE.contains(request.getMethod()) : FROM_HERE.contains(site);
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
                && request.getHeader("Access-Control-Request-Method") != null;
    }

    void answerPreflight(HttpServletResponse response) {
        response.setHeader("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE");
        response.setHeader("Access-Control-Allow-Headers", ALLOWED_HEADERS);
        response.setHeader("Access-Control-Max-Age", "600");
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }
}
