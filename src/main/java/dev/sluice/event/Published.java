package dev.sluice.event;

import java.time.Instant;
import java.util.Optional;

/**
 * An event as subscribers receive it: from the journal, or volatile.
 *
 * <pre>{@code
 * String id = published.cursor().map(Cursor::toString).orElse("volatile");
 * }</pre>
 */
public sealed interface Published permits Event, VolatileEvent {

    /** The event's place in the journal; empty for a volatile event. */
    Optional<Cursor> cursor();

    /** When the event was committed, or published if it is volatile. */
    Instant time();

    /** The topic, the type, the data and the attributes. */
    Content content();

    /** To which connections, and for how long, the event is delivered. */
    DeliveryOptions options();

    /** The topic of the event. */
    default Topic topic() {
        return content().topic();
    }

    /** The type of the event; {@link EventType#NONE} without one. */
    default EventType type() {
        return content().type();
    }

    /** The data of the event. */
    default Payload payload() {
        return content().payload();
    }
}
