package dev.sluice.hub;

import dev.sluice.event.Cursor;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Topic;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How bytes reach one client. The hub calls one method at a time, {@link #close} aside, and a method returns when the
 * client's connection has taken the bytes: a slow client blocks its own outlet and nothing else. An
 * {@link IOException} means that the client has gone.
 */
public interface Outlet {

    /** Its name, for those who look after the gateway. */
    String protocol();

    /** The first word of a subscription, and its gap if it cannot start exactly where the client asked. */
    void opened(Subscription subscription, ResolvedStart start) throws IOException;

    /** Events in the order of their positions, or volatile ones in the order in which they came; never none. */
    void deliver(Subscription subscription, List<SharedEvent> events) throws IOException;

    /** The journal no longer holds what the subscriber was to read next. */
    void gap(Subscription subscription, Gap gap) throws IOException;

    /** The last event of a topic has been delivered, or was before the cursor. */
    void end(Subscription subscription, Topic topic, Cursor cursor) throws IOException;

    /** Whether the connection has no purpose any more when this subscription has come to its end. */
    boolean endsWith(Subscription subscription);

    /** How many volatile events of each topic came faster than the client took them; of further topics, under no name. */
    void missed(Subscription subscription, Map<Optional<Topic>, Long> counts) throws IOException;

    /** Up to where each subscription has been checked. */
    void heartbeat(Map<Subscription, Cursor> cursors) throws IOException;

    /** The client will be sent away, unless it shows that it may stay. */
    void expiring(long seconds) throws IOException;

    /** Something that is no answer: why less comes from now on, or nothing any more. */
    void error(RejectedException why) throws IOException;

    /** The node goes away: when to come back, if the close that follows cannot say it. */
    void farewell() throws IOException;

    /**
     * Asks the client for a sign of life. False if the protocol has none: then the client has been told to come back at
     * once, and is to be closed.
     */
    boolean ask() throws IOException;

    /** The last word. Called once, on a thread that may block; ends another method that is blocked on the client. */
    void close(CloseCause cause);
}
