package dev.sluice.hub;

import dev.sluice.event.Cursor;
import dev.sluice.event.Filters;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The state of one subscription's delivery: its cursor, and the backlog of events that wait while it is live.
 *
 * <p><i>Behind</i>, it has no backlog, and reads on after its cursor. <i>Live</i>, the dispatcher offers it references to
 * the events that match. A full backlog is dropped and the source is behind again: no event is lost, since the cursor says
 * where to read on. To become live, the source opens its backlog first and then reads what came meanwhile; an event seen
 * twice is recognised by its position.
 *
 * <p>Volatile events wait in a backlog of their own, which drops the oldest when the client is too slow for them.
 *
 * <p>The dispatcher and the ticker call the methods that offer and drop; only the writing thread moves the cursor. The
 * monitor guards what they share.
 *
 * <p>{@link Subscriber} extends this class and does not hold an object of it: with many idle subscriptions, each object per
 * subscription counts.
 */
abstract class BacklogSource extends OutboundSource {

    private final Subscription subscription;
    private final HubContext hub;

    /** The journal to which the cursor belongs. */
    private volatile String epoch;

    private volatile long cursor;

    /** The start of the subscription in this epoch, which explains why an earlier event did not come. */
    private volatile long begin;

    // guarded by the monitor
    private final ArrayDeque<SharedEvent> backlog = new ArrayDeque<>(0);
    private boolean live;

    /** A live source reads up to here first: these events came while it opened its backlog. */
    private long catchUpTo;

    /** Whether it has done so: every event before the backlog has been handed to the writing thread. */
    private boolean caughtUp;

    private boolean cancelled;
    private long offered;

    /** Whether the first message has been written. */
    private boolean open;

    /** Null before the first volatile event. */
    private VolatileBacklog volatiles;

    /** Every matching event up to here was handed to the writing thread before the backlog was dropped. */
    private long floor;

    BacklogSource(Subscription subscription, Cursor start, HubContext hub) {
        this.subscription = subscription;
        this.hub = hub;
        this.cursor = start.position();
        this.begin = cursor;
        this.epoch = hub.position().sharedEpoch(start.epoch());
    }

    /** A part of the backlog for one write, and whether there is more. */
    record Batch(List<SharedEvent> events, boolean more) {}

    /** Queues this source with its connection. */
    abstract void signal();

    final Subscription subscription() {
        return subscription;
    }

    final Filters filters() {
        return subscription.filters();
    }

    final HubContext hub() {
        return hub;
    }

    /** Accepts a matching event. The dispatcher calls in the order of positions. */
    final void offer(SharedEvent event) {
        synchronized (this) {
            if (!live || event.position() <= offered) {
                return;
            }
            offered = event.position();
            if (backlog.size() >= hub.settings().backlogEvents()) {
                fallBehind();
            } else {
                backlog.add(event);
            }
        }
        signal();
    }

    /** Drops a backlog that begins before the tail, so that all backlogs together need no memory beyond that of the tail. */
    final void dropEvicted() {
        synchronized (this) {
            if (backlog.isEmpty() || backlog.peek().position() >= hub.tail().first()) {
                return;
            }
            fallBehind();
        }
        signal();
    }

    /** Has the source read on by itself, and detect a gap, because the dispatcher has missed events or changed its epoch. */
    final void reread() {
        synchronized (this) {
            if (!live) {
                return;
            }
            fallBehind();
        }
        signal();
    }

    /** Accepts a matching volatile event, also while the source is behind with the others. */
    final void offerVolatile(SharedEvent event) {
        synchronized (this) {
            if (!open || cancelled) {
                return;
            }
            if (volatiles == null) {
                volatiles = new VolatileBacklog(
                        subscription.conflate(), hub.settings().volatileEvents());
            }
            volatiles.add(event);
        }
        signal();
    }

    private void fallBehind() {
        if (caughtUp) {
            floor = backlog.isEmpty()
                    ? hub.position().dispatchedIn(epoch)
                    : backlog.peek().position() - 1;
        }
        live = false;
        caughtUp = false;
        backlog.clear();
    }

    /** Ends the delivery. Returns false if it had ended before. */
    final synchronized boolean end() {
        if (cancelled) {
            return false;
        }
        cancelled = true;
        live = false;
        backlog.clear();
        volatiles = null;
        return true;
    }

    final synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Accepts volatile events from now on. Returns false if the delivery has ended. */
    final synchronized boolean open() {
        open = true;
        return !cancelled;
    }

    final synchronized boolean isOpen() {
        return open;
    }

    /** Goes on after a cursor of another epoch. */
    final synchronized void restartAfter(Cursor start) {
        epoch = start.epoch();
        cursor = start.position();
        begin = cursor;
        floor = 0;
        live = false;
        caughtUp = false;
        backlog.clear();
    }

    /** Whether the next events are in the backlog, so that none has to be read. */
    final synchronized boolean isCaughtUp() {
        cursor = Math.max(cursor, floor);
        caughtUp = live && (caughtUp || cursor >= catchUpTo);
        return caughtUp;
    }

    /** Has the dispatcher offer new events from now on. The tail holds those that it offered to nobody a moment ago. */
    final synchronized void goLive() {
        // the dispatcher changes its epoch before it looks for live sources
        if (live || cancelled || !hub.position().isIn(epoch)) {
            return;
        }
        live = true;
        offered = cursor;
        catchUpTo = hub.tail().last();
    }

    final synchronized Batch takeBacklog(int maxBytes) {
        List<SharedEvent> events = new ArrayList<>(backlog.size());
        long weight = 0;
        while (!backlog.isEmpty() && weight < maxBytes) {
            SharedEvent event = backlog.remove();
            if (event.position() > cursor) {
                events.add(event);
                weight += event.size();
            }
        }
        return new Batch(events, !backlog.isEmpty());
    }

    final synchronized Optional<VolatileBacklog.Batch> takeVolatiles() {
        return volatiles == null || volatiles.isEmpty() ? Optional.empty() : Optional.of(volatiles.takeAll());
    }

    final void advanceTo(long position) {
        cursor = Math.max(cursor, position);
    }

    final Cursor cursor() {
        return at(cursor);
    }

    /** Whether the dispatched events belong to the epoch of the cursor. */
    final boolean isInDispatchedEpoch() {
        return hub.position().isIn(epoch);
    }

    /** Whether the cursor has come up to the last dispatched event. */
    final boolean hasReachedHead() {
        return isInDispatchedEpoch() && cursor >= hub.position().dispatched().position();
    }

    private Cursor at(long position) {
        return new Cursor(epoch, position);
    }

    /** The number of positions that it is behind; while it is live, the number of waiting events. */
    final long lag() {
        synchronized (this) {
            if (caughtUp) {
                return backlog.size();
            }
        }
        return Math.max(0, hub.position().dispatchedIn(epoch) - cursor);
    }

    /**
     * The status of the delivery.
     *
     * @param busy whether the connection has something to write: then only the cursor is certain
     */
    final SubscriptionStatus status(boolean busy) {
        long dispatched = hub.position().dispatchedIn(epoch);
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
        Optional<Instant> since =
                lag == 0 ? Optional.empty() : oldest.or(() -> hub.replay().timeAfter(at(position)));
        return new SubscriptionStatus(subscription, at(begin), at(position), upToDate, waiting, lag, since);
    }

    /** Every matching event up to this cursor has been written. The writing thread calls. */
    final Cursor checkedCursor() {
        // before the backlog is looked at: every event up to here has been offered already
        long dispatched = hub.position().dispatchedIn(epoch);
        if (isCaughtUp()) {
            synchronized (this) {
                if (live && backlog.isEmpty()) {
                    cursor = Math.max(cursor, dispatched);
                }
            }
        }
        return at(cursor);
    }
}
