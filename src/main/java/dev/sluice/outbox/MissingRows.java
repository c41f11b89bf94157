package dev.sluice.outbox;

import static dev.sluice.event.Rejection.KEY_CONFLICT;
import static dev.sluice.event.Rejection.ROLLED_BACK;

import dev.sluice.event.Cursor;
import dev.sluice.event.Event;
import dev.sluice.event.IdempotencyKey;
import dev.sluice.journal.Journal;
import dev.sluice.journal.Page;
import dev.sluice.journal.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Answers for rows that are not in the table any more: another node has relayed them, or this one before it knew of the
 * commit. The journal is only read. A row may also be gone without an event, because the database has failed over to a state
 * before the commit or an operator has deleted the row: an append here would publish an event of no transaction.
 */
final class MissingRows {

    /** The maximum number of rows that are looked up at a time. */
    private static final int MAX_ROWS = 500;

    /** The size of a page that is read from the journal. */
    private static final int PAGE_BYTES = 8 << 20;

    private final Journal journal;
    private final PendingReceipts receipts;

    MissingRows(Journal journal, PendingReceipts receipts) {
        this.journal = journal;
        this.receipts = receipts;
    }

    /**
     * Answers each draft by the event that has its idempotency key.
     *
     * @param outbox the name of the outbox
     * @throws dev.sluice.event.RejectedException if the journal is unavailable; the drafts not answered yet are still pending
     */
    void answer(String outbox, List<PendingDraft> gone) {
        for (int start = 0; start < gone.size(); start += MAX_ROWS) {
            answerSome(outbox, gone.subList(start, Math.min(gone.size(), start + MAX_ROWS)));
        }
    }

    private void answerSome(String outbox, List<PendingDraft> gone) {
        Map<IdempotencyKey, Cursor> found =
                journal.find(gone.stream().map(each -> keyOf(outbox, each)).toList());
        NavigableMap<Long, List<PendingDraft>> positions = new TreeMap<>();
        for (PendingDraft draft : gone) {
            Cursor cursor = found.get(keyOf(outbox, draft));
            if (cursor == null) {
                refuse(draft);
            } else {
                positions
                        .computeIfAbsent(cursor.position(), position -> new ArrayList<>())
                        .add(draft);
            }
        }
        found.values().stream().findFirst().ifPresent(cursor -> compare(cursor.epoch(), positions));
    }

    /** Compares the drafts with the events: a key may belong to other content. */
    private void compare(String epoch, NavigableMap<Long, List<PendingDraft>> positions) {
        while (!positions.isEmpty()) {
            Page page = journal.readAt(List.copyOf(positions.keySet()), PAGE_BYTES);
            if (!page.epoch().equals(epoch)) {
                // the journal has gone back in the meantime: the next round looks these drafts up again
                return;
            }
            for (Event event : page.events()) {
                positions.remove(event.position()).forEach(draft -> answer(draft, event));
            }
            Map<Long, List<PendingDraft>> deleted = positions.headMap(page.upTo(), true);
            deleted.values().forEach(all -> all.forEach(this::refuse));
            deleted.clear();
        }
    }

    private void answer(PendingDraft draft, Event event) {
        if (draft.draft().sameContentAs(event)) {
            receipts.answer(draft, new Receipt(event.id(), false));
        } else {
            receipts.refuse(
                    draft,
                    KEY_CONFLICT.because("an event with this idempotency key and other content is in the journal"));
        }
    }

    private void refuse(PendingDraft draft) {
        receipts.refuse(
                draft,
                ROLLED_BACK.because("the row is gone and the journal has no event of it: the database has lost the"
                        + " transaction, an operator has deleted the row, or retention has deleted the event"));
    }

    private static IdempotencyKey keyOf(String outbox, PendingDraft draft) {
        return draft.draft().key().orElseGet(() -> new IdempotencyKey(OutboxRelay.defaultKey(outbox, draft.rowId())));
    }
}
