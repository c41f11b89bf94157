package dev.sluice.journal;

import dev.sluice.event.RejectedException;
import jakarta.persistence.EntityManager;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Gives a new journal its epoch and its first rows. */
final class EpochInitializer {

    private static final Logger LOG = System.getLogger(EpochInitializer.class.getName());

    private final Transactions transactions;
    private final Epochs epochs;

    EpochInitializer(Transactions transactions, Epochs epochs) {
        this.transactions = transactions;
        this.epochs = epochs;
    }

    /** Returns the epoch of the journal, which is created if the journal is new. */
    String findOrCreate() {
        try {
            // the committer's reserved connection is free: the committer does not run yet
            return transactions.writeAtOnce(this::findOrCreate, EpochInitializer::logRetry);
        } catch (UnwritableException | RejectedException e) {
            // two nodes that start at the same moment may both create the epoch: the later commit fails, and its node
            // reads
            // again. This is expected and logs no warning; any other fault shows in the second attempt
            logRetry(e);
            return transactions.write(this::findOrCreate);
        }
    }

    private static void logRetry(Throwable fault) {
        LOG.log(Level.DEBUG, "the journal's epoch could not be created, and is read once more", fault);
    }

    private String findOrCreate(EntityManager entities) {
        JournalHead head = entities.find(JournalHead.class, JournalHead.ID);
        if (head != null) {
            return head.epoch();
        }
        JournalHead first = new JournalHead(epochs.next());
        entities.persist(first);
        entities.persist(JournalLow.atStart());
        return first.epoch();
    }
}
