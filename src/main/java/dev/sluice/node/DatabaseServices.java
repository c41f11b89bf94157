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
 * unavailable database does not fail the deployment: servers do not retry a failed deployment, and after a power cut the
 * database may start later than the gateway. Until then the gateway is not ready, and a thread retries. One thread opens and closes.
 */
@Singleton
class DatabaseServices {

    private static final Logger LOG = System.getLogger(DatabaseServices.class.getName());

    private static final long RETRY_MILLIS = 1_000;

    /** The pause after a fault that an operator must fix, such as a missing right. */
    private static final long LONG_RETRY_MILLIS = 5_000;

    private static final long MAX_WAIT_MILLIS = 30_000;

    private final Threads threads;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** The steps that remain. Confined to the thread that opens: first the caller's, then the retrying one. */
    private final Queue<Runnable> remaining;

    private final List<Runnable> closing;

    /** The message of the last fault that was logged as an error. Confined to the retrying thread. */
    private String lastLogged = "";

    private Optional<Thread> retrying = Optional.empty();

    @Inject
    DatabaseServices(JpaJournal journal, Revoker revoker, Hub hub, Outbox outbox, Threads threads) {
        this.remaining = new ArrayDeque<>(List.of(journal::open, revoker::open, hub::open, outbox::open));
        this.closing = List.of(hub::close, revoker::close, outbox::close, journal::close, JdbcDrivers::deregister);
        this.threads = threads;
    }

    /**
     * Opens the services; retries on another thread if the database is unavailable. Throws any other fault.
     *
     * @param whenDone called after all services are open
     */
    void open(Runnable whenDone) {
        remaining.add(whenDone);
        try {
            openRemaining();
        } catch (RejectedException unavailable) {
            LOG.log(
                    Level.WARNING,
                    LogMessage.of("the journal is unavailable; the gateway is not ready until it returns")
                            .with("cause", unavailable.getMessage()));
            retrying = Optional.of(threads.start("sluice-startup", this::retry));
        }
    }

    private void openRemaining() {
        while (!remaining.isEmpty()) {
            remaining.element().run();
            remaining.remove();
        }
    }

    private void retry() {
        try {
            for (long pause = RETRY_MILLIS; pause > 0 && !stopped.await(pause, TimeUnit.MILLISECONDS); ) {
                pause = tryAndGetPause();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return the pause before the next try; 0 after a success */
    private long tryAndGetPause() {
        try {
            openRemaining();
            return 0;
        } catch (RejectedException unavailable) {
            LOG.log(
                    Level.DEBUG,
                    LogMessage.of("the journal is still unavailable").with("cause", unavailable.getMessage()));
            return RETRY_MILLIS;
        } catch (RuntimeException fault) {
            // such as a missing role, or a database that is created later: fixing it must not require a new deployment
            LOG.log(
                    String.valueOf(fault.getMessage()).equals(lastLogged) ? Level.DEBUG : Level.ERROR,
                    "the gateway cannot start yet and retries",
                    fault);
            lastLogged = String.valueOf(fault.getMessage());
            return LONG_RETRY_MILLIS;
        }
    }

    /** Gives the steps that close all services, in order; the caller runs each one even if another one fails. */
    List<Runnable> closing() {
        return closing;
    }

    /** Stops the retries, and waits for a running one. */
    void stopOpening() {
        stopped.countDown();
        retrying.ifPresent(thread -> {
            try {
                thread.join(MAX_WAIT_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
