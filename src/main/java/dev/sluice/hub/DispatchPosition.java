package dev.sluice.hub;

import dev.sluice.event.Cursor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How far this node has dispatched the journal. The dispatcher moves the position and any thread may read it; the monitor
 * serves only to wait for a change of the epoch.
 */
final class DispatchPosition {

    /** Every event up to here has been offered to the subscribers. */
    private volatile Cursor dispatched = new Cursor("", 0);

    /** This node began here to dispatch the current epoch. */
    private volatile Cursor epochStart = dispatched;

    /** Begins to dispatch after a cursor, usually one of another epoch. */
    synchronized void startAfter(Cursor cursor) {
        epochStart = cursor;
        dispatched = cursor;
        notifyAll();
    }

    /** Moves on within the epoch. */
    void advanceTo(Cursor cursor) {
        dispatched = cursor;
    }

    Cursor dispatched() {
        return dispatched;
    }

    Cursor epochStart() {
        return epochStart;
    }

    /** Whether the dispatched events belong to this epoch of the journal. */
    boolean isIn(String epoch) {
        return dispatched.epoch().equals(epoch);
    }

    /** The position up to which events of this epoch have been dispatched; 0 if another one has begun. */
    long dispatchedIn(String epoch) {
        Cursor now = dispatched;
        return now.epoch().equals(epoch) ? now.position() : 0;
    }

    /** The same epoch as a string that all subscribers share, since there are many of them. */
    String sharedEpoch(String same) {
        String epoch = dispatched.epoch();
        return epoch.equals(same) ? epoch : same;
    }

    /** Waits until this epoch is dispatched, at most for the limit, and returns whether it is. */
    synchronized boolean awaitEpoch(String epoch, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        for (long left = limit.toMillis(); !isIn(epoch) && left > 0; ) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }
        return isIn(epoch);
    }
}
