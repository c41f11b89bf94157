package dev.sluice.journal;

import dev.sluice.event.RejectedException;
import jakarta.persistence.EntityManager;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Gives a new journal its identity, by which a cursor of another journal is recognised. */
final class EpochInitializer {

    private static final Logger LOG = System.getLogger(EpochInitializer.class.getName());

    private final Transactions transactions;
    private final Epochs epochs;

    EpochInitializer(Transactions transactions, Epochs epochs) {
        this.transactions = transactions;
        this.epochs = epochs;
    }

    /** The epoch of the journal, which is made if there is none yet. */
    String findOrFound() {
        try {
            // the committer, whose connection this is, does not run yet
            return transactions.writeAtOnce(this::findOrFound, EpochInitializer::note);
        } catch (UnwritableException | RejectedException e) {
            // two nodes that start at the same moment both find none: the later commit fails, and its node looks again.
            // That is expected, and no warning; another fault shows in the second try
            note(e);
            return transactions.write(this::findOrFound);
        }
    }

    private static void note(Throwable fault) {
        LOG.log(Level.DEBUG, "the journal could not be founded, and is looked for once more", fault);
    }

    private String findOrFound(EntityManager entities) {
        JournalHead head = entities.find(JournalHead.class, JournalHead.ID);
        if (head != null) {
            return head.epoch();
        }
        JournalHead first = new JournalHead(epochs.next());
        entities.persist(first);
        entities.persist(JournalLow.atTheStart());
        return first.epoch();
    }
}
