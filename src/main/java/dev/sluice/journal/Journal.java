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
 * Every durable event in one total order: positions begin at 1, are gapless and follow the order of the commits. Safe
 * for use by any thread. Whatever cannot reach the storage fails with the rejection {@code journal-unavailable}, and what
 * cannot be read because it is not there any more with {@code journal-damaged}.
 */
public interface Journal {

    /**
     * Writes the drafts in one transaction, all or none, and numbers them one after another. The stage completes after
     * the commit, on the committer's thread: what depends on it must not block. It fails with {@code key-conflict} if a
     * key stands for other content already, with {@code topic-complete} if a topic has had its last event, and with
     * {@code precondition-failed} if a draft expects something of its topic that is not so; but a draft whose key is
     * known has been published, whatever has happened since.
     *
     * <p>Waits for a place in the queue; when there is none for too long, the stage fails with
     * {@code journal-unavailable} and nothing has been written.
     */
    CompletionStage<List<Receipt>> append(List<Draft> drafts);

    /**
     * Reads on after a position: a bounded stretch of the journal, of which the page has the events that match.
     *
     * @param limit how many events at most
     * @param bytes how much data the stretch may have, except that one event may have more
     */
    Page readAfter(long position, Filters filters, int limit, int bytes);

    /**
     * Within an epoch the head never goes back: a journal that has lost events of which this node knows, since its database
     * has failed over to an older state, gets a new epoch before this returns.
     */
    Head head();

    /**
     * Gives the journal a new epoch, unless it has another one than this already: what stands in it is not what has been
     * read from it before.
     */
    Head renew(String epoch);

    /** Whether any topic may be complete at the newest event of which this node knows, from memory. */
    boolean hasCompletions();

    /**
     * The newest event of which this node knows, from memory: none that a publisher of this node has been told of is newer.
     */
    Cursor known();

    /** The clock by which the nodes that share the journal compare times, and by which its events have theirs. */
    Clock clock();

    /** The position after which every event is of this instant or later. */
    SteppedSearch<Long> positionBefore(Instant instant);

    /** The position after which as many matching events as asked for stand; the oldest there is if there are fewer. */
    SteppedSearch<Long> positionBeforeLast(int count, Filters filters);

    /**
     * Where the newest event of each matching topic stands, and that of each subject of such a topic, up to a position,
     * oldest first. A subject that has a newer one is left out, since that is still to come. Fails with {@code
     * parameter-invalid} if these are more than {@code limit}.
     */
    SteppedSearch<List<Long>> newest(Filters filters, long upTo, int limit);

    /** Those of the topics that are complete, and where their last event stands. */
    Map<Topic, Long> completions(Collection<Topic> topics);

    /** Where the events of some keys stand; a key that has none, or whose event has been forgotten, is left out. */
    Map<IdempotencyKey, Cursor> find(Collection<IdempotencyKey> keys);

    /** The event at a position; empty if it has been forgotten. */
    Optional<Event> at(long position);

    /**
     * The events at some positions, without those that have been forgotten: the first of them, whose data has about as many
     * bytes as asked for, and one at the least. The page ends at the last position that has been looked at.
     *
     * @param positions ascending, and not none
     */
    Page readAt(List<Long> positions, int bytes);

    /** Forgets everything up to a position, in small steps; what is gone already stays gone. */
    void trim(long position);
}
