package dev.sluice.http;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Prevents reads and writes after the end of an upgraded connection. Payara and GlassFish reuse the buffers of a closed
 * connection for the next request at once, while its streams still work: a frame that was sent a moment too late became the
 * beginning of another client's answer. Any thread may call.
 */
final class ConnectionEnd {

    /** The wait for running uses. A longer use is a write to a client that does not read; closing the connection ends it. */
    private static final long MAX_WAIT_MILLIS = 1_000;

    private final ReentrantReadWriteLock uses = new ReentrantReadWriteLock();
    private volatile boolean reached;

    /** A use of the connection, or its replacement after the end. */
    interface Step<T, X extends Exception> {
        T run() throws X;
    }

    boolean isReached() {
        return reached;
    }

    /** Runs the first step, or the second one after the end of the connection. */
    <T, X extends Exception> T use(Step<T, X> step, Step<T, X> afterEnd) throws X {
        if (!reached) {
            uses.readLock().lock();
            try {
                if (!reached) {
                    return step.run();
                }
            } finally {
                uses.readLock().unlock();
            }
        }
        return afterEnd.run();
    }

    /** Marks the end, and waits until the running uses have finished, but not for long. */
    void reach() {
        reached = true;
        if (uses.getReadHoldCount() > 0) {
            // the caller itself is a running use, and would wait for itself
            return;
        }
        try {
            if (uses.writeLock().tryLock(MAX_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                uses.writeLock().unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
