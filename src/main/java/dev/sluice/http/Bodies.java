package dev.sluice.http;

import static dev.sluice.event.Rejection.TOO_MANY_BODIES;

import dev.sluice.access.Visitor;
import dev.sluice.event.RejectedException;
import dev.sluice.policy.Shares;
import dev.sluice.policy.Shares.Share;
import dev.sluice.session.IncomingMessage;
import dev.sluice.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;

/**
 * Bounds how many bodies may be waited for at once, in all and of one caller: each holds a thread of the server until it has
 * come, and those who send nothing slowly need the others.
 */
final class Bodies {

    /** A body that comes at its usual pace is read by then. */
    private static final Duration SOON = Duration.ofSeconds(2);

    private final Shares shares;
    private final Shares messages;
    private final ServerConnections connections;
    private volatile Duration limit;

    Bodies(Settings.Clients settings, ServerConnections connections) {
        this.connections = connections;
        shares = new Shares(settings.bodies(), settings.bodiesOfOne());
        messages = new Shares(settings.bodies(), settings.bodiesOfOne());
        limit = settings.requestTime();
    }

    void change(Settings.Clients settings) {
        shares.change(settings.bodies(), settings.bodiesOfOne());
        messages.change(settings.bodies(), settings.bodiesOfOne());
        limit = settings.requestTime();
    }

    /** Streams have no body, and keep their request: this is for all others. To be closed when the request is over. */
    TimedRequest timed(HttpServletRequest request, HttpServletResponse response, Visitor visitor) {
        return new TimedRequest(request, response, limit, () -> take(visitor), () -> connections.ender(request));
    }

    /** As many messages of WebSockets, which hold memory and no thread. */
    IncomingMessage message(Visitor visitor) {
        return new IncomingMessage(System::nanoTime, () -> messages.take(visitor));
    }

    private Share take(Visitor visitor) {
        return shares.take(visitor).orElseThrow(Bodies::tooMany);
    }

    private static RejectedException tooMany() {
        return TOO_MANY_BODIES
                .because("too many requests wait for the rest of their body: send them whole, or later")
                .after(SOON);
    }
}
