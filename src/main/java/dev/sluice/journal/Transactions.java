package dev.sluice.journal;

import static dev.sluice.event.Rejection.JOURNAL_UNAVAILABLE;

import dev.sluice.event.RejectedException;
import dev.sluice.log.Line;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import jakarta.persistence.PersistenceException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
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

    private final DataSource dataSource;
    private final AtomicInteger busy = new AtomicInteger();
    private volatile EntityManagerFactory factory;

    @Inject
    Transactions(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    void open() {
        factory = Persistence.createEntityManagerFactory(
                "journal", Map.of("jakarta.persistence.nonJtaDataSource", dataSource));
    }

    void close() {
        if (factory != null) {
            factory.close();
        }
    }

    private EntityManager entities() {
        if (factory == null) {
            throw JOURNAL_UNAVAILABLE.because("the gateway starts");
        }
        return factory.createEntityManager();
    }

    /**
     * For reading: without a transaction, each query for itself. Twice if need be: that the database has ended a
     * connection may show only when it is used, and then the next one is tried out first.
     */
    <T> T read(Function<EntityManager, T> work) {
        try {
            return readOnce(work);
        } catch (PersistenceException | IllegalStateException e) {
            LOG.log(Level.DEBUG, "reading from the journal failed, and is tried again", e);
        }
        try {
            return readOnce(work);
        } catch (PersistenceException | IllegalStateException e) {
            throw unavailable(e);
        }
    }

    private <T> T readOnce(Function<EntityManager, T> work) {
        busy.incrementAndGet();
        try (EntityManager entities = entities()) {
            return work.apply(entities);
        } finally {
            busy.decrementAndGet();
        }
    }

    /** For writing: when it returns, the transaction has committed. */
    <T> T write(Function<EntityManager, T> work) {
        busy.incrementAndGet();
        try (EntityManager entities = entities()) {
            entities.getTransaction().begin();
            try {
                T result = work.apply(entities);
                entities.getTransaction().commit();
                return result;
            } finally {
                if (entities.getTransaction().isActive()) {
                    entities.getTransaction().rollback();
                }
            }
        } catch (PersistenceException | IllegalStateException e) {
            throw unavailable(e);
        } finally {
            busy.decrementAndGet();
        }
    }

    /** How many are at work, each with a connection to the database. */
    int busy() {
        return busy.get();
    }

    private static RejectedException unavailable(RuntimeException e) {
        LOG.log(Level.WARNING, Line.of("the journal cannot be reached").with("cause", e.getMessage()));
        LOG.log(Level.DEBUG, "the journal cannot be reached", e);
        return JOURNAL_UNAVAILABLE.because(
                "the journal cannot be reached at the moment; what was sent may have been published, and can be sent again"
                        + " with the same idempotency key");
    }
}
