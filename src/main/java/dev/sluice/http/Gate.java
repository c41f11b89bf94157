package dev.sluice.http;

import static dev.sluice.event.Rejection.BODY_INVALID;
import static dev.sluice.event.Rejection.METHOD_NOT_ALLOWED;
import static dev.sluice.event.Rejection.NOT_ACCEPTABLE;

import dev.sluice.access.Access;
import dev.sluice.access.Caller;
import dev.sluice.access.Credentials;
import dev.sluice.access.Visitor;
import dev.sluice.event.RejectedException;
import dev.sluice.log.LogMessage;
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
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.Principal;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Asks everybody who comes to a door from which page and who it is. A door finds the answer in the request:
 * {@link #visitor}. Pages need no caller; they get the headers that keep foreign script out.
 */
@WebFilter(value = "/*", asyncSupported = true)
public class Gate extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = System.getLogger(Gate.class.getName());

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
    public static Visitor visitor(HttpServletRequest request) {
        return (Visitor) request.getAttribute(VisitorRequest.VISITOR);
    }

    /** Gives the sender of a request to a filter of JAX-RS, which shares its properties with the servlet request. */
    public static Visitor visitor(ContainerRequestContext request) {
        return (Visitor) request.getProperty(VisitorRequest.VISITOR);
    }

    /** As the other one, for the last time: the request of a stream is kept for as long as that is open. */
    public static Visitor takeVisitor(HttpServletRequest request) {
        Visitor visitor = visitor(request);
        request.removeAttribute(VisitorRequest.VISITOR);
        return visitor;
    }

    /** Gives the client that has opened a WebSocket: its request is no longer available. */
    public static Visitor visitor(Principal principal) {
        return ((VisitorPrincipal) principal).visitor();
    }

    /** Which the same has begun: on Tyrus only, since other servers show no frame that has not ended. */
    public static IncomingMessage message(Principal principal) {
        return ((VisitorPrincipal) principal).message();
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Headers headers = Headers.of(request);
        Accept accept = headers.accept();
        String path;
        try {
            // before everything that is answered at all: what follows on the connection may be a part of this request
            Framing.require(request, response);
            path = Framing.path(request);
        } catch (RejectedException e) {
            refuse(isStream(request, accept), response, e);
            return;
        }
        boolean webSocket = isAt(path, WEBSOCKET);
        if (!webSocket && !path.startsWith(API)) {
            Pages.protect(response);
            if (path.startsWith(CLIENT)) {
                Pages.share(response);
            }
            chain.doFilter(request, new ProblemResponse(response, problems));
            return;
        }
        boolean stream = isStream(request, accept);
        try {
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
            if (webSocket) {
                Handshake.require(request, response);
                clients.requireRoom(visitor);
                connections.limitSendBuffer(request);
                chain.doFilter(new Handshake(request, visitor, bodies.message(visitor)), response);
                return;
            }
            HttpServletRequest readable =
                    ReadableRequest.of(new VisitorRequest(request, visitor), accepted(request, path, accept));
            if (stream) {
                if (isAt(path, EVENTS)) {
                    // before JAX-RS, which is most of what a refusal costs
                    clients.requireRoom(visitor);
                }
                connections.limitSendBuffer(request);
                // keeps all that it is given for as long as it is open
                chain.doFilter(readable, response);
            } else {
                if (WITH_BODY.contains(request.getMethod())) {
                    headers.contentType();
                }
                response.setHeader("X-Content-Type-Options", "nosniff");
                try (TimedRequest timed = bodies.timed(readable, response, visitor)) {
                    chain.doFilter(timed, new ProblemResponse(response, problems));
                }
            }
        } catch (RejectedException e) {
            refuse(stream, response, e);
        } catch (IOException | ServletException | RuntimeException e) {
            if (request.getServletContext() == null) {
                // Payara has ended the request under our hands, since its client has broken off: it may be another one
                // soon
                LOG.log(Level.DEBUG, LogMessage.of("a client has broken off").with("cause", e.getMessage()));
                return;
            }
            Optional<RejectedException> refusal = cause(e, RejectedException.class);
            if (refusal.isPresent()) {
                // of a body that JAX-RS has read before a resource, and has wrapped on the way
                if (!response.isCommitted()) {
                    refuse(stream, response, refusal.get());
                }
                return;
            }
            if (isNothingThere(e)) {
                throw e;
            }
            if (!isBrokenOff(e)) {
                fail(response, e);
                return;
            }
            // the server would say all of it in its log, for whoever likes to break off
            LOG.log(Level.DEBUG, LogMessage.of("a client has broken off").with("cause", e.getMessage()));
            if (!response.isCommitted()) {
                refuse(stream, response, BODY_INVALID.because("the request was not sent to its end"));
            }
        }
    }

    /** JAX-RS takes one slash at the end of a path for nothing. */
    private static boolean isAt(String path, String place) {
        return path.equals(place) || path.equals(place + "/");
    }

    /** The shipped set-ups of some servers switch the server's own logger of such faults off. */
    private void fail(HttpServletResponse response, Exception fault) {
        RejectedException why = RejectedException.of(fault);
        if (!response.isCommitted()) {
            problems.write(response, why);
        }
    }

    private static boolean isBrokenOff(Throwable fault) {
        return cause(fault, IOException.class).isPresent();
    }

    /** Open Liberty's way to say that there is nothing at this path. */
    private static boolean isNothingThere(Throwable fault) {
        return cause(fault, FileNotFoundException.class).isPresent();
    }

    private static <T extends Throwable> Optional<T> cause(Throwable fault, Class<T> type) {
        return Stream.iterate(fault, Objects::nonNull, Throwable::getCause)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }

    private void refuse(boolean stream, HttpServletResponse response, RejectedException why) {
        if (why.rejection().retryable() && stream) {
            problems.writeToStream(response, why);
        } else {
            problems.write(response, why);
        }
    }

    private Caller caller(HttpServletRequest request, String path, Headers headers, Optional<String> cookie) {
        if (isFarewell(request, path)) {
            return access.anonymous();
        }
        Credentials credentials = ReceivedCredentials.of(request, headers, cookie);
        return isAt(path, METRICS) ? access.identifyScraper(credentials) : access.identify(credentials);
    }

    /** Signing off does not require a valid token. */
    private static boolean isFarewell(HttpServletRequest request, String path) {
        return isAt(path, SESSION) && request.getMethod().equals("DELETE");
    }

    /**
     * Gives the {@code Accept} by which JAX-RS chooses a method. The gate itself has chosen between the stream and the
     * history: JAX-RS does not prefer the more specific type.
     */
    private static Optional<String> accepted(HttpServletRequest request, String path, Accept accept) {
        if (!accept.isSatisfiable()) {
            throw NOT_ACCEPTABLE.because("the header Accept refuses every type");
        }
        if (!isAt(path, EVENTS) || !isRead(request)) {
            return accept.line();
        }
        if (!accept.prefersStream()) {
            return accept.containsJson() ? Optional.of(JSON) : accept.line();
        }
        if (request.getMethod().equals("HEAD")) {
            throw METHOD_NOT_ALLOWED.because("a stream has no head without a body");
        }
        return Optional.of(STREAM);
    }

    /** A publisher, whatever it accepts, must hear that it has failed. */
    private static boolean isStream(HttpServletRequest request, Accept accept) {
        return "GET".equals(request.getMethod()) && accept.prefersStream();
    }

    private static boolean isRead(HttpServletRequest request) {
        return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    }
}
