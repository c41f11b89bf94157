package dev.sluice.journal;

import jakarta.persistence.EntityManager;
import java.security.SecureRandom;
import java.util.Random;

/** Gives a new journal its identity, by which a cursor of another journal is recognised. */
final class Founding {

    private static final int LENGTH = 6;

    private final Random random = new SecureRandom();

    /** The epoch of the journal, which is made if there is none yet. */
    String findOrFound(EntityManager entities) {
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
