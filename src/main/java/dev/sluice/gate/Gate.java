package dev.sluice.gate;

import static dev.sluice.event.Rejection.MEDIA_TYPE_UNSUPPORTED;
import static dev.sluice.event.Rejection.PARAMETER_INVALID;

import dev.sluice.access.Access;
import dev.sluice.access.Caller;
import dev.sluice.access.Credentials;
import dev.sluice.access.Visitor;
import dev.sluice.client.Clients;
import dev.sluice.event.RejectedException;
import dev.sluice.http.Problems;
import dev.sluice.settings.Settings;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Asks everybody who comes to a door from which page and who it is. A door finds the answer in the request:
 * {@link #visitor}. Pages need no caller; they get the headers that keep foreign script out.
 */
@WebFilter(value = "/*", asyncSupported = true)
public class Gate extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private static final String VISITOR = Visitor.class.getName();

    private static final String WEBSOCKET = "/ws";

    private static final String API = "/api/";

    private static final String SESSION = "/api/session";

    private static final String QUERY_TOKEN = "access_token=";

    private static final Pattern BAD_WEIGHT =
            Pattern.compile("(?i);\\s*q\\s*=(?!\\s*(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)\\s*([;,]|$))");

    @Inject
    private transient Access access;

    @Inject
    private transient Clients clients;

    @Inject
    private transient Problems problems;

    @Inject
    private transient Settings settings;

    private transient Origins origins;
    private transient Addresses addresses;

    @Override
    public void init() {
        origins = new Origins(settings.web());
        addresses = new Addresses(settings.web());
    }

    /** Who sends the request. */
    public static Visitor visitor(HttpServletRequest request) {
        return (Visitor) request.getAttribute(VISITOR);
    }

    /** As the other one, for the last time: the request of a stream is kept for as long as that is open. */
    public static Visitor takeVisitor(HttpServletRequest request) {
        Visitor visitor = visitor(request);
        request.removeAttribute(VISITOR);
        return visitor;
    }

    /** Who has opened a WebSocket, whose request no servlet sees any more. */
    public static Visitor visitor(Principal principal) {
        return ((VisitingPrincipal) principal).visitor();
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = request.getServletPath()
                + Optional.ofNullable(request.getPathInfo()).orElse("");
        boolean webSocket = path.equals(WEBSOCKET);
        if (!webSocket && !path.startsWith(API)) {
            Pages.protect(response);
            chain.doFilter(request, response);
            return;
        }
        try {
            Optional<String> cookie = cookie(request);
            Cors cors = new Cors(request, origins, cookie.isPresent());
            cors.requireAllowed();
            cors.answer(response);
            if (cors.isPreflight()) {
                cors.answerPreflight(response);
                return;
            }
            requireReadable(request);
            Caller caller =
                    isFarewell(request, path) ? access.anonymous() : access.identify(credentials(request, cookie));
            Visitor visitor = new Visitor(caller, addresses.of(request));
            if (webSocket) {
                clients.requireRoom(visitor);
                chain.doFilter(new VisitedRequest(request, visitor), response);
            } else {
                if (!wantsStream(request)) {
                    // a stream is nothing that a browser guesses at, and keeps each header as long as it is open
                    response.setHeader("X-Content-Type-Options", "nosniff");
                }
                request.setAttribute(VISITOR, visitor);
                chain.doFilter(timed(request), response);
            }
        } catch (RejectedException e) {
            if (e.rejection().retryable() && wantsStream(request)) {
                problems.writeToStream(response, e);
            } else {
                problems.write(response, e);
            }
        }
    }

    /** Whoever takes a cookie back need not show that it still holds. */
    private static boolean isFarewell(HttpServletRequest request, String path) {
        return path.equals(SESSION) && request.getMethod().equals("DELETE");
    }

    private static boolean wantsStream(HttpServletRequest request) {
        String accept = request.getHeader("Accept");
        return request.getMethod().equals("GET") && accept != null && accept.contains("text/event-stream");
    }

    /** Streams have no body, and keep their request. */
    private HttpServletRequest timed(HttpServletRequest request) {
        return request.getMethod().equals("GET")
                ? request
                : new TimedRequest(request, settings.clients().requestTime());
    }

    /**
     * Jersey makes a fault of its own of a weight that is none, and says all of it in the log. And a body that is
     * compressed would be taken for what it looks like: nobody here unpacks what may be a thousand times as large.
     */
    private static void requireReadable(HttpServletRequest request) {
        String coding = request.getHeader("Content-Encoding");
        if (coding != null && !coding.equalsIgnoreCase("identity")) {
            throw MEDIA_TYPE_UNSUPPORTED.because("a body is not compressed");
        }
        for (String header : List.of("Accept", "Content-Type")) {
            boolean bad = Collections.list(request.getHeaders(header)).stream()
                    .anyMatch(value -> BAD_WEIGHT.matcher(value).find());
            if (bad) {
                throw PARAMETER_INVALID.because("the header " + header + " has a q that is no number from 0 to 1");
            }
        }
    }

    private static Credentials credentials(HttpServletRequest request, Optional<String> cookie) {
        return new Credentials(
                Optional.ofNullable(request.getHeader("Authorization")),
                cookie,
                queryToken(request),
                Optional.ofNullable(request.getUserPrincipal()).map(Principal::getName),
                request::isUserInRole);
    }

    private Optional<String> cookie(HttpServletRequest request) {
        if (request.getHeader("Cookie") == null) {
            // asked for cookies, the server makes room for them, and keeps it as long as the stream
            return Optional.empty();
        }
        return Optional.ofNullable(request.getCookies()).stream()
                .flatMap(Arrays::stream)
                .filter(cookie -> cookie.getName().equals(settings.tokens().cookie()))
                .map(Cookie::getValue)
                .findFirst();
    }

    /** From the query itself: asked for a parameter, the server would read a form from the body. */
    private static Optional<String> queryToken(HttpServletRequest request) {
        return Optional.ofNullable(request.getQueryString()).stream()
                .flatMap(query -> Arrays.stream(query.split("&")))
                .filter(parameter -> parameter.startsWith(QUERY_TOKEN))
                .map(parameter -> parameter.substring(QUERY_TOKEN.length()))
                .findFirst();
    }
}
