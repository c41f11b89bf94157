package dev.sluice.journal;

import dev.sluice.log.Line;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * What this node knows of its journal being away. One finds it out, and then one at a time tries whether it is back: the
 * others are refused at once, and do not queue up for a database that has enough to do when it returns. Any thread may
 * call.
 */
final class Outage {

    private static final Logger LOG = System.getLogger(Outage.class.getName());

    /** Between two tries. */
    private static final long PAUSE = Duration.ofMillis(500).toNanos();

    /** After so long somebody else tries, whatever has become of the one before. */
    private static final long LONGEST_TRY = Duration.ofSeconds(20).toNanos();

    private final Supplier<Optional<String>> obstacle;
    private final AtomicLong nextTry = new AtomicLong();
    private volatile boolean underWay;
    private volatile long since;

    /** Of whoever holds the monitor, which is held while the database is asked. */
    private long answered = System.nanoTime();

    /** @param obstacle asks the database, and gives what stands in the way */
    Outage(Supplier<Optional<String>> obstacle) {
        this.obstacle = obstacle;
    }

    boolean isUnderWay() {
        return underWay;
    }

    /** Whether the caller is not to try: the journal is away, and somebody else tries, or has just tried. */
    boolean holdsBack() {
        if (!underWay) {
            return false;
        }
        long now = System.nanoTime();
        long next = nextTry.get();
        return now - next < 0 || !nextTry.compareAndSet(next, now + LONGEST_TRY);
    }

    /** Asks the database: what has failed may have failed alone. All who come together get one answer. */
    boolean isOverNow() {
        long asked = System.nanoTime();
        synchronized (this) {
            if (answered - asked < 0) {
                obstacle.get().ifPresentOrElse(this::began, this::over);
                answered = System.nanoTime();
            }
        }
        return !underWay;
    }

    /** It has not. */
    void began(String why) {
        nextTry.set(System.nanoTime() + PAUSE);
        if (!underWay) {
            since = System.nanoTime();
            underWay = true;
            LOG.log(
                    Level.WARNING,
                    Line.of("the journal is away, and publishers are refused until it is back")
                            .with("cause", why));
        }
    }

    /** It has answered. */
    void over() {
        if (underWay) {
            underWay = false;
            long seconds = Duration.ofNanos(System.nanoTime() - since).toSeconds();
            LOG.log(Level.INFO, Line.of("the journal is back").with("seconds", seconds));
        }
    }
}
