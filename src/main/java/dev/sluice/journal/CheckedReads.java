package dev.sluice.journal;

import static dev.sluice.event.Rejection.JOURNAL_UNAVAILABLE;

import dev.sluice.event.Cursor;
import jakarta.persistence.LockModeType;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Reads the journal, and compares every head that is read with the highest position that this node has seen. Nothing is
 * answered of a journal whose head has gone back: it gets a new epoch first, and then the question is put again. Any thread
 * may call.
 */
final class CheckedReads {

    /** A second failover in the middle of a question is met once more; after that the client asks again. */
    private static final int TRIES = 3;

    private final Transactions transactions;
    private final HighWater seen;
    private final Epochs epochs;

    CheckedReads(Transactions transactions, HighWater seen, Epochs epochs) {
        this.transactions = transactions;
        this.seen = seen;
        this.epochs = epochs;
    }

    /** Takes the journal as it is: nobody has been told anything of it yet. */
    Head begin() {
        Head head = transactions.read(entities -> new JournalReader(entities, HighWater.NOTHING).head());
        seen.start(head);
        return head;
    }

    /** @throws dev.sluice.event.RejectedException {@code journal-unavailable} also if a journal that needs a new epoch cannot be given one */
    <T> T read(Function<JournalReader, T> question) {
        for (int tries = 1; ; tries++) {
            Cursor before = seen.mark();
            try {
                return readOnce(question, before);
            } catch (HeadWentBackException e) {
                if (tries == TRIES) {
                    throw JOURNAL_UNAVAILABLE.because("the epoch of the journal changes");
                }
                renewIf(head -> head.epoch().equals(before.epoch()) && isLost(before, head));
            }
        }
    }

    /**
     * Others may have written past the mark until the head is locked: then the head does not show the loss any more, but the
     * read has. H2 alone has no failover, and may answer with a result that is out of date.
     */
    private boolean isLost(Cursor before, JournalHead locked) {
        return transactions.product() != DatabaseProduct.H2
                || HighWater.isAbove(before, locked.epoch(), locked.position());
    }

    private <T> T readOnce(Function<JournalReader, T> question, Cursor before) {
        return transactions.read(entities -> {
            JournalReader reader = new JournalReader(entities, before);
            T answer = question.apply(reader);
            // clients may be told of events up to here: from now on they count like those that this node has written
            reader.lastHead().ifPresent(head -> seen.saw(before, head));
            return answer;
        });
    }

    Head renew(String epoch) {
        return renewIf(head -> head.epoch().equals(epoch));
    }

    /** Decided under the lock, so that of several nodes one does it. */
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
