package dev.sluice.http;

import static dev.sluice.event.Rejection.TOO_MANY_BODIES;

import dev.sluice.access.Visitor;
import dev.sluice.event.RejectedException;
import dev.sluice.policy.Bulkhead;
import dev.sluice.policy.Bulkhead.Permit;
import dev.sluice.session.IncomingMessage;
import dev.sluice.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;

/**
 * Limits the number of bodies that arrive slowly, in total and for each caller: each holds a thread of the server until it is
 * complete, and other requests need those threads. Any thread may call.
 */
final class Bodies {

    /** The time to suggest for a retry: a body at a usual pace is complete by then. */
    private static final Duration RETRY_DELAY = Duration.ofSeconds(2);

    private final Bulkhead requests;
    private final Bulkhead messages;
    private final ServerConnections connections;
    private volatile Duration limit;

    Bodies(Settings.Clients settings, ServerConnections connections) {
        this.connections = connections;
        requests = new Bulkhead(settings.bodies(), settings.bodiesOfOne());
        messages = new Bulkhead(settings.bodies(), settings.bodiesOfOne());
        limit = settings.requestTime();
    }

    void change(Settings.Clients settings) {
        requests.change(settings.bodies(), settings.bodiesOfOne());
        messages.change(settings.bodies(), settings.bodiesOfOne());
        limit = settings.requestTime();
    }

    /** Wraps a request with a body. The caller closes it when the request is over. */
    TimedRequest timed(HttpServletRequest request, HttpServletResponse response, Visitor visitor) {
        return new TimedRequest(request, response, limit, () -> permit(visitor), () -> connections.closer(request));
    }

    /** Counts WebSocket messages separately: they hold memory and no thread. */
    IncomingMessage message(Visitor visitor) {
        return new IncomingMessage(System::nanoTime, () -> messages.tryAcquire(visitor));
    }

    private Permit permit(Visitor visitor) {
        return requests.tryAcquire(visitor).orElseThrow(Bodies::tooMany);
    }

    private static RejectedException tooMany() {
        return TOO_MANY_BODIES
                .because("too many requests have incomplete bodies: send each body without a pause, or try again later")
                .after(RETRY_DELAY);
    }
}
