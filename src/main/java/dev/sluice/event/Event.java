package dev.sluice.event;

import java.time.Instant;
import java.util.Optional;

/**
 * A draft that the journal has numbered: whoever holds an {@code Event} holds something that is committed.
 *
 * @param id where it stands: the cursor of somebody who has seen everything up to this event
 * @param time when it was committed; never before the event ahead of it
 */
public record Event(Cursor id, Instant time, Content content, DeliveryOptions options) implements Published {

    public long position() {
        return id.position();
    }

    @Override
    public Optional<Cursor> cursor() {
        return Optional.of(id);
    }

    public boolean isExpiredAt(Instant now) {
        return options.haveRunOut(time, now);
    }
}
