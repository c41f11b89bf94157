package dev.sluice.hub;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Sends everybody away, spread over a time: they come back somewhere, and a node that is met by all of them at once has
 * nothing left for those it has. Any thread may call; the monitor guards the fields, and the ticker does the work.
 */
final class ConnectionDrain {

    private static final Logger LOG = System.getLogger(ConnectionDrain.class.getName());

    private static final long STEP = TimeUnit.MILLISECONDS.toNanos(50);

    /** So few at a time trouble nobody: there is no need to take longer over them. */
    private static final long EACH = TimeUnit.MILLISECONDS.toNanos(100);

    /** How long after its time a client that has been told may take for it. */
    private static final long LAST_WORDS = TimeUnit.SECONDS.toNanos(1);

    private final Collection<Connection> connections;
    private final Closers closers;
    private final ScheduledExecutorService ticker;
    private final Queue<Connection> staying = new ArrayDeque<>();

    /** Names the departure under way: a step of one that was cancelled finds it completed, and does nothing. */
    private CompletableFuture<Void> over = new CompletableFuture<>();

    private volatile boolean underWay;

    /** The earliest end that has been asked for. */
    private long limit;

    /** The end of the drain: the time limit, or earlier if only a few clients are connected. */
    private long end;

    /** @param connections that are open: nobody joins them while a departure is under way */
    ConnectionDrain(Collection<Connection> connections, Closers closers, ScheduledExecutorService ticker) {
        this.connections = connections;
        this.closers = closers;
        this.ticker = ticker;
    }

    /** Whether clients are sent away, or all have been. */
    boolean isUnderWay() {
        return underWay;
    }

    /**
     * Begins, or hastens what has begun: nobody is given more time than before.
     *
     * @return completes when all have been told and have gone, or when this departure is cancelled
     */
    synchronized CompletionStage<Void> within(Duration time) {
        boolean begins = !underWay;
        if (begins) {
            // before the connections are read: a client that is added meanwhile sees it, or is among them
            underWay = true;
            staying.addAll(connections);
        }
        long now = System.nanoTime();
        long asked = now + time.toNanos();
        limit = !begins && limit - asked < 0 ? limit : asked;
        long wanted = now + Math.min(time.toNanos(), EACH * staying.size());
        end = !begins && end - wanted < 0 ? end : wanted;
        if (begins) {
            goOn(over, 0);
        }
        return over;
    }

    /** The time until the end that holds: the earliest one that has been asked for. */
    synchronized Duration left() {
        return underWay ? Duration.ofNanos(Math.max(0, limit - System.nanoTime())) : Duration.ZERO;
    }

    /** Clients that have not been told stay, and new ones may come. Those that have been told still go. */
    synchronized void cancel() {
        underWay = false;
        staying.clear();
        over.complete(null);
        over = new CompletableFuture<>();
    }

    /** There is no more time. */
    synchronized void end() {
        over.complete(null);
    }

    private void goOn(CompletableFuture<Void> departure, long nanos) {
        try {
            ticker.schedule(() -> step(departure), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "the hub is closed", e);
            departure.complete(null);
        }
    }

    private void step(CompletableFuture<Void> departure) {
        try {
            if (connections.isEmpty() && closers.areIdle()) {
                departure.complete(null);
            }
            sendSomeAway(departure, System.nanoTime());
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "sending clients away failed", e);
        }
        if (!departure.isDone()) {
            goOn(departure, STEP);
        }
    }

    private synchronized void sendSomeAway(CompletableFuture<Void> departure, long now) {
        if (departure.isDone()) {
            return;
        }
        long left = end - now;
        staying.removeIf(Connection::isClosed);
        long due = left <= 0 ? staying.size() : ceil(staying.size() * (double) STEP / left);
        for (long i = 0; i < due && !staying.isEmpty(); i++) {
            staying.remove().sendAway();
        }
        if (left < -LAST_WORDS) {
            connections.forEach(connection -> connection.close(CloseCause.DRAIN));
        }
    }

    private static long ceil(double number) {
        return (long) Math.ceil(number);
    }
}
