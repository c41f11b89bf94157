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
 * Readiness of this node: clients can publish here, and not only read. Callers need no token, so the journal is checked at most
 * twice a second, by one thread for which all callers wait. Any thread may call; the monitor guards the last check.
 */
@Singleton
public class Readiness implements LifecycleListener {

    private static final Logger LOG = System.getLogger(Readiness.class.getName());

    private static final long FRESH = TimeUnit.MILLISECONDS.toNanos(500);

    /** The maximum wait for a check. A slower database counts as unavailable. */
    private static final long TIMEOUT = TimeUnit.SECONDS.toNanos(2);

    /**
     * The cause of unreadiness.
     *
     * @param code the code of the rejection that clients would get
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
    private Check last = new Check(System.nanoTime() - FRESH, CompletableFuture.completedFuture(Optional.empty()));

    @Inject
    Readiness(Hub hub, JpaJournal journal, Threads threads) {
        this.hub = hub;
        this.journal = journal;
        this.thread = threads.pool("sluice-readiness", 1);
    }

    private record Check(long began, CompletableFuture<Optional<Obstacle>> obstacle) {}

    /** Gives the cause of unreadiness; empty if the node is ready. */
    public Optional<Obstacle> obstacle() {
        if (hub.isDraining()) {
            return Optional.of(Obstacle.DRAINING);
        }
        // the hub opens after the journal, and refuses clients until then
        return hub.isOpen() ? obstacleOfLastCheck() : Optional.of(Obstacle.STARTING);
    }

    /** Conditions that need an operator, although the node is ready. */
    public SortedSet<String> warnings() {
        return journal.warnings();
    }

    @Override
    public void stopping() {
        thread.shutdown();
    }

    private Optional<Obstacle> obstacleOfLastCheck() {
        Check check = currentCheck();
        try {
            return check.obstacle().get(check.began() + TIMEOUT - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.log(Level.DEBUG, "the journal does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.of(Obstacle.of(journal.suspectedObstacle()));
    }

    private synchronized Check currentCheck() {
        long now = System.nanoTime();
        if (last.obstacle().isDone() && now - last.began() >= FRESH) {
            last = new Check(now, CompletableFuture.supplyAsync(this::checkNow, thread));
        }
        return last;
    }

    private Optional<Obstacle> checkNow() {
        return heap.isExhausted()
                ? Optional.of(Obstacle.HEAP)
                : journal.writeObstacle().map(Obstacle::of);
    }
}
