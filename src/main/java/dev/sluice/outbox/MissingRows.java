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
 * Answers for rows that are gone from the table: another node has moved them, or this one before it was told of the commit.
 * The journal is only read. A row may also be gone without an event, since the database has failed over to a state before
 * the commit or an operator has deleted the row: to append it here would publish an event that no transaction has.
 */
final class MissingRows {

    /** How many rows are looked for at a time. */
    private static final int ROWS = 500;

    private static final int BYTES = 8 << 20;

    private final Journal journal;
    private final Expected expected;

    MissingRows(Journal journal, Expected expected) {
        this.journal = journal;
        this.expected = expected;
    }

    /**
     * Their keys say where their events stand.
     *
     * @param name of the outbox
     * @throws dev.sluice.event.RejectedException if the journal may answer later
     */
    void answer(String name, List<Pending> gone) {
        for (int start = 0; start < gone.size(); start += ROWS) {
            answerSome(name, gone.subList(start, Math.min(gone.size(), start + ROWS)));
        }
    }

    private void answerSome(String name, List<Pending> gone) {
        Map<IdempotencyKey, Cursor> found =
                journal.find(gone.stream().map(each -> keyOf(name, each)).toList());
        NavigableMap<Long, List<Pending>> places = new TreeMap<>();
        for (Pending pending : gone) {
            Cursor place = found.get(keyOf(name, pending));
            if (place == null) {
                refuse(pending);
            } else {
                places.computeIfAbsent(place.position(), position -> new ArrayList<>())
                        .add(pending);
            }
        }
        found.values().stream().findFirst().ifPresent(place -> compare(place.epoch(), places));
    }

    /** Reads the events: a key may stand for other content. */
    private void compare(String epoch, NavigableMap<Long, List<Pending>> places) {
        while (!places.isEmpty()) {
            Page page = journal.readAt(List.copyOf(places.keySet()), BYTES);
            if (!page.epoch().equals(epoch)) {
                // the journal has gone back meanwhile: the next round looks for these again
                return;
            }
            for (Event event : page.events()) {
                places.remove(event.position()).forEach(pending -> answer(pending, event));
            }
            Map<Long, List<Pending>> forgotten = places.headMap(page.upTo(), true);
            forgotten.values().forEach(all -> all.forEach(this::refuse));
            forgotten.clear();
        }
    }

    private void answer(Pending pending, Event event) {
        if (pending.draft().sameContentAs(event)) {
            expected.answer(pending, new Receipt(event.id(), false));
        } else {
            expected.refuse(
                    pending,
                    KEY_CONFLICT.because("an event with this idempotency key and other content is in the journal"));
        }
    }

    private void refuse(Pending pending) {
        expected.refuse(
                pending,
                ROLLED_BACK.because("the row is gone and the journal has no event of it: the database has lost the"
                        + " transaction, an operator has deleted the row, or the event has been forgotten since"));
    }

    private static IdempotencyKey keyOf(String name, Pending pending) {
        return pending.draft().key().orElseGet(() -> new IdempotencyKey(OutboxRelay.key(name, pending.id())));
    }
}
