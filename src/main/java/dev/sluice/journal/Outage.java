package dev.sluice.journal;

import dev.sluice.log.LogMessage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A circuit breaker for the database of this node. After the first failure one caller at a time probes the database; all
 * others are refused immediately, so that they do not queue up for a database that is busy when it returns. Any thread may
 * call; no lock is held during a probe.
 */
final class Outage {

    private static final Logger LOG = System.getLogger(Outage.class.getName());

    /** The pause between two probes. */
    private static final long PAUSE = Duration.ofMillis(500).toNanos();

    private final Supplier<Optional<String>> probe;
    private final LongSupplier nanoTime;

    /** The probe that is under way, or null. It completes when its answer is known. */
    private final AtomicReference<CompletableFuture<Void>> running = new AtomicReference<>();

    private final AtomicBoolean underWay = new AtomicBoolean();
    private volatile long nextProbe;
    private volatile long since;

    /**
     * @param probe probes the database; returns the reason if it does not answer
     * @param nanoTime the monotonic clock
     */
    Outage(Supplier<Optional<String>> probe, LongSupplier nanoTime) {
        this.probe = probe;
        this.nanoTime = nanoTime;
    }

    boolean isUnderWay() {
        return underWay.get();
    }

    /** Whether a caller is refused without a probe: the database is unavailable, and another caller probes it or has just done so. */
    boolean holdsBack() {
        return underWay.get() && (running.get() != null || nanoTime.getAsLong() - nextProbe < 0);
    }

    /** Probes the database, because one failure may be an exception. Simultaneous callers share one probe. */
    boolean isOverNow() {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> other = running.compareAndExchange(null, mine);
        if (other != null) {
            other.join();
            return !underWay.get();
        }
        try {
            probe.get().ifPresentOrElse(this::began, this::over);
        } finally {
            running.set(null);
            mine.complete(null);
        }
        return !underWay.get();
    }

    /** Records that the database has not answered. */
    void began(String why) {
        nextProbe = nanoTime.getAsLong() + PAUSE;
        if (underWay.compareAndSet(false, true)) {
            since = nanoTime.getAsLong();
            LOG.log(
                    Level.WARNING,
                    LogMessage.of("the journal is unavailable; publishers are refused until it returns")
                            .with("cause", why));
        }
    }

    /** Records that the database has answered. */
    void over() {
        if (underWay.compareAndSet(true, false)) {
            long seconds = Duration.ofNanos(nanoTime.getAsLong() - since).toSeconds();
            LOG.log(Level.INFO, LogMessage.of("the journal is back").with("seconds", seconds));
        }
    }
}
