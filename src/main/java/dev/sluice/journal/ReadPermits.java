package dev.sluice.journal;

import static dev.sluice.event.Rejection.JOURNAL_UNAVAILABLE;

import dev.sluice.event.RejectedException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Lets so many ask the database at once; the others wait in a line, but not for long. Any thread may call. */
public final class ReadPermits {

    private final Semaphore places;
    private final Duration patience;

    public ReadPermits(int places, Duration patience) {
        this.places = new Semaphore(places, true);
        this.patience = patience;
    }

    /** @throws RejectedException {@code journal-unavailable} if there was no place in time */
    public <T> T take(Supplier<T> work) {
        try {
            if (!places.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw JOURNAL_UNAVAILABLE.because("too many read from the journal at the moment");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw JOURNAL_UNAVAILABLE.because("the gateway is shutting down");
        }
        try {
            return work.get();
        } finally {
            places.release();
        }
    }
}
