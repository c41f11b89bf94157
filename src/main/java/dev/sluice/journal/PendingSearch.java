package dev.sluice.journal;

import static dev.sluice.event.Rejection.JOURNAL_UNAVAILABLE;

import dev.sluice.event.RejectedException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** A search: one thread waits for the answer while readers run the steps, one after another. */
final class PendingSearch<T> {

    private final Supplier<Optional<T>> step;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private volatile boolean begun;

    PendingSearch(Supplier<Optional<T>> step) {
        this.step = step;
    }

    /** Runs one step. Returns whether the search has ended: with an answer, a fault or a caller that has given up. */
    boolean step() {
        begun = true;
        try {
            if (!answer.isDone()) {
                step.get().ifPresent(answer::complete);
            }
        } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
        }
        return answer.isDone();
    }

    void refuse() {
        answer.completeExceptionally(shuttingDown());
    }

    /**
     * Waits for the first step, and then for the answer.
     *
     * @throws RejectedException {@code journal-unavailable} if either takes too long; and any rejection that a step throws
     */
    T await(Duration waiting, Duration work) {
        try {
            return awaitInTime(waiting, work);
        } catch (TimeoutException e) {
            answer.cancel(false);
            throw busy();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        } catch (InterruptedException e) {
            answer.cancel(false);
            Thread.currentThread().interrupt();
            throw shuttingDown();
        }
    }

    private T awaitInTime(Duration waiting, Duration work)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return answer.get(waiting.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            if (!begun) {
                throw e;
            }
            return answer.get(work.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    static RejectedException busy() {
        return JOURNAL_UNAVAILABLE.because("too many requests read from the journal at the moment; try again later");
    }

    private static RejectedException shuttingDown() {
        return JOURNAL_UNAVAILABLE.because("the gateway is shutting down");
    }
}
