package dev.sluice.journal;

import dev.sluice.event.Cursor;
import dev.sluice.event.Draft;
import dev.sluice.event.Event;
import dev.sluice.event.Filters;
import dev.sluice.event.IdempotencyKey;
import dev.sluice.event.Topic;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * All durable events in one total order: positions begin at 1, are gapless and follow the order of the commits. Any thread
 * may call. A call that cannot reach the storage fails with the rejection {@code journal-unavailable}; a read of events that
 * the storage has lost fails with {@code journal-damaged}.
 */
public interface Journal {

    /**
     * Writes the drafts in one transaction, all or none, with consecutive positions. The stage completes after the commit, on
     * the committer's thread, so dependent stages must not block. It fails with {@code key-conflict} if an idempotency key
     * belongs to other content already, with {@code topic-complete} if a topic has had its last event, and with {@code
     * precondition-failed} if a draft's precondition does not hold. A draft whose key is known already has been published,
     * and is not checked again.
     *
     * <p>The call waits for space in the queue. If there is none in time, the stage fails with {@code journal-unavailable} and
     * nothing has been written.
     */
    CompletionStage<List<Receipt>> append(List<Draft> drafts);

    /**
     * Reads the matching events of a bounded range after a position.
     *
     * @param limit the maximum number of events
     * @param bytes the maximum size of the range's data, except that a single event may be larger
     */
    Page readAfter(long position, Filters filters, int limit, int bytes);

    /**
     * Reads the head. Within an epoch it never goes back: if the database has failed over to an older state and has lost
     * events that this node has seen, the journal gets a new epoch before this returns.
     */
    Head head();

    /**
     * Gives the journal a new epoch, because its events are not those that were read before. Does nothing if the journal's
     * epoch is not the given one any more.
     */
    Head renew(String epoch);

    /** Whether any topic may be complete at {@link #known}. Answered from memory. */
    boolean hasCompletions();

    /**
     * The newest event that this node has seen. Answered from memory; it includes every event that a publisher of this node
     * has a receipt for.
     */
    Cursor known();

    /** The clock that all nodes of the journal share. The times of events come from it. */
    Clock clock();

    /** Finds the position after which all events are of this instant or later. */
    SteppedSearch<Long> positionBefore(Instant instant);

    /** Finds the position that is followed by {@code count} matching events; the oldest position if there are fewer. */
    SteppedSearch<Long> positionBeforeLast(int count, Filters filters);

    /**
     * Finds the positions of the newest event of each matching topic and of each event key in such a topic, up to a position,
     * oldest first. An event key with a newer event after that position is left out, because a subscriber still gets that
     * event. Fails with {@code parameter-invalid} if there are more than {@code limit} positions.
     */
    SteppedSearch<List<Long>> newest(Filters filters, long upTo, int limit);

    /** The completed topics among the given ones, each with the position of its last event. */
    Map<Topic, Long> completions(Collection<Topic> topics);

    /** The cursors of the events with these keys, without keys that have no event or whose event is deleted. */
    Map<IdempotencyKey, Cursor> find(Collection<IdempotencyKey> keys);

    /** The event at a position; empty if retention has deleted it. */
    Optional<Event> at(long position);

    /**
     * Reads the events at the first of these positions, as many as have about the given number of bytes, and at least one.
     * Events that retention has deleted are left out. The page ends at the last position that was examined.
     *
     * @param positions ascending and not empty
     */
    Page readAt(List<Long> positions, int bytes);

    /** Deletes all events up to a position, in small steps. */
    void trim(long position);
}
