package dev.sluice.journal;

import dev.sluice.event.RejectedException;
import jakarta.persistence.EntityManager;
import java.security.SecureRandom;
import java.util.Random;

/** Gives a new journal its identity, by which a cursor of another journal is recognised. */
final class Founding {

    private static final int LENGTH = 6;

    private final Random random = new SecureRandom();

    private final Transactions transactions;

    Founding(Transactions transactions) {
        this.transactions = transactions;
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
        JournalHead first = new JournalHead(newEpoch());
        entities.persist(first);
        entities.persist(JournalLow.atTheStart());
        return first.epoch();
    }

    private String newEpoch() {
        StringBuilder epoch = new StringBuilder(LENGTH);
        while (epoch.length() < LENGTH) {
            epoch.append(Character.forDigit(random.nextInt(Character.MAX_RADIX), Character.MAX_RADIX));
        }
        return epoch.toString();
    }
}
