package dev.sluice.hub;

import dev.sluice.event.Cursor;
import dev.sluice.event.RejectedException;
import dev.sluice.journal.Journal;
import dev.sluice.log.Incident;
import dev.sluice.log.LogMessage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Asks the journal how far it has got, when nothing has been heard of it for a while or when somebody wants to know. It has
 * a thread of its own, which a journal that cannot be read holds up, and which nobody waits for: what this node commits is
 * handed out meanwhile. Any thread may call; the monitor guards the fields.
 */
final class Poller implements Runnable {

    private static final Logger LOG = System.getLogger(Poller.class.getName());

    /** For how long it waits after a question that has failed, at the most. */
    private static final long RETRY = Duration.ofSeconds(1).toNanos();

    private final Incident failing =
            new Incident(LOG, "polling the journal failed", "polling the journal succeeds again");
    private final Journal journal;
    private final FailoverCheck failover;
    private final long pause;
    private final Supplier<Consumer<Cursor>> listener;

    /** When to ask, if nobody wants to know before. */
    private long next;

    private boolean wanted;
    private boolean unanswered;
    private boolean closed;

    /** @param listener gives, before each question, who is told where the journal ends */
    Poller(Journal journal, FailoverCheck failover, Duration pause, Supplier<Consumer<Cursor>> listener) {
        this.journal = journal;
        this.failover = failover;
        this.pause = pause.toNanos();
        this.listener = listener;
        this.next = System.nanoTime() + this.pause;
    }

    /** Has it ask at once. */
    synchronized void askSoon() {
        wanted = true;
        notifyAll();
    }

    /** The journal has been heard of: no need to ask for a while, unless a question has had no answer. */
    synchronized void heard() {
        if (!unanswered) {
            next = System.nanoTime() + pause;
        }
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    @Override
    public void run() {
        try {
            while (awaitTurn()) {
                ask();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean awaitTurn() throws InterruptedException {
        long left = next - System.nanoTime();
        while (!closed && !wanted && left > 0) {
            // rounded up: a wait of 0 would never end
            wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
            left = next - System.nanoTime();
        }
        wanted = false;
        unanswered = true;
        next = System.nanoTime() + Math.min(pause, RETRY);
        return !closed;
    }

    private synchronized void answered() {
        unanswered = false;
        next = System.nanoTime() + pause;
    }

    private void ask() {
        try {
            Consumer<Cursor> reached = listener.get();
            long asked = System.nanoTime();
            Cursor head = journal.head().cursor();
            reached.accept(failover.afterAnswer(asked).orElse(head));
            answered();
            failing.passed();
        } catch (RejectedException e) {
            LOG.log(
                    Level.DEBUG,
                    LogMessage.of("the poller waits for the journal").with("cause", e.getMessage()));
        } catch (RuntimeException | Error e) {
            failing.broke(e);
        }
    }
}
