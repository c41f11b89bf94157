package dev.sluice.journal;

import static dev.sluice.event.Rejection.JOURNAL_UNAVAILABLE;

import dev.sluice.event.RejectedException;
import jakarta.persistence.PersistenceException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Translates faults of the journal's storage into {@code journal-unavailable}. Any thread may call. */
final class StorageFaults {

    private static final Logger LOG = System.getLogger(Transactions.class.getName());

    private final Outage outage;

    StorageFaults(Outage outage) {
        this.outage = outage;
    }

    /**
     * Whether the storage is the cause. EclipseLink throws exceptions of its own, so the causes count and not the outermost
     * exception. A data source of the server may throw anything; then a database that does not answer is the cause.
     */
    boolean isOfStorage(RuntimeException fault) {
        return !(fault instanceof RejectedException)
                && (fault instanceof IllegalStateException
                        || Stream.iterate((Throwable) fault, Objects::nonNull, Throwable::getCause)
                                .anyMatch(each -> each instanceof PersistenceException || each instanceof SQLException)
                        || !outage.isOverNow());
    }

    /** @param failed gets a fault of a database that answers all the same */
    RuntimeException translate(RuntimeException fault, Consumer<Throwable> failed) {
        if (!isOfStorage(fault)) {
            return fault;
        }
        if (outage.isOverNow()) {
            failed.accept(fault);
        }
        LOG.log(Level.DEBUG, "the journal's storage has failed", fault);
        return unavailable();
    }

    /** Reports a fault of a commit. A second fault here is only logged: the caller knows that the outcome is unclear. */
    void reportCommit(Throwable fault, Consumer<Throwable> failed) {
        try {
            if (fault instanceof RuntimeException runtime && isOfStorage(runtime)) {
                translate(runtime, failed);
            } else {
                failed.accept(fault);
            }
        } catch (RuntimeException | Error again) {
            LOG.log(Level.DEBUG, "a fault of a commit could not be examined", again);
        }
    }

    /** Translates a fault of the start. Only {@code journal-unavailable} means that another attempt may succeed. */
    RuntimeException translateStart(RuntimeException fault) {
        if (fault instanceof RejectedException && !outage.isUnderWay()) {
            return new IllegalStateException("the journal's tables cannot be used; the log says why", fault);
        }
        Optional<String> cause = DatabaseUnavailable.in(fault);
        cause.ifPresent(outage::began);
        return cause.isPresent()
                ? JOURNAL_UNAVAILABLE.because("the journal's database cannot be reached: " + cause.get())
                : fault;
    }

    static RejectedException notWritten() {
        return JOURNAL_UNAVAILABLE.because("the journal could not be written to; nothing of this has been published");
    }

    static RejectedException unavailable() {
        return JOURNAL_UNAVAILABLE.because(
                "the journal cannot be reached at the moment; what was sent may have been published, and can be sent again"
                        + " with the same idempotency key");
    }
}
