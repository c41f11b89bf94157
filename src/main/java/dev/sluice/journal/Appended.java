package dev.sluice.journal;

import dev.sluice.event.Event;
import java.util.List;

/**
 * The events of one commit. The journal fires it as a CDI event after each commit of this node, in the order of the journal,
 * and any bean may observe it:
 *
 * <pre>{@code
 * void count(@Observes Appended appended) {
 *     total.addAndGet(appended.events().size());
 * }
 * }</pre>
 *
 * <p>Observers run on the committer's thread, and the next commit waits for them: hand long work to another thread. An
 * observer must never wait for an event that it publishes itself, because that event needs the next commit.
 *
 * @param events the events that were committed together, in the order of the journal; never empty
 * @param since when the first of their publishers submitted them, by {@link System#nanoTime} of this node
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
