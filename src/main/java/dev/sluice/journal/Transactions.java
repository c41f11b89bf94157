package dev.sluice.journal;

import dev.sluice.event.RejectedException;
import dev.sluice.log.Incident;
import dev.sluice.log.LogMessage;
import dev.sluice.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityTransaction;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Runs work with an entity manager, and translates every fault of the storage into {@code journal-unavailable}. {@link
 * #open} comes first, {@link #close} last; in between any thread may call.
 */
@Singleton
class Transactions {

    private static final Logger LOG = System.getLogger(Transactions.class.getName());

    private static final int PROBE_SECONDS = 2;

    /**
     * The connections that readers do not get: one for the committer, and one that the checks share. The probe of the
     * database needs none, because the connection of the failed work is free by then.
     */
    private static final int RESERVED_CONNECTIONS = 2;

    private final DataSource dataSource;
    private final PersistenceUnit unit;
    private final ReadPermits permits;

    /** One check at a time has a connection: the clock's measurement or the write check. */
    private final Semaphore checks = new Semaphore(1);

    private final AtomicInteger busy = new AtomicInteger();
    private final Outage outage = new Outage(this::probe, System::nanoTime);
    private final StorageFaults faults = new StorageFaults(outage);
    private final Incident reads =
            new Incident(LOG, "the journal cannot read, although its database answers", "the journal reads again");
    private final Incident writes = new Incident(
            LOG,
            "the journal cannot change its tables, although its database answers",
            "the journal changes its tables again");

    @Inject
    Transactions(DataSource dataSource, Settings settings) {
        this.dataSource = dataSource;
        this.unit = new PersistenceUnit(
                dataSource, settings.pool().dataSource().isEmpty() && !DatabaseProduct.isPooled(settings.database()));
        this.permits = new ReadPermits(settings.pool().size() - RESERVED_CONNECTIONS, ConnectionPool.PATIENCE);
    }

    void open() {
        unit.open();
    }

    /** Closes the persistence unit, which can be opened again. */
    void close() {
        unit.close();
    }

    DatabaseProduct product() {
        return unit.product();
    }

    /** Translates a fault of the start. Only {@code journal-unavailable} means that another attempt may succeed. */
    RuntimeException translateStart(RuntimeException fault) {
        return faults.translateStart(fault);
    }

    /** Whether a new caller is refused immediately, because the journal is unavailable and another caller probes it. */
    boolean refusesCallers() {
        return outage.holdsBack();
    }

    boolean areUnavailable() {
        return outage.isUnderWay();
    }

    /** Reads without a transaction: each query sees the current state by itself. */
    <T> T read(Function<EntityManager, T> work) {
        if (outage.holdsBack()) {
            throw StorageFaults.unavailable();
        }
        return permits.take(() -> readWithRetry(work));
    }

    /**
     * Reads a second time if the first attempt fails: a connection that the database has closed may fail only when it is
     * used, and the next one is validated first.
     */
    private <T> T readWithRetry(Function<EntityManager, T> work) {
        if (outage.holdsBack() || outage.isUnderWay() && !outage.isOverNow()) {
            throw StorageFaults.unavailable();
        }
        try {
            return readOnce(work);
        } catch (RuntimeException e) {
            if (!faults.isOfStorage(e)) {
                throw e;
            }
            LOG.log(Level.DEBUG, "reading from the journal failed, and is tried again", e);
        }
        if (!outage.isOverNow()) {
            throw StorageFaults.unavailable();
        }
        try {
            return readOnce(work);
        } catch (RuntimeException e) {
            throw faults.translate(e, reads::failed);
        }
    }

    private <T> T readOnce(Function<EntityManager, T> work) {
        busy.incrementAndGet();
        try (EntityManager entities = unit.createEntityManager()) {
            T result = work.apply(entities);
            reads.passed();
            return result;
        } finally {
            busy.decrementAndGet();
        }
    }

    /** Writes in a transaction that has committed when this returns. */
    <T> T write(Function<EntityManager, T> work) {
        T result = permits.take(() -> writeWithPermit(work));
        writes.passed();
        return result;
    }

    private <T> T writeWithPermit(Function<EntityManager, T> work) {
        try {
            return writeAtOnce(work, writes::failed);
        } catch (UnwritableException e) {
            writes.failed(e);
            throw StorageFaults.unavailable();
        }
    }

    /**
     * Writes without a permit, for the committer alone: its connection is reserved, so that readers do not stop publishers.
     *
     * @param failed gets a fault of a database that answers
     * @throws UnwritableException if the database refuses the data
     */
    <T> T writeAtOnce(Function<EntityManager, T> work, Consumer<Throwable> failed) {
        if (outage.isUnderWay() && !outage.isOverNow()) {
            throw StorageFaults.unavailable();
        }
        AtomicBoolean committing = new AtomicBoolean();
        // created in advance: when memory runs out during the commit, there may be none left for the exception
        RejectedException unclear = StorageFaults.unavailable();
        try {
            T result = transact(flushing(work), transaction -> {
                committing.set(true);
                transaction.commit();
            });
            outage.over();
            return result;
        } catch (RuntimeException | Error e) {
            if (committing.get()) {
                faults.reportCommit(e, failed);
                throw unclear;
            }
            Optional<UnwritableException> unwritable = UnwritableException.in(e);
            if (unwritable.isPresent()) {
                throw unwritable.get();
            }
            if (e instanceof Error) {
                throw e;
            }
            RuntimeException fault = faults.translate((RuntimeException) e, failed);
            throw fault instanceof RejectedException ? StorageFaults.notWritten() : fault;
        }
    }

    private static <T> Function<EntityManager, T> flushing(Function<EntityManager, T> work) {
        return entities -> {
            T result = work.apply(entities);
            entities.flush();
            return result;
        };
    }

    /** Runs the work as far as the commit, and rolls it back. Throws the fault of the work unchanged. */
    <T> T rehearse(Function<EntityManager, T> work) {
        return transact(flushing(work), EntityTransaction::rollback);
    }

    private <T> T transact(Function<EntityManager, T> work, Consumer<EntityTransaction> end) {
        busy.incrementAndGet();
        try (EntityManager entities = unit.createEntityManager()) {
            EntityTransaction transaction = entities.getTransaction();
            transaction.begin();
            try {
                if (!unit.limits().isEmpty()) {
                    // run as an update: EclipseLink runs queries outside the transaction until the first change in it
                    entities.createNativeQuery(unit.limits()).executeUpdate();
                }
                T result = work.apply(entities);
                end.accept(transaction);
                return result;
            } finally {
                rollBack(transaction);
            }
        } finally {
            busy.decrementAndGet();
        }
    }

    /** Logs a fault of the rollback, which must not hide the fault that has led to it. */
    private static void rollBack(EntityTransaction transaction) {
        try {
            if (transaction.isActive()) {
                transaction.rollback();
            }
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "a transaction of the journal could not be rolled back", e);
        }
    }

    /** The number of callers that use a connection to the database now. */
    int busy() {
        return busy.get();
    }

    /** Measures the database's clock, unless the database does not answer or another check has the connection. */
    void measure(JournalClock clock) {
        if (outage.isUnderWay() || !checks.tryAcquire()) {
            return;
        }
        try {
            clock.measure(dataSource);
        } finally {
            checks.release();
        }
    }

    /** Creates the check whether the journal accepts commits. */
    WriteCheck check(Callable<Void> trial) {
        return new WriteCheck(dataSource, outage, checks, trial, System::nanoTime);
    }

    /** Probes the database. Returns the reason if it does not answer. */
    private Optional<String> probe() {
        try (Connection connection = dataSource.getConnection()) {
            return connection.isValid(PROBE_SECONDS) ? Optional.empty() : Optional.of("it does not answer");
        } catch (SQLException | RuntimeException e) {
            // a data source of the server may throw any exception
            return Optional.of(LogMessage.innermost(e));
        }
    }
}
