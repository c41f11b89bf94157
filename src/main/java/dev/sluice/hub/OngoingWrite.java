package dev.sluice.hub;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * The write of an {@link Outlet} that is under way, if there is one: it blocks for as long as its client takes nothing,
 * and closing the connection does not end it on every server. Interrupting it does.
 *
 * <p>One thread at a time writes, between {@link #begin} and {@link #end}; another one ends it by {@link #stop}. The
 * monitor guards all fields.
 */
public final class OngoingWrite {

    private static final long INTERRUPTED_EVERY_MILLIS = 10;

    /** A write that does not answer to it after so long never will, as on Liberty, and must not keep who closes clients. */
    private static final long GIVEN_UP_AFTER = TimeUnit.SECONDS.toNanos(5);

    private Thread writing;
    private boolean interrupting;
    private boolean stopped;

    /** @throws IOException if there is nothing to be written any more */
    public synchronized void begin() throws IOException {
        if (stopped) {
            throw new IOException("the connection is closed");
        }
        writing = Thread.currentThread();
    }

    /** An interrupt was meant for this write, not for what the thread does next. */
    public synchronized void end() {
        writing = null;
        if (interrupting) {
            Thread.interrupted();
        }
        if (stopped) {
            notifyAll();
        }
    }

    /**
     * Lets no other write begin, and waits for the one that is under way. What has not ended in time is interrupted, again
     * and again: Jersey, when its write has failed, flushes what is left and blocks once more. A write that no interrupt ends
     * goes on.
     *
     * @return whether the write has ended by itself, so that the client can be told something
     */
    public synchronized boolean stop(long patienceMillis) throws InterruptedException {
        stopped = true;
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
        for (long left = patienceMillis; writing != null && left > 0; ) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        }
        interrupting = writing != null;
        long givenUp = System.nanoTime() + GIVEN_UP_AFTER;
        while (writing != null && System.nanoTime() - givenUp < 0) {
            writing.interrupt();
            wait(INTERRUPTED_EVERY_MILLIS);
        }
        return !interrupting;
    }
}
