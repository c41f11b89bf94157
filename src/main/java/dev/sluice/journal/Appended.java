package dev.sluice.journal;

import dev.sluice.event.Event;
import java.util.List;

/**
 * The CDI event that is fired after each commit of this node, in the order of the journal, on the committer's thread. Any
 * bean of the application may observe it:
 *
 * <pre>{@code
 * void onAppended(@Observes Appended appended) {
 *     appended.events().forEach(event -> audit.enqueue(event.id(), event.topic()));
 * }
 * }</pre>
 *
 * <p>A slow observer delays the next commit, so an observer hands long work to another thread. An observer must not wait for
 * an event that it publishes: that event is in the commit that the observer delays.
 *
 * @param events the events that were committed together, in order; never empty
 * @param since the {@link System#nanoTime} of this node at which the oldest of their submissions was handed over
 */
public record Appended(List<Event> events, long since) {

    public Appended {
        events = List.copyOf(events);
    }

    /** The position of the first event. */
    public long first() {
        return events.get(0).position();
    }

    /** The position of the last event. */
    public long last() {
        return events.get(events.size() - 1).position();
    }
}
