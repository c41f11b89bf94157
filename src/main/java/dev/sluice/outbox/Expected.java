package dev.sluice.outbox;

import static dev.sluice.event.Rejection.BODY_INVALID;

import dev.sluice.journal.Receipt;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The receipts for which beans of this node wait, by the id of the row. Any thread may add; the mover's thread answers. */
final class Expected {

    private final NavigableMap<Long, Pending> byRow = new ConcurrentSkipListMap<>();

    void add(List<Pending> pending) {
        pending.forEach(each -> byRow.put(each.id(), each));
    }

    /** Those whose rows stand before another one. */
    List<Pending> before(long row) {
        return List.copyOf(byRow.headMap(row).values());
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
