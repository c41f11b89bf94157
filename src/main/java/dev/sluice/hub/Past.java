package dev.sluice.hub;

import dev.sluice.event.Cursor;
import dev.sluice.event.Filters;
import dev.sluice.event.Topic;
import dev.sluice.journal.Journal;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * What there has been: the tail, and before it the journal. However many are behind, only some read the journal at once:
 * the others wait their turn, and the database is spared. Any thread may call.
 */
final class Past {

    /** How many positions a subscriber that is behind looks through at a time. */
    private static final int STRETCH = 1_000;

    private final Journal journal;
    private final Tail tail;
    private final Semaphore readers;

    Past(Journal journal, Tail tail, int readers) {
        this.journal = journal;
        this.tail = tail;
        this.readers = new Semaphore(readers, true);
    }

    /**
     * Finds where a subscription starts. Reads the journal, unless the client was here a moment ago: after a fault of the
     * network all of them come back at once.
     *
     * @param completions whether any topic may be complete
     */
    Opening locate(Subscription subscription, boolean completions) {
        boolean recent = subscription.start() instanceof Start.After after && tail.holds(after.cursor());
        Opening opening = recent
                ? Opening.resumed(((Start.After) subscription.start()).cursor())
                : reading(() -> subscription.start().in(journal, subscription.filters()));
        Set<Topic> topics = subscription.filters().topics();
        return topics.isEmpty() || recent && !completions
                ? opening
                : opening.with(reading(() -> journal.completions(topics)));
    }

    /** What follows a cursor: from memory if the tail reaches back that far, else from the journal. */
    Stretch readAfter(Cursor cursor, Filters filters, int mostBytes) {
        return tail.after(cursor, STRETCH, mostBytes)
                .map(events -> Stretch.matching(cursor, events, filters))
                .orElseGet(() ->
                        reading(() -> Stretch.of(journal.readAfter(cursor.position(), filters, STRETCH, mostBytes))));
    }

    /** The event at a position; empty if it has been forgotten. */
    Optional<SharedEvent> at(long position) {
        return reading(() -> journal.at(position)).map(SharedEvent::new);
    }

    private <T> T reading(Supplier<T> query) {
        readers.acquireUninterruptibly();
        try {
            return query.get();
        } finally {
            readers.release();
        }
    }
}
