package dev.sluice.event;

import java.time.Instant;
import java.util.Optional;

/**
 * An event that is delivered to the current subscribers and not kept in the journal, such as a mouse position or the state
 * of a game. It is fired as a CDI event, which the hub delivers and any bean may observe:
 *
 * <pre>{@code
 * void moved(@Observes VolatileEvent event) {
 *     positions.put(event.topic(), event.payload().text());
 * }
 * }</pre>
 *
 * @param time when the event was published
 */
public record VolatileEvent(Instant time, Content content, DeliveryOptions options) implements Published {

    @Override
    public Optional<Cursor> cursor() {
        return Optional.empty();
    }
}
