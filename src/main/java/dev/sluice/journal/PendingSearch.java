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

/** A search for whose answer one thread waits, while readers take its steps, one after another. */
final class PendingSearch<T> {

    private final Supplier<Optional<T>> step;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private volatile boolean begun;

    PendingSearch(Supplier<Optional<T>> step) {
        this.step = step;
    }

    /** Gives whether there is nothing more to do: also if nobody waits for the answer any more. */
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
     * @throws RejectedException {@code journal-unavailable} if either takes too long; and as the steps throw it
     */
    T await(Duration line, Duration work) {
        try {
            return awaitInTime(line, work);
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

    private T awaitInTime(Duration line, Duration work)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return answer.get(line.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            if (!begun) {
                throw e;
            }
            return answer.get(work.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    static RejectedException busy() {
        return JOURNAL_UNAVAILABLE.because("too many read from the journal at the moment");
    }

    private static RejectedException shuttingDown() {
        return JOURNAL_UNAVAILABLE.because("the gateway is shutting down");
    }
}
