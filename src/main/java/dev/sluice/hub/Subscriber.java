package dev.sluice.hub;

import static dev.sluice.event.Rejection.JOURNAL_UNAVAILABLE;

import dev.sluice.event.Cursor;
import dev.sluice.event.Filters;
import dev.sluice.event.Published;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Topic;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * One subscription on its way through the order of the journal.
 *
 * <p><i>Behind</i>, it reads stretches after its cursor, from the tail or from the journal, whenever it is its turn to
 * write. <i>Live</i>, the dispatcher hands it references to the events that match, which wait in the backlog. When the
 * backlog is full it is thrown away and the subscriber is behind again: nothing is lost, since the cursor says where to
 * read on. Becoming live, it opens its backlog first and then looks once more at what came meanwhile; what is seen twice
 * is recognised by its position.
 *
 * <p>Volatile events wait in a backlog of their own, which loses the oldest when the client is too slow for them.
 *
 * <p>The dispatcher and the ticker call {@link #offer} and {@link #dropWhatTheTailHasLetGo}; the monitor guards what
 * they share with the writing thread, which alone has the cursor.
 */
final class Subscriber extends OutboundSource {

    /** How much one write takes, so that the subscriptions of a connection take turns and a stalled one holds little. */
    private static final int HELPING_BYTES = 64 << 10;

    /** How many positions of a snapshot are looked up at a time. */
    private static final int SNAPSHOT_POSITIONS = 500;

    private final Connection connection;
    private final Subscription subscription;
    private final SubscriptionListener listener;
    private final Hub hub;

    // of the writing thread
    /** Those topics that may still have events, once one of them is complete; empty if any topic may match. */
    private Set<Topic> unfinished;

    /** Topics whose ends were told before the epoch changed. */
    private Set<Topic> endsTold = Set.of();

    /** Topics that are complete when the snapshot has been delivered; null if there is none, or not any more. */
    private Set<Topic> endedBySnapshot;

    /** Until it has been said. */
    private Optional<ResolvedStart> opening;
    /** Positions that are still to be delivered first. */
    private List<Long> snapshot;

    /** Which journal the cursor belongs to. */
    private volatile String epoch;
    /** Null as long as nothing has to be read from the journal. */
    private volatile PageFetch<EventRange> fetch;

    /** Null unless the journal has another epoch and it is not known yet which topics are complete in it. */
    private volatile PageFetch<Set<Topic>> earlierEnds;

    /** Which others may look at. */
    private volatile long cursor;

    /** Where the subscription began: for whoever asks why an event did not come. */
    private volatile long begin;

    // guarded by the monitor
    private final ArrayDeque<SharedEvent> backlog = new ArrayDeque<>(0);
    private boolean live;
    /** Up to here the subscriber reads although it is live: what came while it opened its backlog. */
    private long catchUpTo;
    /** Whether it has done so: from then on, what stands before the backlog has been handed to the writing thread. */
    private boolean caughtUp;

    private boolean cancelled;
    private long offered;
    /** Whether the first word has been said. */
    private boolean open;
    /** None as long as there has been no volatile event. */
    private VolatileBacklog volatiles;
    /** Everything that matches up to here was handed to the writing thread before the backlog was thrown away. */
    private long floor;

    Subscriber(
            Connection connection,
            Subscription subscription,
            ResolvedStart opening,
            SubscriptionListener listener,
            Hub hub) {
        this.connection = connection;
        this.subscription = subscription;
        this.opening = Optional.of(opening);
        this.snapshot = opening.snapshot();
        this.cursor = opening.cursor().position();
        this.begin = cursor;
        this.epoch = hub.sharedEpoch(opening.cursor().epoch());
        this.listener = listener;
        this.hub = hub;
    }

    Subscription subscription() {
        return subscription;
    }

    Filters filters() {
        return subscription.filters();
    }

    /** Takes an event that matches; the dispatcher calls in the order of the positions. */
    void offer(SharedEvent event) {
        synchronized (this) {
            if (!live || event.position() <= offered) {
                return;
            }
            offered = event.position();
            if (backlog.size() >= hub.backlogEvents()) {
                fallBehind();
            } else {
                backlog.add(event);
            }
        }
        connection.signal(this);
    }

    /** A backlog never holds what the tail has let go: so the memory of all backlogs is that of the tail. */
    void dropWhatTheTailHasLetGo() {
        synchronized (this) {
            if (backlog.isEmpty() || backlog.peek().position() >= hub.tailFirst()) {
                return;
            }
            fallBehind();
        }
        connection.signal(this);
    }

    /** For when the dispatcher itself has missed something: each looks for itself, and finds the gap. */
    void lookForYourself() {
        synchronized (this) {
            if (!live) {
                return;
            }
            fallBehind();
        }
        connection.signal(this);
    }

    /** Takes a volatile event that matches: also while the subscriber is behind with the others. */
    void offerVolatile(SharedEvent event) {
        synchronized (this) {
            if (!open || cancelled) {
                return;
            }
            if (volatiles == null) {
                volatiles = new VolatileBacklog(subscription.conflate(), hub.volatileEvents());
            }
            volatiles.add(event);
        }
        connection.signal(this);
    }

    private void fallBehind() {
        if (caughtUp) {
            floor = backlog.isEmpty() ? hub.dispatchedIn(epoch) : backlog.peek().position() - 1;
        }
        live = false;
        caughtUp = false;
        backlog.clear();
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }

    void restricted(Predicate<Topic> readable) {
        listener.restricted(readable);
    }

    void cancel() {
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            live = false;
            backlog.clear();
            volatiles = null;
        }
        cancel(fetch);
        cancel(earlierEnds);
        listener.over();
    }

    @Override
    boolean write() throws IOException {
        synchronized (this) {
            if (cancelled) {
                return false;
            }
        }
        deliverVolatiles();
        // queries from here on are not counted as the client's time
        connection.endWrite();
        try {
            if (!hub.isIn(epoch)) {
                return changeEpoch();
            }
            if (earlierEnds != null) {
                return tellEarlierEnds();
            }
            if (!snapshot.isEmpty()) {
                return deliverSnapshot();
            }
            return isLive() ? deliverBacklog() : catchUp();
        } catch (RejectedException e) {
            // nothing has been read or written
            if (e.rejection().retryable()) {
                // the journal is unavailable, and the client need not know
                hub.later(() -> connection.signal(this));
            } else {
                connection.close(CloseCause.INTERNAL_ERROR);
            }
            return false;
        }
    }

    /** The journal is another one than that which the client has seen: it goes on from where this node began with it. */
    private boolean changeEpoch() throws IOException {
        Cursor now = hub.begin();
        connection.beginWrite().gap(subscription, new Gap(at(cursor).toString(), now, Gap.Reason.EPOCH));
        snapshot = List.of();
        endedBySnapshot = null;
        endsTold = endsTold();
        unfinished = null;
        stopFetching();
        stopFindingEnds();
        synchronized (this) {
            epoch = now.epoch();
            cursor = now.position();
            begin = cursor;
            floor = 0;
            live = false;
            caughtUp = false;
            backlog.clear();
        }
        if (!filters().topics().isEmpty()) {
            earlierEnds = fetching(topics -> 0);
            cancelIfLate(earlierEnds);
        }
        return true;
    }

    /** The last events of topics that lie in the gap, or before it: none of them is still to come. */
    private boolean tellEarlierEnds() throws IOException {
        Cursor begun = at(cursor);
        Set<Topic> topics = filters().topics();
        Optional<Set<Topic>> complete =
                earlierEnds.take(begun, () -> hub.earlierEnds().upTo(begun, topics));
        if (complete.isEmpty()) {
            return false;
        }
        stopFindingEnds();
        Set<Topic> told = endsTold;
        endsTold = Set.of();
        end(complete.get(), told);
        return true;
    }

    /** Those of its topics whose ends its client knows: an older state may have opened them again, and then forgets them. */
    private Set<Topic> endsTold() {
        Set<Topic> told = new HashSet<>(endsTold);
        if (unfinished != null) {
            filters().topics().stream()
                    .filter(topic -> !unfinished.contains(topic))
                    .forEach(told::add);
        }
        return told;
    }

    private void stopFindingEnds() {
        cancel(earlierEnds);
        earlierEnds = null;
    }

    /** The dispatcher has not met the new epoch yet: until then there is nowhere to go on from. */
    private void requireSameEpoch(String read) {
        if (!read.equals(epoch)) {
            throw JOURNAL_UNAVAILABLE.because("the epoch of the journal changes");
        }
    }

    private void deliverVolatiles() throws IOException {
        List<SharedEvent> events;
        Map<Optional<Topic>, Long> missed;
        synchronized (this) {
            if (volatiles == null || volatiles.isEmpty()) {
                return;
            }
            missed = volatiles.takeMissed();
            missed.keySet().removeIf(topic -> topic.isPresent() && !connection.mayRead(topic.get()));
            events = volatiles.take();
        }
        if (!missed.isEmpty()) {
            connection.beginWrite().missed(subscription, missed);
        }
        hub.traffic().delivered(deliver(events));
    }

    /**
     * The first word, in its turn among those of the door; the events follow. Also when it has been cancelled already: who
     * has asked gets an answer.
     */
    void open() throws IOException {
        connection.beginWrite().opened(subscription, opening.orElseThrow());
        connection.endWrite();
        Set<Topic> complete = opening.get().complete();
        opening = Optional.empty();
        synchronized (this) {
            open = true;
            if (cancelled) {
                return;
            }
        }
        hub.traffic()
                .replayed(deliver(
                        listener.greeting().stream().map(SharedEvent::new).toList()));
        if (snapshot.isEmpty()) {
            end(complete);
        } else {
            endedBySnapshot = new LinkedHashSet<>(complete);
        }
        connection.signal(this);
    }

    /** Says that topics are complete; nothing comes any more when all are. */
    private void end(Collection<Topic> complete) throws IOException {
        end(complete, Set.of());
    }

    /** @param told of which its client knows already */
    private void end(Collection<Topic> complete, Set<Topic> told) throws IOException {
        if (complete.isEmpty()) {
            return;
        }
        if (unfinished == null) {
            unfinished = new HashSet<>(filters().topics());
        }
        boolean over = unfinished.removeAll(complete) && unfinished.isEmpty();
        if (over) {
            // before its client hears of it, who may ask again by the same name at once
            connection.release(this);
        }
        for (Topic topic : complete) {
            if (!told.contains(topic) && connection.mayRead(topic)) {
                connection.beginWrite().end(subscription, topic, at(cursor));
            }
        }
        if (over) {
            connection.finish(this);
        }
    }

    private boolean deliverSnapshot() throws IOException {
        List<Long> next = snapshot.subList(0, Math.min(SNAPSHOT_POSITIONS, snapshot.size()));
        Optional<EventRange> page = fetched(at(next.get(0)), () -> hub.past().readAt(next, HELPING_BYTES));
        if (page.isEmpty()) {
            return false;
        }
        requireSameEpoch(page.get().epoch());
        hub.traffic().replayed(deliver(page.get().events()));
        int delivered = 0;
        while (delivered < next.size() && next.get(delivered) <= page.get().upTo()) {
            delivered++;
        }
        snapshot = delivered == snapshot.size() ? List.of() : snapshot.subList(delivered, snapshot.size());
        if (snapshot.isEmpty()) {
            Set<Topic> complete = endedBySnapshot;
            endedBySnapshot = null;
            end(complete);
        }
        return true;
    }

    /** A page from the journal, which a reader brings: until then there is nothing to write. */
    private Optional<EventRange> fetched(Cursor from, Supplier<EventRange> query) {
        if (fetch == null) {
            fetch = fetching(EventRange::bytes);
            cancelIfLate(fetch);
        }
        return fetch.take(from, query);
    }

    private <T> PageFetch<T> fetching(ToLongFunction<T> weight) {
        return new PageFetch<>(hub, connection.owner().key(), weight, () -> connection.signal(this));
    }

    /** For one that can be seen since a moment ago: whoever cancelled in between could not see it yet. */
    private void cancelIfLate(PageFetch<?> fetching) {
        if (isCancelled()) {
            fetching.cancel();
        }
    }

    private static void cancel(PageFetch<?> fetching) {
        if (fetching != null) {
            fetching.cancel();
        }
    }

    private void stopFetching() {
        cancel(fetch);
        fetch = null;
    }

    private synchronized boolean isLive() {
        cursor = Math.max(cursor, floor);
        caughtUp = live && (caughtUp || cursor >= catchUpTo);
        return caughtUp;
    }

    private boolean deliverBacklog() throws IOException {
        List<SharedEvent> events;
        boolean more;
        synchronized (this) {
            events = new ArrayList<>(backlog.size());
            long weight = 0;
            while (!backlog.isEmpty() && weight < HELPING_BYTES) {
                SharedEvent event = backlog.remove();
                if (event.position() > cursor) {
                    events.add(event);
                    weight += event.size();
                }
            }
            more = !backlog.isEmpty();
        }
        hub.traffic().delivered(deliver(events));
        return more;
    }

    private boolean catchUp() throws IOException {
        Cursor after = at(cursor);
        Optional<EventRange> next = hub.past()
                .recent(after, filters(), HELPING_BYTES)
                .or(() -> fetched(after, () -> hub.past().readAfter(after, filters(), HELPING_BYTES)));
        if (next.isEmpty()) {
            return false;
        }
        EventRange range = next.get();
        requireSameEpoch(range.epoch());
        if (range.start() > cursor) {
            Gap gap = ResolvedStart.retentionGap(at(cursor), at(range.start()));
            connection.beginWrite().gap(subscription, gap);
            cursor = range.start();
        }
        hub.traffic().replayed(deliver(range.events()));
        cursor = Math.max(cursor, range.upTo());
        if (hub.isIn(epoch) && cursor >= hub.dispatched()) {
            stopFetching();
            goLive();
        }
        return true;
    }

    /** From here on the dispatcher hands over what comes; what it handed to nobody a moment ago is on the tail. */
    private synchronized void goLive() {
        // the dispatcher changes its epoch before it looks for those that are live
        if (live || cancelled || !hub.isIn(epoch)) {
            return;
        }
        live = true;
        offered = cursor;
        catchUpTo = hub.tailLast();
    }

    /** Gives back those that have been written. */
    private List<SharedEvent> deliver(List<SharedEvent> events) throws IOException {
        if (events.isEmpty()) {
            return events;
        }
        if (areUsual(events) && !connection.isRestricted()) {
            connection.beginWrite().deliver(subscription, events);
            cursor = Math.max(cursor, events.get(events.size() - 1).position());
            return events;
        }
        return deliverByTerms(events);
    }

    private static boolean areUsual(List<SharedEvent> events) {
        for (SharedEvent event : events) {
            if (!event.published().options().areUsual()) {
                return false;
            }
        }
        return true;
    }

    /** Without those that are not for this client, or not any more: they count as delivered. */
    private List<SharedEvent> deliverByTerms(List<SharedEvent> events) throws IOException {
        Instant now = hub.time();
        List<SharedEvent> allowed =
                events.stream().filter(event -> allows(event.published(), now)).toList();
        if (!allowed.isEmpty()) {
            connection.beginWrite().deliver(subscription, allowed);
        }
        cursor = Math.max(cursor, events.get(events.size() - 1).position());
        List<Topic> complete = events.stream()
                .map(SharedEvent::published)
                .filter(event -> event.options().completes())
                .map(Published::topic)
                .toList();
        if (endedBySnapshot == null) {
            end(complete);
        } else {
            // a client that is cut within a snapshot must not take its end for seen
            endedBySnapshot.addAll(complete);
        }
        return allowed;
    }

    private boolean allows(Published event, Instant now) {
        return event.options().allow(connection.id(), event.time(), now) && connection.mayRead(event.topic());
    }

    /** By how many positions it is behind; live, how many events wait for it. */
    long lag() {
        synchronized (this) {
            if (caughtUp) {
                return backlog.size();
            }
        }
        return Math.max(0, hub.dispatchedIn(epoch) - cursor);
    }

    /** @param busy whether the connection has something to write: then the cursor alone is sure */
    SubscriptionStatus reading(boolean busy) {
        long dispatched = hub.dispatchedIn(epoch);
        long lag = lag();
        long position;
        int waiting;
        boolean upToDate;
        Optional<Instant> oldest;
        synchronized (this) {
            waiting = backlog.size();
            upToDate = caughtUp;
            position = caughtUp && backlog.isEmpty() && !busy ? Math.max(cursor, dispatched) : cursor;
            oldest = backlog.isEmpty()
                    ? Optional.empty()
                    : Optional.of(backlog.peek().published().time());
        }
        Optional<Instant> since = lag == 0 ? Optional.empty() : oldest.or(() -> hub.timeAfter(at(position)));
        return new SubscriptionStatus(subscription, at(begin), at(position), upToDate, waiting, lag, since);
    }

    /** Up to where everything that matches has been written; nothing before the subscription is open. */
    Optional<Cursor> checkedUpTo() {
        // first this, then the backlog: what has been dispatched up to here has been offered already
        long dispatched = hub.dispatchedIn(epoch);
        if (opening.isPresent() || !snapshot.isEmpty()) {
            return Optional.empty();
        }
        if (isLive()) {
            synchronized (this) {
                if (live && backlog.isEmpty()) {
                    cursor = Math.max(cursor, dispatched);
                }
            }
        }
        return Optional.of(at(cursor));
    }

    private Cursor at(long position) {
        return new Cursor(epoch, position);
    }
}
