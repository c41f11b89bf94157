package dev.sluice.hub;

import dev.sluice.event.ConnectionId;
import dev.sluice.event.RejectedException;
import dev.sluice.log.LogMessage;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * The sources of one connection that have something to write, and the loop that writes them: one thread at a time, one
 * portion of each source in turn.
 *
 * <p>Any thread may call; none waits for the client. The monitor guards the queue and is never held while writing.
 *
 * <p>{@link Connection} extends this class and does not hold an object of it: with many idle connections, each object per
 * connection counts.
 */
abstract class OutboundQueue {

    private static final Logger LOG = System.getLogger(OutboundQueue.class.getName());

    /** Portions per run of the loop: a connection with more to write goes to the end of the writers' queue. */
    private static final int MAX_PORTIONS = 16;

    private final Outlet outlet;

    /** Each source is queued at most once. */
    private final Queue<OutboundSource> ready = new ArrayDeque<>(2);

    private boolean writing;
    private boolean closed;

    /**
     * The start of the last write by {@link NanoClock}, whose times are odd: even after the write has ended, 0 before the
     * first. One number holds both, since there are many connections.
     */
    private volatile long lastWrite;

    OutboundQueue(Outlet outlet) {
        this.outlet = outlet;
    }

    /** The connection's number, for the log. */
    abstract ConnectionId id();

    /** Has a writer call {@link #write}. */
    abstract void schedule();

    /** Closes the connection, which in turn ends this queue. */
    abstract void close(CloseCause cause);

    /** Queues a source that has something to write. */
    final void signal(OutboundSource source) {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (!source.isReady) {
                source.isReady = true;
                ready.add(source);
            }
            if (writing) {
                return;
            }
            writing = true;
        }
        schedule();
    }

    /** Writes until the queue is empty or other connections are due; one thread at a time. */
    final void write() {
        try {
            for (int portions = 0; portions < MAX_PORTIONS; portions++) {
                OutboundSource next = next();
                if (next == null) {
                    return;
                }
                boolean more = next.write();
                endWrite();
                if (more) {
                    signal(next);
                }
            }
            schedule();
        } catch (IOException e) {
            close(CloseCause.CLIENT_GONE);
            LOG.log(
                    Level.DEBUG,
                    LogMessage.of("a client has gone").with("connection", id()).with("cause", e.getMessage()));
        } catch (RejectedException e) {
            close(CloseCause.JOURNAL_UNAVAILABLE);
        } catch (RuntimeException | Error e) {
            close(CloseCause.INTERNAL_ERROR);
            LOG.log(
                    Level.ERROR,
                    () -> LogMessage.of("a connection failed")
                            .with("connection", id())
                            .toString(),
                    e);
        }
    }

    private synchronized OutboundSource next() {
        if (closed || ready.isEmpty()) {
            writing = false;
            return null;
        }
        OutboundSource next = ready.remove();
        next.isReady = false;
        return next;
    }

    /** Discards the sources; nothing is queued after this. Returns false if that has been done before. */
    final synchronized boolean end() {
        if (closed) {
            return false;
        }
        closed = true;
        ready.clear();
        return true;
    }

    /** Whether the connection is closed. */
    public final synchronized boolean isClosed() {
        return closed;
    }

    /** Whether a thread writes, or will write. */
    final synchronized boolean isBusy() {
        return writing;
    }

    final Outlet outlet() {
        return outlet;
    }

    /** Gives the outlet for one write and starts its time; earlier reads for this write do not count. */
    final Outlet beginWrite() {
        lastWrite = NanoClock.now();
        return outlet;
    }

    /** Ends the time of a write: the client has taken the bytes, and later queries do not count. */
    final void endWrite() {
        long began = lastWrite;
        if (isUnderWay(began)) {
            lastWrite = began - 1;
        }
    }

    private static boolean isUnderWay(long write) {
        return (write & 1) == 1;
    }

    /** The time since the last write began; empty before the first. */
    public final Optional<Duration> sinceLastWrite() {
        long began = lastWrite;
        return began == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(Math.max(0, NanoClock.now() - began)));
    }

    /** The time for which the client has kept a write waiting; zero without a write. */
    public final Duration stalled() {
        return Duration.ofNanos(writingFor(NanoClock.now()));
    }

    /** The nanoseconds for which the client has kept a write waiting: 0 without a write, or while the connection closes. */
    final synchronized long writingFor(long now) {
        long since = lastWrite;
        return closed || !isUnderWay(since) ? 0 : now - since;
    }
}
