package dev.sluice.journal;

import static dev.sluice.event.Rejection.KEY_CONFLICT;

import dev.sluice.event.Cursor;
import dev.sluice.event.Draft;
import dev.sluice.event.Event;
import dev.sluice.event.IdempotencyKey;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One transaction's worth of appending: locks the head, tells what is there already from what is new, numbers the new
 * and writes it. Lives as long as its transaction.
 */
final class Appending {

    private final EntityManager entities;
    private final JournalHead head;
    private final Instant time;
    private final Map<IdempotencyKey, Event> byKey;
    private final List<Event> events = new ArrayList<>();

    Appending(EntityManager entities, Instant now, List<Submission> group) {
        this.entities = entities;
        // the lock comes first: what is read after it cannot be changed by another writer
        this.head = entities.find(JournalHead.class, JournalHead.ID, LockModeType.PESSIMISTIC_WRITE);
        this.time = head.moveTime(now);
        this.byKey = known(group);
    }

    /** Decides about each submission; gives the events that are new, in the order of their positions. */
    List<Event> append(List<Submission> group) {
        for (Submission submission : group) {
            conflict(submission)
                    .ifPresentOrElse(
                            draft -> submission.refuse(KEY_CONFLICT.because(
                                    "an event with this idempotency key and other content is in the journal")),
                            () -> submission.accept(submission.drafts().stream()
                                    .map(this::write)
                                    .toList()));
        }
        return events;
    }

    private Map<IdempotencyKey, Event> known(List<Submission> group) {
        List<String> keys = group.stream()
                .flatMap(submission -> submission.drafts().stream())
                .flatMap(draft -> draft.key().stream())
                .map(IdempotencyKey::value)
                .distinct()
                .toList();
        Map<IdempotencyKey, Event> known = new HashMap<>();
        if (!keys.isEmpty()) {
            for (Object[] row : entities.createNamedQuery(JournalEntry.BY_KEYS, Object[].class)
                    .setParameter("keys", keys)
                    .getResultList()) {
                known.put(new IdempotencyKey((String) row[6]), JournalEntry.toEvent(head.epoch(), row));
            }
        }
        return known;
    }

    /** A draft whose key stands for something else, in the journal or earlier in the submission itself. */
    private Optional<Draft> conflict(Submission submission) {
        Map<IdempotencyKey, Draft> own = new HashMap<>();
        return submission.drafts().stream()
                .filter(draft -> draft.key().isPresent())
                .filter(draft -> {
                    IdempotencyKey key = draft.key().get();
                    Event there = byKey.get(key);
                    Draft earlier = own.putIfAbsent(key, draft);
                    return there != null && !draft.sameContentAs(there) || earlier != null && !draft.equals(earlier);
                })
                .findFirst();
    }

    private Receipt write(Draft draft) {
        Event there = draft.key().map(byKey::get).orElse(null);
        if (there != null) {
            return new Receipt(there.id(), false);
        }
        long position = head.nextPosition(draft.payload().size());
        Event event = new Event(new Cursor(head.epoch(), position), time, draft.topic(), draft.type(), draft.payload());
        entities.persist(new JournalEntry(event, draft, head.totalBytes()));
        draft.key().ifPresent(key -> byKey.put(key, event));
        events.add(event);
        return new Receipt(event.id(), true);
    }
}
