package dev.sluice.hub;

import dev.sluice.runtime.Threads;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that close clients. Not the writers: all of those may be held by the very clients that are to be closed. */
final class Closers {

    private static final Logger LOG = System.getLogger(Closers.class.getName());

    private static final int MOST = 8;

    private final ExecutorService threads;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicBoolean faulty = new AtomicBoolean();

    Closers(Threads threads) {
        this.threads = threads.pool("sluice-closer", MOST);
    }

    void add(Runnable closing) {
        underWay.incrementAndGet();
        try {
            threads.execute(() -> {
                try {
                    closing.run();
                } catch (RuntimeException | Error e) {
                    // one fault for each of thousands of clients would fill the log of the server, which takes it for
                    // its own
                    LOG.log(faulty.getAndSet(true) ? Level.DEBUG : Level.ERROR, "closing a client failed", e);
                } finally {
                    underWay.decrementAndGet();
                }
            });
        } catch (RejectedExecutionException e) {
            underWay.decrementAndGet();
            LOG.log(Level.DEBUG, "the hub is closed", e);
        } catch (RuntimeException | OutOfMemoryError e) {
            underWay.decrementAndGet();
            LOG.log(Level.ERROR, "there is no thread for a client", e);
        }
    }

    /** Whether all that have been closed so far have been told. */
    boolean areIdle() {
        return underWay.get() == 0;
    }

    /** Returns when all clients have been told, or when that takes too long. */
    void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.log(Level.DEBUG, "some clients have not been told that the gateway goes away");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
