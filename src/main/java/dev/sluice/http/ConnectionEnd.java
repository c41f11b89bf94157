package dev.sluice.http;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The end of an upgraded connection, after which nothing is read from it and nothing written to it. Payara and GlassFish use the
 * buffers of a closed connection for the next request at once, and let the streams of the old one go on: a frame that was sent
 * a moment too late became the beginning of another client's answer. Any thread may call.
 */
final class ConnectionEnd {

    /** A use that takes longer is a write to a client that does not read: only the end of its connection ends it. */
    private static final long PATIENCE_MILLIS = 1_000;

    private final ReentrantReadWriteLock uses = new ReentrantReadWriteLock();
    private volatile boolean reached;

    /** Something to do with the connection, or instead. */
    interface Step<T, X extends Exception> {
        T take() throws X;
    }

    boolean isReached() {
        return reached;
    }

    /** Uses the connection; if it has ended, takes the other step. */
    <T, X extends Exception> T use(Step<T, X> step, Step<T, X> afterTheEnd) throws X {
        if (!reached) {
            uses.readLock().lock();
            try {
                if (!reached) {
                    return step.take();
                }
            } finally {
                uses.readLock().unlock();
            }
        }
        return afterTheEnd.take();
    }

    /** Returns when nobody uses the connection any more, or when that takes too long. */
    void reach() {
        reached = true;
        if (uses.getReadHoldCount() > 0) {
            // the caller itself uses it, and will find the end when it goes on
            return;
        }
        try {
            if (uses.writeLock().tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                uses.writeLock().unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
