package dev.sluice.journal;

import dev.sluice.event.Event;
import java.util.List;

/**
 * A stretch of the journal, of which {@code events} are those that match.
 *
 * @param epoch which journal it was read from
 * @param start where the stretch really begins, exclusive: past the position asked for if that has been forgotten
 * @param upTo where it ends, inclusive: a reader who has seen the page has seen everything that matches up to here
 * @param head how far the journal had got when the page was read
 */
public record Page(String epoch, long start, List<Event> events, long upTo, long head) {

    public Page {
        events = List.copyOf(events);
    }

    /** Whether events were forgotten between the position asked for and the page. */
    public boolean skipsAfter(long position) {
        return start > position;
    }

    public boolean hasMore() {
        return upTo < head;
    }
}
