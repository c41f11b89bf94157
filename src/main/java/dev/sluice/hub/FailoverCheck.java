package dev.sluice.hub;

import dev.sluice.event.Cursor;
import dev.sluice.event.Event;
import dev.sluice.journal.Journal;
import java.time.Duration;
import java.util.Optional;

/**
 * Detects that the database has failed over to an older state and that other nodes have since written past the end of the
 * tail: then another event stands where the tail ends. The comparison runs only after a pause that is long enough for a
 * failover. Used by the dispatcher's thread.
 */
final class FailoverCheck {

    /** A database fails over in no less. */
    private static final long PAUSE = Duration.ofMillis(500).toNanos();

    private final Journal journal;
    private final Tail tail;

    /** The journal's last answer is as old as this at the most. */
    private long answered = System.nanoTime();

    FailoverCheck(Journal journal, Tail tail) {
        this.journal = journal;
        this.tail = tail;
    }

    /** Whether the database may have failed over since the journal's last answer. */
    boolean isDue() {
        return System.nanoTime() - answered >= PAUSE;
    }

    /**
     * Compares the tail with the journal, if that is due. Called after each answer and not before the question: a query may
     * wait for the failover itself and then be repeated on the new primary.
     *
     * @param asked when the question was put
     * @return where the journal ends in its new epoch, if the tail is not part of it any more: then the answer does not follow
     *     the tail
     */
    Optional<Cursor> afterAnswer(long asked) {
        Optional<Cursor> other = isDue() && isReplaced()
                ? Optional.of(journal.renew(tail.epoch()).cursor())
                : Optional.empty();
        answered = asked;
        return other;
    }

    private boolean isReplaced() {
        Optional<SharedEvent> newest = tail.newest();
        Optional<Event> there = newest.flatMap(event -> journal.at(event.position()));
        return there.isPresent() && !newest.get().isStillIn(there.get());
    }
}
