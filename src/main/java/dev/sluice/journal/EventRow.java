package dev.sluice.journal;

import dev.sluice.event.Attributes;
import dev.sluice.event.ConnectionId;
import dev.sluice.event.Content;
import dev.sluice.event.ContentType;
import dev.sluice.event.Cursor;
import dev.sluice.event.DeliveryOptions;
import dev.sluice.event.Event;
import dev.sluice.event.EventKey;
import dev.sluice.event.EventType;
import dev.sluice.event.Payload;
import dev.sluice.event.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The columns of an event, as {@link JournalEntry#SELECT_EVENTS} reads them. Components that are objects and optional are
 * null if the event does not use them.
 *
 * @param committedAt milliseconds since 1970
 */
record EventRow(
        long position,
        long committedAt,
        String topic,
        String eventType,
        String contentType,
        byte[] data,
        String eventKey,
        String attributes,
        Long ttlMillis,
        Boolean completes,
        String notTo) {

    /** EclipseLink calls only public constructors in a constructor expression. */
    public EventRow {}

    Event toEvent(String epoch) {
        return new Event(new Cursor(epoch, position), Instant.ofEpochMilli(committedAt), content(), options());
    }

    private Content content() {
        return new Content(
                new Topic(topic),
                eventKey == null ? EventKey.NONE : new EventKey(eventKey),
                new EventType(eventType),
                new Payload(new ContentType(contentType), data),
                attributes == null ? Attributes.NONE : new Attributes(attributes));
    }

    private DeliveryOptions options() {
        if (ttlMillis == null && completes == null && notTo == null) {
            return DeliveryOptions.USUAL;
        }
        return new DeliveryOptions(
                ttlMillis == null ? Duration.ZERO : Duration.ofMillis(ttlMillis),
                completes != null,
                Optional.ofNullable(notTo).map(ConnectionId::new));
    }
}
