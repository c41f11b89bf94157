package dev.sluice.outbox;

import dev.sluice.event.Draft;
import dev.sluice.journal.Receipt;
import java.util.concurrent.CompletableFuture;

/** A draft on its way through the outbox, and the answer to whoever published it. */
final class Pending {

    private final Draft draft;
    private final CompletableFuture<Receipt> receipt = new CompletableFuture<>();
    private long id;

    Pending(Draft draft) {
        this.draft = draft;
    }

    Draft draft() {
        return draft;
    }

    CompletableFuture<Receipt> receipt() {
        return receipt;
    }

    /** Of its row. */
    long id() {
        return id;
    }

    void setId(long newId) {
        id = newId;
    }
}
