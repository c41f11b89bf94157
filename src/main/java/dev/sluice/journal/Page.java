package dev.sluice.journal;

import dev.sluice.event.Event;
import java.util.List;

/**
 * A range of the journal, reduced to the matching events.
 *
 * @param epoch the epoch of the journal
 * @param start the start of the range, exclusive; later than the requested position if retention has deleted events after it
 * @param events the matching events of the range, in order
 * @param upTo the end of the range, inclusive: a reader of this page has all matching events up to here
 * @param head the newest position of the journal when the page was read
 */
public record Page(String epoch, long start, List<Event> events, long upTo, long head) {

    public Page {
        events = List.copyOf(events);
    }

    /** Whether retention has deleted events between the requested position and the page. */
    public boolean skipsAfter(long position) {
        return start > position;
    }

    /** Whether the journal continued after the page when it was read. */
    public boolean hasMore() {
        return upTo < head;
    }
}
