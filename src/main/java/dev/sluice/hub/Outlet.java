package dev.sluice.hub;

import dev.sluice.event.Cursor;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * How bytes reach one client. The hub calls one method at a time, {@link #close} aside, and a method returns when the
 * client's connection has taken the bytes: a slow client blocks its own outlet and nothing else. An
 * {@link IOException} means that the client has gone.
 */
public interface Outlet {

    /** The first word of a subscription, and its gap if it cannot start exactly where the client asked. */
    void opened(Subscription subscription, Opening opening) throws IOException;

    /** Events in the order of their positions; never none. */
    void deliver(Subscription subscription, List<SharedEvent> events) throws IOException;

    /** The journal no longer holds what the subscriber was to read next. */
    void gap(Subscription subscription, Gap gap) throws IOException;

    /** Up to where each subscription has been checked. */
    void heartbeat(Map<Subscription, Cursor> cursors) throws IOException;

    /** The last word. Called once, on a thread that may block; ends another method that is blocked on the client. */
    void close(CloseCause cause);
}
