package dev.sluice.journal;

import dev.sluice.event.Event;
import java.util.List;

/**
 * Fired as a CDI event after each commit of this node, in the order of the journal, on the committer's thread. Any bean
 * may observe it; an observer that takes its time holds up the next commit, so hand long work to another thread. Above
 * all, an observer must not wait for something that it publishes: that would be the commit that it holds up.
 *
 * @param events what has been committed together; never empty
 * @param since when the first of their publishers handed them over, by {@link System#nanoTime} of this node
 */
public record Appended(List<Event> events, long since) {

    public Appended {
        events = List.copyOf(events);
    }

    public long first() {
        return events.get(0).position();
    }

    public long last() {
        return events.get(events.size() - 1).position();
    }
}
