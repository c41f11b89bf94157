package dev.sluice.event;

import java.time.Instant;
import java.util.Optional;

/** An event as subscribers receive it: of the journal, or volatile. */
public sealed interface Published permits Event, VolatileEvent {

    /** Where it stands in the journal; a volatile event stands nowhere. */
    Optional<Cursor> cursor();

    Instant time();

    Content content();

    DeliveryOptions options();

    default Topic topic() {
        return content().topic();
    }

    default EventType type() {
        return content().type();
    }

    default Payload payload() {
        return content().payload();
    }
}
