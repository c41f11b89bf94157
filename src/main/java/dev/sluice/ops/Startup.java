package dev.sluice.ops;

import dev.sluice.control.Revoker;
import dev.sluice.event.RejectedException;
import dev.sluice.hub.Hub;
import dev.sluice.journal.JpaJournal;
import dev.sluice.log.LogMessage;
import dev.sluice.outbox.Outbox;
import dev.sluice.runtime.Threads;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Opens what needs the database, one after another. If that is unavailable, the deployment does not fail: servers do not try again,
 * and after a power cut the database may be the later one. The gateway is unready until then, and a thread keeps trying.
 * One thread opens and closes.
 */
@Singleton
class Startup {

    private static final Logger LOG = System.getLogger(Startup.class.getName());

    private static final long PAUSE_MILLIS = 1_000;

    /** When it is there, and cannot be used: somebody has to do something first. */
    private static final long LONG_PAUSE_MILLIS = 5_000;

    private static final long PATIENCE_MILLIS = 30_000;

    private final Threads threads;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** Of the thread that opens, whichever that is. */
    private final Queue<Runnable> left;

    /** Why it cannot start. Of the thread that keeps trying. */
    private String told = "";

    private Optional<Thread> trying = Optional.empty();

    @Inject
    Startup(JpaJournal journal, Revoker revoker, Hub hub, Outbox outbox, Threads threads) {
        this.left = new ArrayDeque<>(List.of(journal::open, revoker::open, hub::open, outbox::open));
        this.threads = threads;
    }

    /** Returns when all is open, or when it turns out that this takes longer; what time does not mend is thrown. */
    void open(Runnable whenDone) {
        left.add(whenDone);
        try {
            goOn();
        } catch (RejectedException unavailable) {
            LOG.log(
                    Level.WARNING,
                    LogMessage.of("the journal is unavailable; the gateway is not ready until it returns")
                            .with("cause", unavailable.getMessage()));
            trying = Optional.of(threads.start("sluice-startup", this::keepTrying));
        }
    }

    private void goOn() {
        while (!left.isEmpty()) {
            left.element().run();
            left.remove();
        }
    }

    private void keepTrying() {
        try {
            for (long pause = PAUSE_MILLIS; pause > 0 && !stopped.await(pause, TimeUnit.MILLISECONDS); ) {
                pause = pauseAfterATry();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return nothing when it has succeeded */
    private long pauseAfterATry() {
        try {
            goOn();
            return 0;
        } catch (RejectedException unavailable) {
            LOG.log(
                    Level.DEBUG,
                    LogMessage.of("the journal is still unavailable").with("cause", unavailable.getMessage()));
            return PAUSE_MILLIS;
        } catch (RuntimeException fault) {
            // a role, a right, a database that comes a moment later: nobody would deploy again for those
            LOG.log(
                    String.valueOf(fault.getMessage()).equals(told) ? Level.DEBUG : Level.ERROR,
                    "the gateway cannot start, and goes on trying",
                    fault);
            told = String.valueOf(fault.getMessage());
            return LONG_PAUSE_MILLIS;
        }
    }

    /** Nothing is opened any more. */
    void close() {
        stopped.countDown();
        trying.ifPresent(thread -> {
            try {
                thread.join(PATIENCE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
