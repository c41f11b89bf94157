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
 * The state of a database outage, as this node sees it. After the first failure one caller at a time asks whether the
 * database has returned; all others are refused at once, until shortly afterwards, so that they do not queue up for a
 * database that is busy when it returns. Any thread may call; no lock is held during a query.
 */
final class Outage {

    private static final Logger LOG = System.getLogger(Outage.class.getName());

    /** Between two questions. */
    private static final long PAUSE = Duration.ofMillis(500).toNanos();

    private final Supplier<Optional<String>> obstacle;
    private final LongSupplier nanoTime;

    /** The one that is on its way, if there is one: it completes with the answer. */
    private final AtomicReference<CompletableFuture<Void>> question = new AtomicReference<>();

    private final AtomicBoolean underWay = new AtomicBoolean();
    private volatile long nextQuestion;
    private volatile long since;

    /**
     * @param obstacle asks the database, and gives what stands in the way
     * @param nanoTime the clock
     */
    Outage(Supplier<Optional<String>> obstacle, LongSupplier nanoTime) {
        this.obstacle = obstacle;
        this.nanoTime = nanoTime;
    }

    boolean isUnderWay() {
        return underWay.get();
    }

    /** Whether the caller is not to ask: the journal is unavailable, and somebody else asks, or has just asked. */
    boolean holdsBack() {
        return underWay.get() && (question.get() != null || nanoTime.getAsLong() - nextQuestion < 0);
    }

    /** Asks the database: what has failed may have failed alone. All who come together get one answer. */
    boolean isOverNow() {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> other = question.compareAndExchange(null, mine);
        if (other != null) {
            other.join();
            return !underWay.get();
        }
        try {
            obstacle.get().ifPresentOrElse(this::began, this::over);
        } finally {
            question.set(null);
            mine.complete(null);
        }
        return !underWay.get();
    }

    /** It has not answered. */
    void began(String why) {
        nextQuestion = nanoTime.getAsLong() + PAUSE;
        if (underWay.compareAndSet(false, true)) {
            since = nanoTime.getAsLong();
            LOG.log(
                    Level.WARNING,
                    LogMessage.of("the journal is unavailable; publishers are refused until it returns")
                            .with("cause", why));
        }
    }

    /** It has answered. */
    void over() {
        if (underWay.compareAndSet(true, false)) {
            long seconds = Duration.ofNanos(nanoTime.getAsLong() - since).toSeconds();
            LOG.log(Level.INFO, LogMessage.of("the journal is back").with("seconds", seconds));
        }
    }
}
