package dev.sluice.ops;

import static dev.sluice.event.Rejection.DRAINING;
import static dev.sluice.event.Rejection.JOURNAL_UNAVAILABLE;

import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.hub.Hub;
import dev.sluice.journal.Journal;
import dev.sluice.log.Line;
import dev.sluice.runtime.Threads;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Whether clients should come to this node. Anybody may ask, so the journal is looked at twice a second at the most, by one
 * thread that everybody waits for. Any thread may call; the monitor guards the look.
 */
@Singleton
class Readiness {

    private static final Logger LOG = System.getLogger(Readiness.class.getName());

    private static final long FRESH = TimeUnit.MILLISECONDS.toNanos(500);

    /** A database that takes longer is as good as none; and whoever asks does not wait for ever either. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);

    private final Hub hub;
    private final Journal journal;
    private final ExecutorService thread;
    private Look last = new Look(System.nanoTime() - FRESH, CompletableFuture.completedFuture(false));

    @Inject
    Readiness(Hub hub, Journal journal, Threads threads) {
        this.hub = hub;
        this.journal = journal;
        this.thread = threads.pool("sluice-readiness", 1);
    }

    private record Look(long began, CompletableFuture<Boolean> reached) {}

    /** Why they should not; empty if they should. */
    Optional<Rejection> obstacle() {
        if (hub.isDraining()) {
            return Optional.of(DRAINING);
        }
        // the journal is open first, and a client that came then would be sent away
        return hub.isOpen() && reachesTheJournal() ? Optional.empty() : Optional.of(JOURNAL_UNAVAILABLE);
    }

    void close() {
        thread.shutdown();
    }

    private boolean reachesTheJournal() {
        Look look = look();
        try {
            return look.reached().get(look.began() + PATIENCE - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.log(Level.DEBUG, "the journal does not answer", e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized Look look() {
        long now = System.nanoTime();
        if (last.reached().isDone() && now - last.began() >= FRESH) {
            last = new Look(now, CompletableFuture.supplyAsync(this::reaches, thread));
        }
        return last;
    }

    private boolean reaches() {
        try {
            journal.head();
            return true;
        } catch (RejectedException e) {
            LOG.log(Level.DEBUG, Line.of("the journal cannot be reached").with("cause", e.getMessage()));
            return false;
        }
    }
}
