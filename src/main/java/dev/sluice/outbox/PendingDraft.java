package dev.sluice.outbox;

import dev.sluice.event.Draft;
import dev.sluice.journal.Receipt;
import java.util.concurrent.CompletableFuture;

/** A draft on its way through the outbox, with the receipt for the bean that has published it. */
final class PendingDraft {

    private final Draft draft;
    private final CompletableFuture<Receipt> receipt = new CompletableFuture<>();
    private long rowId;

    PendingDraft(Draft draft) {
        this.draft = draft;
    }

    Draft draft() {
        return draft;
    }

    CompletableFuture<Receipt> receipt() {
        return receipt;
    }

    /** The id of the draft's row; 0 before it is written. */
    long rowId() {
        return rowId;
    }

    void setRowId(long id) {
        rowId = id;
    }
}
