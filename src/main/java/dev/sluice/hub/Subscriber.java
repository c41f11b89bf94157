package dev.sluice.hub;

import dev.sluice.event.Cursor;
import dev.sluice.event.Published;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Topic;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One subscription on its way through the journal's order: writes the next portion of its events whenever its connection
 * gives it a turn, from the backlog while it is live and otherwise from the tail or the journal. {@link BacklogSource} holds
 * the state that other threads share with the writing thread.
 */
final class Subscriber extends BacklogSource {

    /** The bytes of one portion: the subscriptions of a connection take turns, and a stalled one holds little memory. */
    private static final int PORTION_BYTES = 64 << 10;

    private final Connection connection;
    private final SubscriptionListener listener;

    /** Null while no topic of the subscription is complete. Used by the writing thread alone. */
    private TopicEnds ends;

    /** Null while nothing has to be read from the journal. Only the writing thread sets it. */
    private volatile JournalReads reads;

    Subscriber(
            Connection connection,
            Subscription subscription,
            ResolvedStart start,
            SubscriptionListener listener,
            HubContext hub) {
        super(subscription, start.cursor(), hub);
        this.connection = connection;
        this.listener = listener;
        if (!start.snapshot().isEmpty()) {
            this.reads = new JournalReads(this, connection.owner().key(), start.snapshot());
        }
    }

    @Override
    void signal() {
        connection.signal(this);
    }

    void restricted(Predicate<Topic> readable) {
        listener.restricted(readable);
    }

    void cancel() {
        if (!end()) {
            return;
        }
        JournalReads current = reads;
        if (current != null) {
            current.cancel();
        }
        listener.over();
    }

    private JournalReads reads() {
        if (reads == null) {
            reads = new JournalReads(this, connection.owner().key(), List.of());
        }
        return reads;
    }

    private void stopReading() {
        if (reads != null) {
            reads.cancel();
            reads = null;
        }
    }

    private TopicEnds ends() {
        if (ends == null) {
            ends = new TopicEnds(filters().topics());
        }
        return ends;
    }

    private boolean hasSnapshot() {
        return reads != null && reads.hasSnapshot();
    }

    /**
     * Writes the first message, in its turn among those of the door; the events follow. A subscription that has been
     * cancelled meanwhile gets it too, since every request gets an answer.
     */
    void open(ResolvedStart start) throws IOException {
        connection.beginWrite().opened(subscription(), start);
        connection.endWrite();
        if (!open()) {
            return;
        }
        hub().traffic()
                .replayed(deliver(
                        listener.greeting().stream().map(SharedEvent::new).toList()));
        if (hasSnapshot()) {
            ends().defer(start.complete());
        } else {
            end(start.complete(), Set.of());
        }
        signal();
    }

    @Override
    boolean write() throws IOException {
        if (isCancelled()) {
            return false;
        }
        deliverVolatiles();
        // later queries do not count as the client's time
        connection.endWrite();
        try {
            if (!isInDispatchedEpoch()) {
                return changeEpoch();
            }
            if (reads != null && reads.needsEarlierEnds()) {
                return deliverEarlierEnds();
            }
            if (hasSnapshot()) {
                return deliverSnapshot();
            }
            return isCaughtUp() ? deliverBacklog() : catchUp();
        } catch (RejectedException e) {
            // nothing has been read or written
            if (e.rejection().retryable()) {
                // the journal is unavailable, and the client need not know
                hub().retryLater(this::signal);
            } else {
                connection.close(CloseCause.INTERNAL_ERROR);
            }
            return false;
        }
    }

    /** Goes on in another epoch of the journal than the client has seen, after the position at which this node began it. */
    private boolean changeEpoch() throws IOException {
        Cursor now = hub().position().epochStart();
        connection.beginWrite().gap(subscription(), new Gap(cursor().toString(), now, Gap.Reason.EPOCH));
        if (ends != null) {
            ends.changeEpoch();
        }
        stopReading();
        restartAfter(now);
        if (!filters().topics().isEmpty()) {
            reads().startEarlierEnds();
        }
        return true;
    }

    /** Writes the ends of topics that lie in the gap or before it: no event will tell them. */
    private boolean deliverEarlierEnds() throws IOException {
        Optional<Set<Topic>> complete = reads.earlierEnds(cursor(), filters().topics());
        if (complete.isEmpty()) {
            return false;
        }
        end(complete.get(), ends == null ? Set.of() : ends.takeToldBefore());
        return true;
    }

    private boolean deliverSnapshot() throws IOException {
        Optional<EventRange> page = reads.nextOfSnapshot(cursor().epoch(), PORTION_BYTES);
        if (page.isEmpty()) {
            return false;
        }
        hub().traffic().replayed(deliver(page.get().events()));
        reads.removeFromSnapshot(page.get().upTo());
        if (!hasSnapshot()) {
            end(ends().takeDeferred(), Set.of());
        }
        return true;
    }

    private boolean deliverBacklog() throws IOException {
        Batch batch = takeBacklog(PORTION_BYTES);
        hub().traffic().delivered(deliver(batch.events()));
        return batch.more();
    }

    private boolean catchUp() throws IOException {
        Cursor after = cursor();
        Optional<EventRange> next = hub().replay()
                .recent(after, filters(), PORTION_BYTES)
                .or(() -> reads().after(after, filters(), PORTION_BYTES));
        if (next.isEmpty()) {
            return false;
        }
        EventRange range = next.get();
        if (range.start() > after.position()) {
            Gap gap = ResolvedStart.retentionGap(after, new Cursor(after.epoch(), range.start()));
            connection.beginWrite().gap(subscription(), gap);
            advanceTo(range.start());
        }
        hub().traffic().replayed(deliver(range.events()));
        advanceTo(range.upTo());
        if (hasReachedHead()) {
            stopReading();
            goLive();
        }
        return true;
    }

    private void deliverVolatiles() throws IOException {
        Optional<VolatileBacklog.Batch> batch = takeVolatiles();
        if (batch.isEmpty()) {
            return;
        }
        Map<Optional<Topic>, Long> missed = batch.get().missed();
        missed.keySet().removeIf(topic -> topic.isPresent() && !connection.mayRead(topic.get()));
        if (!missed.isEmpty()) {
            connection.beginWrite().missed(subscription(), missed);
        }
        hub().traffic().delivered(deliver(batch.get().events()));
    }

    /** Writes events, and returns those that were written. */
    private List<SharedEvent> deliver(List<SharedEvent> events) throws IOException {
        if (events.isEmpty()) {
            return events;
        }
        if (areUsual(events) && !connection.isRestricted()) {
            connection.beginWrite().deliver(subscription(), events);
            advanceTo(events.get(events.size() - 1).position());
            return events;
        }
        return deliverAllowed(events);
    }

    private static boolean areUsual(List<SharedEvent> events) {
        for (SharedEvent event : events) {
            if (!event.published().options().areUsual()) {
                return false;
            }
        }
        return true;
    }

    /** Writes the events that this client may get; the others count as delivered. */
    private List<SharedEvent> deliverAllowed(List<SharedEvent> events) throws IOException {
        Instant now = hub().time();
        List<SharedEvent> allowed =
                events.stream().filter(event -> allows(event.published(), now)).toList();
        if (!allowed.isEmpty()) {
            connection.beginWrite().deliver(subscription(), allowed);
        }
        advanceTo(events.get(events.size() - 1).position());
        List<Topic> complete = TopicEnds.completedBy(events);
        if (ends != null && ends.isDeferring()) {
            ends.defer(complete);
        } else {
            end(complete, Set.of());
        }
        return allowed;
    }

    private boolean allows(Published event, Instant now) {
        return event.options().allow(connection.id(), event.time(), now) && connection.mayRead(event.topic());
    }

    /**
     * Tells the client that topics are complete, and ends the subscription when all of its topics are.
     *
     * @param told topics whose ends the client knows already
     */
    private void end(Collection<Topic> complete, Set<Topic> told) throws IOException {
        if (complete.isEmpty()) {
            return;
        }
        boolean over = ends().complete(complete);
        if (over) {
            // before the message: the client may subscribe by the same name as soon as it has it
            connection.release(this);
        }
        for (Topic topic : complete) {
            if (!told.contains(topic) && connection.mayRead(topic)) {
                connection.beginWrite().end(subscription(), topic, cursor());
            }
        }
        if (over) {
            connection.finish(this);
        }
    }

    /** Every matching event up to this cursor has been written; empty until the snapshot has been delivered. */
    Optional<Cursor> checkedUpTo() {
        return !isOpen() || hasSnapshot() ? Optional.empty() : Optional.of(checkedCursor());
    }
}
