package dev.sluice.event;

import java.time.Instant;
import java.util.Optional;

/**
 * An event that goes to those who listen at this moment and is kept nowhere: a position of the mouse, the state of a game.
 * On the bus it is a CDI event of its own; the hub fans out what is fired, and any bean may observe it.
 *
 * @param time when it was published
 */
public record VolatileEvent(Instant time, Content content, DeliveryOptions options) implements Published {

    @Override
    public Optional<Cursor> cursor() {
        return Optional.empty();
    }
}
