package dev.sluice.hub;

import static dev.sluice.event.Rejection.JOURNAL_UNAVAILABLE;

import dev.sluice.event.Cursor;
import dev.sluice.event.Filters;
import dev.sluice.event.Topic;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * The reads of the journal that one subscriber waits for: the pages of its snapshot, those after its cursor, and the topics
 * that were complete before an epoch began. The writing thread asks and never waits: a reader brings the answer and signals
 * the subscriber. Any thread may {@link #cancel}.
 */
final class JournalReads {

    /** Positions of a snapshot that are read at a time. */
    private static final int SNAPSHOT_POSITIONS = 500;

    private final BacklogSource subscriber;
    private final HubContext hub;
    private final CallerKey caller;

    /** The positions that are to be delivered before anything else. */
    private List<Long> snapshot;

    /** Null while no page is needed. */
    private volatile PageFetch<EventRange> page;

    /** Null unless the epoch has changed and the topics that are complete in the new one are not known yet. */
    private volatile PageFetch<Set<Topic>> earlierEnds;

    JournalReads(BacklogSource subscriber, CallerKey caller, List<Long> snapshot) {
        this.subscriber = subscriber;
        this.hub = subscriber.hub();
        this.caller = caller;
        this.snapshot = snapshot;
    }

    boolean hasSnapshot() {
        return !snapshot.isEmpty();
    }

    /** Gives the next page of the snapshot, when a reader has brought it. */
    Optional<EventRange> nextOfSnapshot(String epoch, int maxBytes) {
        List<Long> next = snapshot.subList(0, Math.min(SNAPSHOT_POSITIONS, snapshot.size()));
        return page(new Cursor(epoch, next.get(0)), () -> hub.replay().readAt(next, maxBytes));
    }

    /** Removes the positions of the page that ends here. */
    void removeFromSnapshot(long upTo) {
        int delivered = 0;
        while (delivered < Math.min(SNAPSHOT_POSITIONS, snapshot.size()) && snapshot.get(delivered) <= upTo) {
            delivered++;
        }
        snapshot = delivered == snapshot.size() ? List.of() : snapshot.subList(delivered, snapshot.size());
    }

    /** Gives the page after a cursor, when a reader has brought it. */
    Optional<EventRange> after(Cursor cursor, Filters filters, int maxBytes) {
        return page(cursor, () -> hub.replay().readAfter(cursor, filters, maxBytes));
    }

    private Optional<EventRange> page(Cursor from, Supplier<EventRange> query) {
        if (page == null) {
            page = fetch(EventRange::bytes);
            cancelIfLate(page);
        }
        Optional<EventRange> range = page.take(from, query);
        if (range.isPresent() && !range.get().epoch().equals(from.epoch())) {
            // the dispatcher has not begun the new epoch yet: its start, where the subscriber goes on, is not known
            throw JOURNAL_UNAVAILABLE.because("the epoch of the journal changes");
        }
        return range;
    }

    /** Starts to look for the topics that were complete before the epoch began. */
    void startEarlierEnds() {
        earlierEnds = fetch(topics -> 0);
        cancelIfLate(earlierEnds);
    }

    boolean needsEarlierEnds() {
        return earlierEnds != null;
    }

    /** Gives the topics that were complete before an epoch began, once, when a reader has found them. */
    Optional<Set<Topic>> earlierEnds(Cursor epochStart, Set<Topic> topics) {
        Optional<Set<Topic>> complete =
                earlierEnds.take(epochStart, () -> hub.earlierEnds().upTo(epochStart, topics));
        if (complete.isPresent()) {
            earlierEnds = null;
        }
        return complete;
    }

    private <T> PageFetch<T> fetch(ToLongFunction<T> weight) {
        return new PageFetch<>(hub.reads(), caller, weight, subscriber::signal);
    }

    /** Cancels a fetch that a concurrent cancellation of the subscriber could not see yet. */
    private void cancelIfLate(PageFetch<?> fetch) {
        if (subscriber.isCancelled()) {
            fetch.cancel();
        }
    }

    /** Gives up what is being read. */
    void cancel() {
        cancel(page);
        cancel(earlierEnds);
    }

    private static void cancel(PageFetch<?> fetch) {
        if (fetch != null) {
            fetch.cancel();
        }
    }
}
