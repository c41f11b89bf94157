package dev.sluice.journal;

import dev.sluice.event.ContentType;
import dev.sluice.event.Cursor;
import dev.sluice.event.EventKey;
import dev.sluice.event.EventType;
import dev.sluice.journal.TopicDirectory.Headline;
import java.time.Instant;

/**
 * The columns of an event's metadata.
 *
 * @param committedAt milliseconds since 1970
 * @param eventKey null if the event has none
 */
record HeadlineRow(long position, long committedAt, String eventType, String contentType, String eventKey) {

    /** EclipseLink calls only public constructors in a constructor expression. */
    public HeadlineRow {}

    Headline toHeadline(String epoch) {
        return new Headline(
                new Cursor(epoch, position),
                Instant.ofEpochMilli(committedAt),
                new EventType(eventType),
                new ContentType(contentType),
                eventKey == null ? EventKey.NONE : new EventKey(eventKey));
    }
}
