package dev.sluice.node;

import dev.sluice.event.RejectedException;
import dev.sluice.hub.Hub;
import dev.sluice.journal.JdbcDrivers;
import dev.sluice.journal.JpaJournal;
import dev.sluice.log.LogMessage;
import dev.sluice.outbox.Outbox;
import dev.sluice.runtime.Threads;
import dev.sluice.session.Revoker;
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
 * The services that need the database: the journal, revocation, the hub and the outbox, opened in this order. An
 * unavailable database does not fail the deployment: servers do not retry it, and after a power cut the database may be the
 * later one to start. The gateway is unready until then, and a thread keeps trying. One thread opens and closes.
 */
@Singleton
class DatabaseServices {

    private static final Logger LOG = System.getLogger(DatabaseServices.class.getName());

    private static final long PAUSE_MILLIS = 1_000;

    /** After a fault that an operator has to mend, such as a missing right. */
    private static final long LONG_PAUSE_MILLIS = 5_000;

    private static final long PATIENCE_MILLIS = 30_000;

    private final Threads threads;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** What is still to be opened. Confined to the thread that opens: first the caller's, then the retrying one. */
    private final Queue<Runnable> left;

    private final List<Runnable> closing;

    /** The last fault that was logged as an error. Confined to the retrying thread. */
    private String told = "";

    private Optional<Thread> trying = Optional.empty();

    @Inject
    DatabaseServices(JpaJournal journal, Revoker revoker, Hub hub, Outbox outbox, Threads threads) {
        this.left = new ArrayDeque<>(List.of(journal::open, revoker::open, hub::open, outbox::open));
        this.closing = List.of(hub::close, revoker::close, outbox::close, journal::close, JdbcDrivers::deregister);
        this.threads = threads;
    }

    /**
     * Opens the services, or goes on trying on another thread if the database is unavailable. Any other fault is thrown.
     *
     * @param whenDone called once all are open
     */
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

    /** @return 0 after a success */
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
            // a missing role or right, a database that is created later: a new deployment must not be needed
            LOG.log(
                    String.valueOf(fault.getMessage()).equals(told) ? Level.DEBUG : Level.ERROR,
                    "the gateway cannot start yet and keeps trying",
                    fault);
            told = String.valueOf(fault.getMessage());
            return LONG_PAUSE_MILLIS;
        }
    }

    /** The steps that close all services, in their order; each is to run whether or not the one before it failed. */
    List<Runnable> closing() {
        return closing;
    }

    /** Stops trying to open. */
    void giveUp() {
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
