package dev.sluice.http;

import static dev.sluice.event.Rejection.METHOD_NOT_ALLOWED;
import static dev.sluice.event.Rejection.NOT_ACCEPTABLE;

import dev.sluice.access.Access;
import dev.sluice.access.Caller;
import dev.sluice.access.Credentials;
import dev.sluice.access.Visitor;
import dev.sluice.event.RejectedException;
import dev.sluice.session.Clients;
import dev.sluice.session.IncomingMessage;
import dev.sluice.settings.CurrentSettings;
import dev.sluice.settings.Settings;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.IOException;
import java.security.Principal;
import java.util.Optional;
import java.util.Set;

/**
 * The servlet filter that every request passes first. It checks the framing, the origin of the page, the credentials and the
 * limits of a request to a door, which then finds the sender by {@link #visitorOf}. Pages need no caller; they get the
 * headers that keep foreign scripts out.
 */
@WebFilter(value = "/*", asyncSupported = true)
public class Gate extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private static final String WEBSOCKET = "/ws";

    private static final String CLIENT = "/client/";
    private static final String API = "/api/";

    private static final String EVENTS = "/api/events";
    private static final String SESSION = "/api/session";
    private static final String METRICS = "/api/metrics";

    private static final String STREAM = "text/event-stream";
    private static final String JSON = "application/json";

    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

    private final transient Access access;
    private final transient Clients clients;
    private final transient Problems problems;
    private final transient CurrentSettings current;
    private final transient ServerConnections connections;
    private final transient FailedRequests failures;
    private transient volatile Origins origins;
    private transient volatile ClientAddress clientAddress;
    private transient volatile Bodies bodies;

    @Inject
    public Gate(
            Access access, Clients clients, Problems problems, CurrentSettings current, ServerConnections connections) {
        this.access = access;
        this.clients = clients;
        this.problems = problems;
        this.current = current;
        this.connections = connections;
        this.failures = new FailedRequests(problems);
    }

    @Override
    public void init() {
        bodies = new Bodies(current.now().clients(), connections);
        change(current.now());
        current.listen(this::change);
    }

    private void change(Settings settings) {
        Origins named = new Origins(settings.web());
        clientAddress = new ClientAddress(settings.web());
        bodies.change(settings.clients());
        origins = named;
    }

    /** Gives the sender of a request. */
    public static Visitor visitorOf(HttpServletRequest request) {
        return (Visitor) request.getAttribute(VisitorRequest.VISITOR);
    }

    /** Gives the sender of a request to a filter of JAX-RS, which shares its properties with the servlet request. */
    public static Visitor visitorOf(ContainerRequestContext request) {
        return (Visitor) request.getProperty(VisitorRequest.VISITOR);
    }

    /** Gives the sender and removes it from the request, which a stream keeps for as long as it is open. */
    public static Visitor detachVisitor(HttpServletRequest request) {
        Visitor visitor = visitorOf(request);
        request.removeAttribute(VisitorRequest.VISITOR);
        return visitor;
    }

    /** Gives the client that has opened a WebSocket, whose request is no longer available. */
    public static Visitor visitorOf(Principal principal) {
        return ((VisitorPrincipal) principal).visitor();
    }

    /** Gives the incomplete message of that client. Only Tyrus fills it, since other servers hide incomplete frames. */
    public static IncomingMessage incomingMessageOf(Principal principal) {
        return ((VisitorPrincipal) principal).message();
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Accept accept = Headers.of(request).accept();
        String path;
        try {
            // before any other answer: the next bytes of the connection may belong to this request
            Framing.require(request, response);
            path = Framing.path(request);
        } catch (RejectedException e) {
            failures.refuse(isStream(request, accept), response, e);
            return;
        }
        if (isAt(path, WEBSOCKET) || path.startsWith(API)) {
            serveDoor(request, response, chain, path, accept);
        } else {
            servePage(request, response, chain, path);
        }
    }

    private void servePage(HttpServletRequest request, HttpServletResponse response, FilterChain chain, String path)
            throws IOException, ServletException {
        Pages.protect(response);
        if (path.startsWith(CLIENT)) {
            Pages.share(response);
        }
        chain.doFilter(request, new ProblemResponse(response, problems));
    }

    private void serveDoor(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain, String path, Accept accept)
            throws IOException, ServletException {
        boolean stream = isStream(request, accept);
        try {
            Headers headers = Headers.of(request);
            Optional<String> cookie =
                    TokenCookie.of(request, current.now().tokens().cookie());
            Cors cors = new Cors(request, origins, clientAddress, cookie.isPresent());
            cors.requireAllowed();
            cors.answer(response);
            if (cors.isPreflight()) {
                cors.answerPreflight(response);
                return;
            }
            Framing.requireUncompressed(headers);
            Caller caller = caller(request, path, headers, cookie);
            Visitor visitor = new Visitor(caller, clientAddress.of(request));
            if (isAt(path, WEBSOCKET)) {
                serveWebSocket(request, response, chain, visitor);
                return;
            }
            HttpServletRequest readable =
                    ReadableRequest.of(new VisitorRequest(request, visitor), accepted(request, path, accept));
            if (stream) {
                serveStream(readable, response, chain, path, visitor);
            } else {
                if (WITH_BODY.contains(request.getMethod())) {
                    // of the request as it came: the readable one hides a malformed type from the server
                    headers.contentType();
                }
                serveCall(readable, response, chain, visitor);
            }
        } catch (RejectedException e) {
            failures.refuse(stream, response, e);
        } catch (IOException | ServletException | RuntimeException e) {
            if (!failures.answer(request, response, stream, e)) {
                throw e;
            }
        }
    }

    private void serveWebSocket(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain, Visitor visitor)
            throws IOException, ServletException {
        Handshake.require(request, response);
        clients.requireCapacity(visitor);
        connections.limitSendBuffer(request);
        chain.doFilter(new Handshake(request, visitor, bodies.message(visitor)), response);
    }

    private void serveStream(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain, String path, Visitor visitor)
            throws IOException, ServletException {
        if (isAt(path, EVENTS)) {
            // before JAX-RS, which causes most of the cost of a refusal
            clients.requireCapacity(visitor);
        }
        connections.limitSendBuffer(request);
        // not wrapped further: a stream keeps its request and its response for as long as it is open
        chain.doFilter(request, response);
    }

    private void serveCall(HttpServletRequest request, HttpServletResponse response, FilterChain chain, Visitor visitor)
            throws IOException, ServletException {
        response.setHeader("X-Content-Type-Options", "nosniff");
        try (TimedRequest timed = bodies.timed(request, response, visitor)) {
            chain.doFilter(timed, new ProblemResponse(response, problems));
        }
    }

    /** JAX-RS ignores one slash at the end of a path. */
    private static boolean isAt(String path, String place) {
        return path.equals(place) || path.equals(place + "/");
    }

    private Caller caller(HttpServletRequest request, String path, Headers headers, Optional<String> cookie) {
        if (isSignOut(request, path)) {
            return access.anonymous();
        }
        Credentials credentials = ReceivedCredentials.of(request, headers, cookie);
        return isAt(path, METRICS) ? access.identifyScraper(credentials) : access.identify(credentials);
    }

    /** Signing out does not require a valid token. */
    private static boolean isSignOut(HttpServletRequest request, String path) {
        return isAt(path, SESSION) && request.getMethod().equals("DELETE");
    }

    /**
     * Gives the {@code Accept} by which JAX-RS chooses a method. This class itself chooses between the stream and the history,
     * since JAX-RS does not prefer the more specific type.
     */
    private static Optional<String> accepted(HttpServletRequest request, String path, Accept accept) {
        if (!accept.isSatisfiable()) {
            throw NOT_ACCEPTABLE.because("the header Accept refuses every media type");
        }
        if (!isAt(path, EVENTS) || !isRead(request)) {
            return accept.line();
        }
        if (!accept.prefersStream()) {
            return accept.containsJson() ? Optional.of(JSON) : accept.line();
        }
        if (request.getMethod().equals("HEAD")) {
            throw METHOD_NOT_ALLOWED.because("a stream does not support HEAD: use GET, or accept application/json");
        }
        return Optional.of(STREAM);
    }

    /** Only GET: a publisher must get the status of its failure, whatever it accepts. */
    private static boolean isStream(HttpServletRequest request, Accept accept) {
        return "GET".equals(request.getMethod()) && accept.prefersStream();
    }

    private static boolean isRead(HttpServletRequest request) {
        return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    }
}
