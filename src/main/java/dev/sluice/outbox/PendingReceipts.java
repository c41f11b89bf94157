package dev.sluice.outbox;

import static dev.sluice.event.Rejection.BODY_INVALID;
import static dev.sluice.event.Rejection.ROLLED_BACK;

import dev.sluice.journal.Receipt;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The receipts for which beans of this node wait, by the id of the row. Any thread may add; the mover's thread answers. */
final class Expected {

    private final NavigableMap<Long, Pending> byRow = new ConcurrentSkipListMap<>();

    void add(List<Pending> pending) {
        pending.forEach(this::add);
    }

    /** A database that has failed over to an older state gives ids again: the row that had this one is lost. */
    private void add(Pending pending) {
        Pending lost = byRow.put(pending.id(), pending);
        if (lost != null) {
            lost.receipt()
                    .completeExceptionally(ROLLED_BACK.because("the row is gone: the database has lost the transaction,"
                            + " and has given the id of the row to another one"));
        }
    }

    /** All of them, in the order of their rows. */
    List<Pending> all() {
        return List.copyOf(byRow.values());
    }

    void answer(Pending pending, Receipt receipt) {
        byRow.remove(pending.id(), pending);
        pending.receipt().complete(receipt);
    }

    void refuse(Pending pending, RuntimeException why) {
        byRow.remove(pending.id(), pending);
        pending.receipt().completeExceptionally(why);
    }

    void answer(long row, Receipt receipt) {
        take(row).ifPresent(pending -> pending.receipt().complete(receipt));
    }

    void refuse(long row, RuntimeException why) {
        take(row).ifPresent(pending -> pending.receipt().completeExceptionally(why));
    }

    void tellThatItWasSetAside(long row, String fault) {
        refuse(row, BODY_INVALID.because("the outbox has set it aside: " + fault));
    }

    private Optional<Pending> take(long row) {
        return Optional.ofNullable(byRow.remove(row));
    }
}
