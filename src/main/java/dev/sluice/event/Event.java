package dev.sluice.event;

import java.time.Instant;
import java.util.Optional;

/**
 * An event that the journal has committed: every {@code Event} has a position and cannot be lost or changed any more.
 *
 * <pre>{@code
 * String line = event.id() + " " + event.topic() + " " + event.payload().text();
 * }</pre>
 *
 * @param id the event's place in the journal, and the cursor of a reader that has seen this event
 * @param time the time of the commit; never earlier than the time of the preceding event
 */
public record Event(Cursor id, Instant time, Content content, DeliveryOptions options) implements Published {

    /** The event's number in the journal. Numbers have no gaps and follow the order of the commits. */
    public long position() {
        return id.position();
    }

    @Override
    public Optional<Cursor> cursor() {
        return Optional.of(id);
    }

    /** Whether the event's time to live is over, so that it is no longer delivered. */
    public boolean isExpiredAt(Instant now) {
        return options.haveRunOut(time, now);
    }
}
