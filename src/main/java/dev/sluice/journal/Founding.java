package dev.sluice.journal;

import dev.sluice.event.RejectedException;
import jakarta.persistence.EntityManager;

/** Gives a new journal its identity, by which a cursor of another journal is recognised. */
final class Founding {

    private final Transactions transactions;
    private final Epochs epochs;

    Founding(Transactions transactions, Epochs epochs) {
        this.transactions = transactions;
        this.epochs = epochs;
    }

    /** The epoch of the journal, which is made if there is none yet. */
    String findOrFound() {
        try {
            return transactions.write(this::findOrFound);
        } catch (RejectedException e) {
            // two nodes that start at the same moment both find none: whoever commits later has to look again
            return transactions.write(this::findOrFound);
        }
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
