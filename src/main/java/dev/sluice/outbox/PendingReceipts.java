package dev.sluice.outbox;

import static dev.sluice.event.Rejection.BODY_INVALID;
import static dev.sluice.event.Rejection.ROLLED_BACK;

import dev.sluice.journal.Receipt;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The receipts for which beans of this node wait, by row id. Any thread may add; the relay's thread answers. */
final class PendingReceipts {

    private final NavigableMap<Long, PendingDraft> byRow = new ConcurrentSkipListMap<>();

    void add(List<PendingDraft> drafts) {
        drafts.forEach(this::add);
    }

    /** A database that has failed over to an older state uses ids again. Then the earlier row with the same id is lost. */
    private void add(PendingDraft draft) {
        PendingDraft lost = byRow.put(draft.rowId(), draft);
        if (lost != null) {
            lost.receipt()
                    .completeExceptionally(ROLLED_BACK.because("the row is gone: the database has lost the transaction,"
                            + " and has used the id of the row again"));
        }
    }

    /** All drafts without an answer, in the order of their rows. */
    List<PendingDraft> pending() {
        return List.copyOf(byRow.values());
    }

    void answer(PendingDraft draft, Receipt receipt) {
        byRow.remove(draft.rowId(), draft);
        draft.receipt().complete(receipt);
    }

    void refuse(PendingDraft draft, RuntimeException reason) {
        byRow.remove(draft.rowId(), draft);
        draft.receipt().completeExceptionally(reason);
    }

    void answer(long row, Receipt receipt) {
        take(row).ifPresent(draft -> draft.receipt().complete(receipt));
    }

    void refuse(long row, RuntimeException reason) {
        take(row).ifPresent(draft -> draft.receipt().completeExceptionally(reason));
    }

    void refuseSetAside(long row, String fault) {
        refuse(row, BODY_INVALID.because("the outbox has set the row aside: " + fault));
    }

    private Optional<PendingDraft> take(long row) {
        return Optional.ofNullable(byRow.remove(row));
    }
}
