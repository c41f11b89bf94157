package dev.sluice.journal;

import static dev.sluice.event.Rejection.JOURNAL_UNAVAILABLE;

import dev.sluice.event.RejectedException;
import dev.sluice.log.Incident;
import dev.sluice.log.LogMessage;
import dev.sluice.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.EntityTransaction;
import jakarta.persistence.Persistence;
import jakarta.persistence.PersistenceException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Runs work with an entity manager, and turns every fault of the storage into {@code journal-unavailable}.
 *
 * <p>The transactions are the journal's own and take part in nobody else's, so that the persistence unit is local to the
 * resource. The gateway makes it itself when it starts: Payara would connect a unit of the container's during the
 * deployment, before the env-entries that say which database it is can be read.
 */
@Singleton
class Transactions {

    private static final Logger LOG = System.getLogger(Transactions.class.getName());

    private static final int TRY_SECONDS = 2;

    /**
     * Connections that no reader gets: one for the committer, and one for the checks, which take turns. Whether the
     * database is there is asked in place of what has just failed.
     */
    private static final int KEPT = 2;

    private final DataSource dataSource;
    private final boolean limitsSessions;
    private final ReadPermits permits;

    /** One check at a time has a connection: measuring the clock, and looking whether commits are possible. */
    private final Semaphore checks = new Semaphore(1);

    private final AtomicInteger busy = new AtomicInteger();
    private final Outage outage = new Outage(this::obstacle, System::nanoTime);
    private final Incident reads =
            new Incident(LOG, "the journal cannot read, although its database answers", "the journal reads again");
    private final Incident writes = new Incident(
            LOG,
            "the journal cannot change its tables, although its database answers",
            "the journal changes its tables again");
    private volatile EntityManagerFactory factory;
    private volatile DatabaseProduct product = DatabaseProduct.H2;

    /** Said first in each transaction, unless the sessions have their limits. */
    private volatile String limits = "";

    @Inject
    Transactions(DataSource dataSource, Settings settings) {
        this.dataSource = dataSource;
        this.limitsSessions = settings.pool().dataSource().isEmpty() && !DatabaseProduct.isPooled(settings.database());
        this.permits = new ReadPermits(settings.pool().size() - KEPT, ConnectionPool.PATIENCE);
    }

    void open() {
        product = findProduct();
        limits = limitsSessions ? "" : product.limits();
        Map<String, Object> properties = new HashMap<>();
        properties.put("jakarta.persistence.nonJtaDataSource", dataSource);
        if (EclipseLink.isVisible()) {
            properties.put(EclipseLink.CUSTOMIZER, EclipseLinkSession.class.getName());
        }
        factory = Persistence.createEntityManagerFactory("journal", properties);
    }

    private DatabaseProduct findProduct() {
        try (Connection connection = dataSource.getConnection()) {
            return DatabaseProduct.of(connection.getMetaData());
        } catch (SQLException e) {
            throw new IllegalStateException("the journal's database does not say what it is", e);
        }
    }

    /** Whose language the database speaks. */
    DatabaseProduct product() {
        return product;
    }

    /** Can be opened again. */
    void close() {
        EntityManagerFactory closing = factory;
        factory = null;
        if (closing != null) {
            closing.close();
        }
    }

    /** Translates a fault during the start: it tells whether another attempt may succeed. */
    RuntimeException whyNotOpen(RuntimeException fault) {
        if (fault instanceof RejectedException && !outage.isUnderWay()) {
            return new IllegalStateException("the journal's tables cannot be used; the log says why", fault);
        }
        Optional<String> absence = DatabaseUnavailable.in(fault);
        absence.ifPresent(outage::began);
        return absence.isPresent()
                ? JOURNAL_UNAVAILABLE.because("the journal's database cannot be reached: " + absence.get())
                : fault;
    }

    private EntityManager entities() {
        EntityManagerFactory open = factory;
        if (open == null) {
            throw JOURNAL_UNAVAILABLE.because("the journal is not open");
        }
        return open.createEntityManager();
    }

    /** Whether somebody who has not waited yet is better told at once that the journal is unavailable. */
    boolean holdBack() {
        return outage.holdsBack();
    }

    boolean areImpossible() {
        return outage.isUnderWay();
    }

    /** For reading: without a transaction, each query for itself. */
    <T> T read(Function<EntityManager, T> work) {
        if (outage.holdsBack()) {
            throw unavailable();
        }
        return permits.take(() -> readPersistently(work));
    }

    /**
     * Twice if need be: that the database has ended a connection may show only when it is used, and then the next one is
     * tried out first.
     */
    private <T> T readPersistently(Function<EntityManager, T> work) {
        if (outage.holdsBack() || outage.isUnderWay() && !outage.isOverNow()) {
            throw unavailable();
        }
        try {
            return readOnce(work);
        } catch (RuntimeException e) {
            if (!isOfTheStorage(e)) {
                throw e;
            }
            LOG.log(Level.DEBUG, "reading from the journal failed, and is tried again", e);
        }
        if (!outage.isOverNow()) {
            throw unavailable();
        }
        try {
            return readOnce(work);
        } catch (RuntimeException e) {
            throw fault(e, reads::failed);
        }
    }

    private <T> T readOnce(Function<EntityManager, T> work) {
        busy.incrementAndGet();
        try (EntityManager entities = entities()) {
            T result = work.apply(entities);
            reads.passed();
            return result;
        } finally {
            busy.decrementAndGet();
        }
    }

    /** For writing: when it returns, the transaction has committed. */
    <T> T write(Function<EntityManager, T> work) {
        T result = permits.take(() -> writeInTurn(work));
        writes.passed();
        return result;
    }

    private <T> T writeInTurn(Function<EntityManager, T> work) {
        try {
            return writeAtOnce(work, writes::failed);
        } catch (UnwritableException e) {
            writes.failed(e);
            throw unavailable();
        }
    }

    /**
     * The same, for the committer alone: a connection is kept for it, so that no reader stops those who publish.
     *
     * @param failed is told of a fault of a database that answers
     * @throws UnwritableException if the database does not take the data
     */
    <T> T writeAtOnce(Function<EntityManager, T> work, Consumer<Throwable> failed) {
        if (outage.isUnderWay() && !outage.isOverNow()) {
            throw unavailable();
        }
        AtomicBoolean committing = new AtomicBoolean();
        // made beforehand: when memory runs out during the commit, there may be none to say so
        RejectedException unclear = unavailable();
        try {
            T result = transact(flushing(work), transaction -> {
                committing.set(true);
                transaction.commit();
            });
            outage.over();
            return result;
        } catch (RuntimeException | Error e) {
            if (committing.get()) {
                tellOfCommit(e, failed);
                throw unclear;
            }
            Optional<UnwritableException> unwritable = UnwritableException.in(e);
            if (unwritable.isPresent()) {
                throw unwritable.get();
            }
            if (e instanceof Error) {
                throw e;
            }
            RuntimeException fault = fault((RuntimeException) e, failed);
            throw fault instanceof RejectedException ? notWritten() : fault;
        }
    }

    /** A second fault here hides nothing: the caller knows already that the outcome is unclear. */
    private void tellOfCommit(Throwable e, Consumer<Throwable> failed) {
        try {
            if (e instanceof RuntimeException fault && isOfTheStorage(fault)) {
                fault(fault, failed);
            } else {
                failed.accept(e);
            }
        } catch (RuntimeException | Error again) {
            LOG.log(Level.DEBUG, "a fault of a commit could not be examined", again);
        }
    }

    private static <T> Function<EntityManager, T> flushing(Function<EntityManager, T> work) {
        return entities -> {
            T result = work.apply(entities);
            entities.flush();
            return result;
        };
    }

    /** Tries out whether the work could be committed, and rolls it back. Its fault comes as it is. */
    <T> T tryOut(Function<EntityManager, T> work) {
        return transact(flushing(work), EntityTransaction::rollback);
    }

    private <T> T transact(Function<EntityManager, T> work, Consumer<EntityTransaction> end) {
        busy.incrementAndGet();
        try (EntityManager entities = entities()) {
            EntityTransaction transaction = entities.getTransaction();
            transaction.begin();
            try {
                if (!limits.isEmpty()) {
                    // as an update: EclipseLink asks queries outside the transaction until something is changed in it
                    entities.createNativeQuery(limits).executeUpdate();
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

    /** A rollback that fails, too, must not hide why there is one. */
    private static void rollBack(EntityTransaction transaction) {
        try {
            if (transaction.isActive()) {
                transaction.rollback();
            }
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "a transaction of the journal could not be rolled back", e);
        }
    }

    /** How many are at work, each with a connection to the database. */
    int busy() {
        return busy.get();
    }

    /**
     * EclipseLink lets exceptions of its own through: what counts is what lies at the bottom. And a data source of the
     * server may throw anything: then what counts is whether the database is there.
     */
    private boolean isOfTheStorage(RuntimeException e) {
        return !(e instanceof RejectedException)
                && (e instanceof IllegalStateException
                        || Stream.iterate((Throwable) e, Objects::nonNull, Throwable::getCause)
                                .anyMatch(each -> each instanceof PersistenceException || each instanceof SQLException)
                        || !outage.isOverNow());
    }

    /** @param failed is told of it if the database answers all the same */
    private RuntimeException fault(RuntimeException e, Consumer<Throwable> failed) {
        if (!isOfTheStorage(e)) {
            return e;
        }
        if (outage.isOverNow()) {
            failed.accept(e);
        }
        LOG.log(Level.DEBUG, "the journal cannot do this", e);
        return unavailable();
    }

    /** Asks the database for its time, unless it is known not to answer, or another check has the connection. */
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

    /** Checks whether commits are possible. */
    WriteCheck check(Callable<Void> trial) {
        return new WriteCheck(dataSource, outage, checks, trial, System::nanoTime);
    }

    /** The obstacle to any query; usually empty. */
    private Optional<String> obstacle() {
        try (Connection connection = dataSource.getConnection()) {
            return connection.isValid(TRY_SECONDS) ? Optional.empty() : Optional.of("it does not answer");
        } catch (SQLException | RuntimeException e) {
            // a data source of the server throws what it likes
            return Optional.of(LogMessage.innermost(e));
        }
    }

    private static RejectedException notWritten() {
        return JOURNAL_UNAVAILABLE.because("the journal could not be written to; nothing of this has been published");
    }

    private static RejectedException unavailable() {
        return JOURNAL_UNAVAILABLE.because(
                "the journal cannot be reached at the moment; what was sent may have been published, and can be sent again"
                        + " with the same idempotency key");
    }
}
