package dev.sluice.hub;

import dev.sluice.event.Cursor;
import dev.sluice.event.Filters;
import dev.sluice.event.Topic;
import dev.sluice.journal.FairReads;
import dev.sluice.journal.Head;
import dev.sluice.journal.Journal;
import dev.sluice.journal.SteppedSearch;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Replays earlier events: from the tail, and before it from the journal. Positions known in memory cost no query; readers
 * read the rest and serve the callers in turn. Any thread may call.
 */
final class Replay {

    /** How many positions a subscriber that is behind looks through at a time. */
    private static final int STRETCH = 1_000;

    /**
     * For how long the head that one client has been answered by serves others, too: after a restart all of them come back at
     * once, with cursors that the new tail does not know.
     */
    private static final long FRESH = TimeUnit.MILLISECONDS.toNanos(100);

    private record ReadHead(Head head, long at) {}

    private final Journal journal;
    private final Tail tail;
    private final FairReads<CallerKey> reads;
    private volatile Optional<ReadHead> lastHead = Optional.empty();

    Replay(Journal journal, Tail tail, FairReads<CallerKey> reads) {
        this.journal = journal;
        this.tail = tail;
        this.reads = reads;
    }

    /** Finds where a subscription starts; waits only where the journal has to be read. */
    ResolvedStart locate(CallerKey caller, Subscription subscription) {
        Optional<ResolvedStart> known = known(subscription.start());
        Set<Topic> topics = subscription.filters().topics();
        if (known.isPresent() && (topics.isEmpty() || !journal.hasCompletions())) {
            return known.get();
        }
        SteppedSearch<ResolvedStart> opening =
                known.map(there -> SteppedSearch.of(() -> there)).orElseGet(() -> search(subscription));
        SteppedSearch<ResolvedStart> whole = topics.isEmpty() ? opening : withCompletions(opening, topics);
        return subscription.start() instanceof Start.After
                ? reads.findShared(caller, whole::step)
                : reads.find(caller, whole::step);
    }

    private SteppedSearch<ResolvedStart> withCompletions(SteppedSearch<ResolvedStart> search, Set<Topic> topics) {
        return search.then(opening -> SteppedSearch.of(() -> opening.with(journal.completions(topics))));
    }

    private SteppedSearch<ResolvedStart> search(Subscription subscription) {
        return subscription.start() instanceof Start.After after
                // the head that another one has read meanwhile may be enough
                ? SteppedSearch.of(() -> known(after.cursor()).orElseGet(() -> after.in(readHead())))
                : subscription.start().in(journal, subscription.filters());
    }

    private Head readHead() {
        Head head = journal.head();
        lastHead = Optional.of(new ReadHead(head, System.nanoTime()));
        return head;
    }

    /** Where a start lies, if memory knows. */
    private Optional<ResolvedStart> known(Start start) {
        if (start instanceof Start.Latest) {
            return Optional.of(ResolvedStart.fresh(journal.known()));
        }
        return start instanceof Start.After after ? known(after.cursor()) : Optional.empty();
    }

    /** The tail goes on after the newest event also when it is empty. */
    private Optional<ResolvedStart> known(Cursor cursor) {
        if (tail.holds(cursor) || cursor.equals(journal.known())) {
            return Optional.of(ResolvedStart.resumed(cursor));
        }
        return lastHead.filter(last -> System.nanoTime() - last.at() < FRESH)
                .map(ReadHead::head)
                .filter(head -> head.epoch().equals(cursor.epoch())
                        && head.trimmed() <= cursor.position()
                        && cursor.position() <= head.position())
                .map(head -> ResolvedStart.resumed(cursor));
    }

    /** Gives the events after a cursor, if the tail reaches back that far. */
    Optional<EventRange> recent(Cursor cursor, Filters filters, int mostBytes) {
        return tail.after(cursor, STRETCH, mostBytes).map(events -> EventRange.matching(cursor, events, filters));
    }

    /** The time of the event after a cursor, if the tail holds it. */
    Optional<Instant> timeAfter(Cursor cursor) {
        return tail.after(cursor, 1, 1)
                .flatMap(events -> events.stream().findFirst())
                .map(event -> event.published().time());
    }

    /** Gives the events after a cursor in the journal. For readers. */
    EventRange readAfter(Cursor cursor, Filters filters, int mostBytes) {
        return EventRange.of(journal.readAfter(cursor.position(), filters, STRETCH, mostBytes));
    }

    /** The first of the events at these positions, without those that have been forgotten. For readers. */
    EventRange readAt(List<Long> positions, int mostBytes) {
        return EventRange.of(journal.readAt(positions, mostBytes));
    }
}
