package dev.sluice.journal;

import static dev.sluice.event.Rejection.JOURNAL_UNAVAILABLE;

import dev.sluice.event.RejectedException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Function;

/** Runs work with an entity manager, and turns every fault of the storage into {@code journal-unavailable}. */
@Singleton
class Transactions {

    private static final Logger LOG = System.getLogger(Transactions.class.getName());

    private final EntityManagerFactory factory;
    private final UserTransaction transaction;

    @Inject
    Transactions(EntityManagerFactory factory, UserTransaction transaction) {
        this.factory = factory;
        this.transaction = transaction;
    }

    /** For reading: without a transaction, each query for itself. */
    <T> T read(Function<EntityManager, T> work) {
        try (EntityManager entities = factory.createEntityManager()) {
            return work.apply(entities);
        } catch (PersistenceException e) {
            throw unavailable(e);
        }
    }

    /** For writing: when it returns, the transaction has committed. */
    <T> T write(Function<EntityManager, T> work) {
        try {
            transaction.begin();
        } catch (NotSupportedException | SystemException e) {
            throw unavailable(e);
        }
        boolean done = false;
        try (EntityManager entities = factory.createEntityManager()) {
            entities.joinTransaction();
            T result = work.apply(entities);
            transaction.commit();
            done = true;
            return result;
        } catch (PersistenceException
                | RollbackException
                | HeuristicMixedException
                | HeuristicRollbackException
                | SystemException e) {
            throw unavailable(e);
        } finally {
            if (!done) {
                rollback();
            }
        }
    }

    private void rollback() {
        try {
            if (transaction.getStatus() != jakarta.transaction.Status.STATUS_NO_TRANSACTION) {
                transaction.rollback();
            }
        } catch (SystemException | IllegalStateException e) {
            LOG.log(Level.DEBUG, "nothing left to roll back", e);
        }
    }

    private static RejectedException unavailable(Exception e) {
        LOG.log(Level.WARNING, "the journal cannot be reached: {0}", e.getMessage());
        LOG.log(Level.DEBUG, "the journal cannot be reached", e);
        return JOURNAL_UNAVAILABLE.because("the journal cannot be reached at the moment");
    }
}
