package dev.sluice.journal;

import static dev.sluice.event.Rejection.JOURNAL_UNAVAILABLE;

import dev.sluice.event.Cursor;
import jakarta.persistence.LockModeType;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Reads the journal, and compares every head with the highest position that this node has seen. A journal whose head has
 * gone back gets a new epoch first; then the query runs again. Any thread may call.
 */
final class CheckedReads {

    /** Two failovers during one query are survived; after a third one the client has to ask again. */
    private static final int TRIES = 3;

    private final Transactions transactions;
    private final HighWater seen;
    private final Epochs epochs;

    CheckedReads(Transactions transactions, HighWater seen, Epochs epochs) {
        this.transactions = transactions;
        this.seen = seen;
        this.epochs = epochs;
    }

    /** Accepts the journal's current head: no client has seen an event of it yet. */
    Head begin() {
        Head head = transactions.read(entities -> new JournalReader(entities, HighWater.NOTHING).head());
        seen.start(head);
        return head;
    }

    /** @throws dev.sluice.event.RejectedException {@code journal-unavailable}, also if the journal needs a new epoch and cannot get it */
    <T> T read(Function<JournalReader, T> query) {
        for (int tries = 1; ; tries++) {
            Cursor before = seen.mark();
            try {
                return readOnce(query, before);
            } catch (HeadWentBackException e) {
                if (tries == TRIES) {
                    throw JOURNAL_UNAVAILABLE.because("the journal's epoch keeps changing: try again");
                }
                renewIf(head -> head.epoch().equals(before.epoch()) && isLost(before, head));
            }
        }
    }

    /**
     * Whether the journal has really lost events. Other nodes may write past the mark before the head is locked; then only the
     * read has shown the loss. H2 has no failover, but may return outdated results, so there the locked head decides.
     */
    private boolean isLost(Cursor before, JournalHead locked) {
        return transactions.product() != DatabaseProduct.H2
                || HighWater.isAbove(before, locked.epoch(), locked.position());
    }

    private <T> T readOnce(Function<JournalReader, T> query, Cursor before) {
        return transactions.read(entities -> {
            JournalReader reader = new JournalReader(entities, before);
            T answer = query.apply(reader);
            // clients may now see events up to this head, so they count like events that this node has written
            reader.lastHead().ifPresent(head -> seen.saw(before, head));
            return answer;
        });
    }

    Head renew(String epoch) {
        return renewIf(head -> head.epoch().equals(epoch));
    }

    /** Checks the condition under the lock, so that only one of several nodes renews the epoch. */
    private Head renewIf(Predicate<JournalHead> condition) {
        Cursor before = seen.mark();
        Head head = transactions.write(entities -> {
            JournalHead locked = entities.find(JournalHead.class, JournalHead.ID, LockModeType.PESSIMISTIC_WRITE);
            if (condition.test(locked)) {
                locked.renew(epochs.next());
                entities.flush();
            }
            return new JournalReader(entities).head();
        });
        seen.saw(before, head);
        return head;
    }
}
