package dev.sluice.hub;

import dev.sluice.event.Cursor;
import dev.sluice.event.Event;
import dev.sluice.event.RejectedException;
import dev.sluice.journal.Journal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Detects that the database has failed over to an older state and that other nodes have since written past the end of the
 * tail: then another event stands where the tail ended. A failover takes its time, so the tail is in doubt only where the
 * journal has not answered for a while; it is compared with the next answer. Any thread may call; the monitor guards the
 * fields, and is never held while reading.
 */
final class FailoverCheck {

    /** A database fails over in no less. */
    private static final long PAUSE = Duration.ofMillis(500).toNanos();

    private final Journal journal;
    private final Tail tail;

    /** Where the tail ended during the pauses since it was last compared. */
    private final List<SharedEvent> doubted = new ArrayList<>();

    private Optional<SharedEvent> base = Optional.empty();

    /** The journal's last answer is as old as this at the most. */
    private long answered = System.nanoTime();

    FailoverCheck(Journal journal, Tail tail) {
        this.journal = journal;
        this.tail = tail;
    }

    /**
     * Takes note of an answer of the journal, before anything of it is put on the tail.
     *
     * @param asked when the question was put, or somewhat earlier
     * @return whether the end of the tail is in doubt from now on
     */
    synchronized boolean answered(long asked) {
        boolean due = System.nanoTime() - answered >= PAUSE;
        if (due) {
            tail.newest().or(() -> base).ifPresent(doubted::add);
        }
        if (asked - answered > 0) {
            answered = asked;
        }
        return due;
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
        List<SharedEvent> compared;
        synchronized (this) {
            answered(asked);
            compared = List.copyOf(doubted);
        }
        for (SharedEvent event : compared) {
            Optional<Event> there = journal.at(event.position());
            if (there.isPresent() && !event.isStillIn(there.get())) {
                return event.published()
                        .cursor()
                        .map(cursor -> journal.renew(cursor.epoch()).cursor());
            }
        }
        synchronized (this) {
            doubted.removeAll(compared);
        }
        return Optional.empty();
    }

    /** The tail begins anew after a cursor: as long as it is empty, the event there stands for its end. */
    void startAfter(Cursor cursor) {
        Optional<SharedEvent> before = eventAt(cursor);
        synchronized (this) {
            doubted.clear();
            base = before;
        }
    }

    private Optional<SharedEvent> eventAt(Cursor cursor) {
        try {
            return journal.at(cursor.position())
                    .filter(event -> event.id().equals(cursor))
                    .map(SharedEvent::new);
        } catch (RejectedException e) {
            // without it nothing can be compared before the next event
            return Optional.empty();
        }
    }
}
