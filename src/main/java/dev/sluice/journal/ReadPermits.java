package dev.sluice.journal;

import static dev.sluice.event.Rejection.JOURNAL_UNAVAILABLE;

import dev.sluice.event.RejectedException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Bounds the number of simultaneous database reads. Further readers wait in order, up to a time limit. Any thread may call. */
public final class ReadPermits {

    private final Semaphore permits;
    private final Duration patience;

    public ReadPermits(int permits, Duration patience) {
        this.permits = new Semaphore(permits, true);
        this.patience = patience;
    }

    /** @throws RejectedException {@code journal-unavailable} if there was no permit in time */
    public <T> T take(Supplier<T> work) {
        try {
            if (!permits.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw JOURNAL_UNAVAILABLE.because(
                        "too many requests read from the journal at the moment; try again later");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw JOURNAL_UNAVAILABLE.because("the gateway is shutting down");
        }
        try {
            return work.get();
        } finally {
            permits.release();
        }
    }
}
