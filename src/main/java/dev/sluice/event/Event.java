package dev.sluice.event;

import java.time.Instant;

/**
 * A draft that the journal has numbered: whoever holds an {@code Event} holds something that is committed.
 *
 * @param id where it stands: the cursor of somebody who has seen everything up to this event
 * @param time when it was committed; never before the event ahead of it
 */
public record Event(Cursor id, Instant time, Topic topic, EventType type, Payload payload) {

    public long position() {
        return id.position();
    }
}
