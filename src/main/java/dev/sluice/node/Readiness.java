package dev.sluice.node;

import static dev.sluice.event.Rejection.JOURNAL_UNAVAILABLE;

import dev.sluice.event.Rejection;
import dev.sluice.hub.Hub;
import dev.sluice.journal.JpaJournal;
import dev.sluice.journal.WriteObstacle;
import dev.sluice.runtime.Threads;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Readiness of this node: clients can publish here, and not only read. The question needs no token, so the journal is
 * checked at most twice a second, by one thread that all callers wait for. Any thread may call; the monitor guards the last
 * check.
 */
@Singleton
public class Readiness implements LifecycleListener {

    private static final Logger LOG = System.getLogger(Readiness.class.getName());

    private static final long FRESH = TimeUnit.MILLISECONDS.toNanos(500);

    /** A database that takes longer is as good as none; and whoever asks does not wait for ever either. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);

    /**
     * The cause of unreadiness.
     *
     * @param code of the rejection that clients would get
     * @param reason distinguishes the causes of one code
     */
    public record Obstacle(String code, String reason) {

        private static final Obstacle DRAINING = of(Rejection.DRAINING, "draining");
        private static final Obstacle STARTING = of(JOURNAL_UNAVAILABLE, "starting");
        private static final Obstacle HEAP = of(JOURNAL_UNAVAILABLE, "heap-exhausted");

        private static Obstacle of(Rejection rejection, String reason) {
            return new Obstacle(rejection.code(), reason);
        }

        private static Obstacle of(WriteObstacle obstacle) {
            return of(JOURNAL_UNAVAILABLE, obstacle.code());
        }
    }

    private final Hub hub;
    private final JpaJournal journal;
    private final ExecutorService thread;
    private final HeapPressure heap = HeapPressure.ofThisProcess();
    private Look last = new Look(System.nanoTime() - FRESH, CompletableFuture.completedFuture(Optional.empty()));

    @Inject
    Readiness(Hub hub, JpaJournal journal, Threads threads) {
        this.hub = hub;
        this.journal = journal;
        this.thread = threads.pool("sluice-readiness", 1);
    }

    private record Look(long began, CompletableFuture<Optional<Obstacle>> obstacle) {}

    /** Why they should not; empty if they should. */
    public Optional<Obstacle> obstacle() {
        if (hub.isDraining()) {
            return Optional.of(Obstacle.DRAINING);
        }
        // the journal is open first, and a client that came then would be sent away
        return hub.isOpen() ? obstacleOfTheLook() : Optional.of(Obstacle.STARTING);
    }

    /** Conditions that need an operator, although the node is ready. */
    public SortedSet<String> warnings() {
        return journal.warnings();
    }

    @Override
    public void stopping() {
        thread.shutdown();
    }

    private Optional<Obstacle> obstacleOfTheLook() {
        Look look = look();
        try {
            return look.obstacle().get(look.began() + PATIENCE - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.log(Level.DEBUG, "the journal does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.of(Obstacle.of(journal.suspectedObstacle()));
    }

    private synchronized Look look() {
        long now = System.nanoTime();
        if (last.obstacle().isDone() && now - last.began() >= FRESH) {
            last = new Look(now, CompletableFuture.supplyAsync(this::lookNow, thread));
        }
        return last;
    }

    private Optional<Obstacle> lookNow() {
        return heap.isExhausted()
                ? Optional.of(Obstacle.HEAP)
                : journal.writeObstacle().map(Obstacle::of);
    }
}
