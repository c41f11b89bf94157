package dev.sluice.hub;

import dev.sluice.event.Cursor;
import dev.sluice.event.Filters;
import dev.sluice.journal.Page;
import java.util.List;

/**
 * A part of the order to be looked through, from the tail or from the journal.
 *
 * @param epoch which journal it belongs to
 * @param start where it really begins, exclusive
 * @param events those that match
 * @param upTo where it ends, inclusive
 */
record EventRange(String epoch, long start, List<SharedEvent> events, long upTo) {

    static EventRange of(Page page) {
        return new EventRange(
                page.epoch(),
                page.start(),
                page.events().stream().map(SharedEvent::new).toList(),
                page.upTo());
    }

    long bytes() {
        return events.stream().mapToLong(SharedEvent::size).sum();
    }

    /** Gives the matching events after a cursor. */
    static EventRange matching(Cursor start, List<SharedEvent> all, Filters filters) {
        List<SharedEvent> matching =
                all.stream().filter(e -> filters.matches(e.published().topic())).toList();
        long upTo = all.isEmpty() ? start.position() : all.get(all.size() - 1).position();
        return new EventRange(start.epoch(), start.position(), matching, upTo);
    }
}
