package dev.sluice.journal;

import static dev.sluice.event.Rejection.KEY_CONFLICT;
import static dev.sluice.event.Rejection.PRECONDITION_FAILED;
import static dev.sluice.event.Rejection.TOPIC_COMPLETE;

import dev.sluice.event.Cursor;
import dev.sluice.event.Draft;
import dev.sluice.event.Event;
import dev.sluice.event.EventKey;
import dev.sluice.event.IdempotencyKey;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Topic;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Appends a group of submissions in one transaction: locks the head, finds the drafts that the journal has already, numbers
 * the new ones and writes them. An instance lives as long as its transaction, on one thread.
 */
final class Appending {

    private final EntityManager entities;
    private final JournalHead head;
    private final Instant time;
    private final Map<IdempotencyKey, Long> byKey;
    private final Set<Topic> completed;

    /** The journal's events that have idempotency keys of this group. */
    private final EventPages earlier;

    /** The newest position of each topic for which a draft has a precondition; 0 if the topic has no event. */
    private final Map<Topic, Long> newest;

    /** The position of the newest event of each event key that this group has written. */
    private final Map<JournalEventKey.Key, Long> eventKeys = new LinkedHashMap<>();

    private final List<Event> events = new ArrayList<>();

    /** The end of the journal before this transaction, in the epoch of this transaction. */
    private final Cursor found;

    Appending(EntityManager entities, HighWater seen, Epochs epochs, Instant now, List<Submission> group) {
        this.entities = entities;
        // the lock comes first: no other writer can change the rows that are read after it
        this.head = entities.find(JournalHead.class, JournalHead.ID, LockModeType.PESSIMISTIC_WRITE);
        if (seen.isAbove(head.epoch(), head.position())) {
            // the database has lost events: positions that subscribers have seen will be used again
            head.renew(epochs.next());
        }
        this.found = new Cursor(head.epoch(), head.position());
        this.time = head.moveTime(now);
        this.byKey = known(group);
        this.completed = completed(group);
        this.newest = newest(group);
        this.earlier = new EventPages(entities, head.epoch(), earlierPositions(group));
    }

    /** Accepts or refuses each submission. */
    Appending append(List<Submission> group) {
        for (Submission submission : group) {
            Optional<RejectedException> objection = objection(submission);
            if (objection.isPresent()) {
                submission.refuse(objection.get());
            } else {
                submission.accept(submission.drafts().stream().map(this::write).toList());
            }
        }
        storeEventKeys();
        return this;
    }

    /** The new events, in the order of their positions. */
    List<Event> events() {
        return events;
    }

    Cursor found() {
        return found;
    }

    Cursor reached() {
        return new Cursor(head.epoch(), head.position());
    }

    /** The reason to refuse a submission, checked before any of its drafts is written; empty if there is none. */
    private Optional<RejectedException> objection(Submission submission) {
        if (conflicts(submission)) {
            return Optional.of(KEY_CONFLICT.because(
                    "an event with this idempotency key and other content is in the journal, or in the same batch"));
        }
        Set<IdempotencyKey> own = new HashSet<>();
        Set<Topic> completing = new HashSet<>();
        for (Draft draft : submission.drafts()) {
            if (isKnown(draft)
                    || draft.key().isPresent() && !own.add(draft.key().get())) {
                continue;
            }
            if (completed.contains(draft.topic()) || completing.contains(draft.topic())) {
                return Optional.of(TOPIC_COMPLETE.because("this topic is complete: its last event has been published"));
            }
            if (draft.precondition().isPresent()
                    && !draft.precondition().get().holds(reached(), newest.get(draft.topic()))) {
                return Optional.of(PRECONDITION_FAILED.because("the topic has moved on"));
            }
            if (draft.options().completes()) {
                completing.add(draft.topic());
            }
        }
        return Optional.empty();
    }

    private boolean isKnown(Draft draft) {
        return positionOf(draft).isPresent();
    }

    /** Called before anything is written: a query after that would first flush the entities written so far. */
    private Map<Topic, Long> newest(List<Submission> group) {
        Set<String> topics = group.stream()
                .flatMap(submission -> submission.drafts().stream())
                .filter(draft -> draft.precondition().isPresent())
                .map(draft -> draft.topic().value())
                .collect(Collectors.toSet());
        Map<Topic, Long> positions = new HashMap<>();
        topics.forEach(topic -> positions.put(new Topic(topic), 0L));
        new TopicReader(entities)
                .newestOfEach(topics, Long.MAX_VALUE)
                .forEach((topic, position) -> positions.put(new Topic(topic), position));
        return positions;
    }

    private Set<Topic> completed(List<Submission> group) {
        if (!head.hasCompletions()) {
            return new HashSet<>();
        }
        Set<String> topics = group.stream()
                .flatMap(submission -> submission.drafts().stream())
                .map(draft -> draft.topic().value())
                .collect(Collectors.toSet());
        return new HashSet<>(new TopicReader(entities).completions(topics).keySet());
    }

    private Map<IdempotencyKey, Long> known(List<Submission> group) {
        Set<IdempotencyKey> keys = group.stream()
                .flatMap(submission -> submission.drafts().stream())
                .flatMap(draft -> draft.key().stream())
                .collect(Collectors.toSet());
        return new JournalReader(entities).positions(keys);
    }

    /** Whether an idempotency key belongs to other content, in the journal or earlier in the submission. */
    private boolean conflicts(Submission submission) {
        Map<IdempotencyKey, Draft> own = new HashMap<>();
        return submission.drafts().stream()
                .filter(draft -> draft.key().isPresent())
                .anyMatch(draft -> {
                    Draft earlier = own.putIfAbsent(draft.key().get(), draft);
                    return earlier != null && !draft.sameContentAs(earlier) || isOtherThan(draft, positionOf(draft));
                });
    }

    private OptionalLong positionOf(Draft draft) {
        Long position = draft.key().map(byKey::get).orElse(null);
        return position == null ? OptionalLong.empty() : OptionalLong.of(position);
    }

    private boolean isOtherThan(Draft draft, OptionalLong position) {
        if (position.isEmpty()) {
            return false;
        }
        Optional<Event> there = at(position.getAsLong());
        if (there.isEmpty()) {
            // retention has just deleted the event, and its key with it
            byKey.remove(draft.key().orElseThrow());
        }
        return there.isPresent() && !draft.sameContentAs(there.get());
    }

    private Optional<Event> at(long position) {
        return position > found.position()
                ? Optional.of(events.get((int) (position - found.position() - 1)))
                : earlier.at(position);
    }

    /** The positions of the keys that the journal has already, in the order of their drafts. */
    private List<Long> earlierPositions(List<Submission> group) {
        return group.stream()
                .flatMap(submission -> submission.drafts().stream())
                .flatMap(draft -> draft.key().map(byKey::get).stream())
                .toList();
    }

    private Receipt write(Draft draft) {
        OptionalLong there = positionOf(draft);
        if (there.isPresent()) {
            return new Receipt(new Cursor(head.epoch(), there.getAsLong()), false);
        }
        long position = head.nextPosition(draft.payload().size());
        Event event = new Event(new Cursor(head.epoch(), position), time, draft.content(), draft.options());
        entities.persist(new JournalEntry(event, draft.key(), head.totalBytes()));
        draft.key().ifPresent(key -> byKey.put(key, position));
        EventKey eventKey = draft.content().eventKey();
        if (!eventKey.isNone()) {
            eventKeys.put(new JournalEventKey.Key(draft.topic().value(), eventKey.value()), position);
        }
        if (draft.options().completes()) {
            completed.add(draft.topic());
            head.completeATopicAt(position);
            entities.persist(new JournalCompletion(draft.topic().value(), position));
        }
        newest.replace(draft.topic(), position);
        events.add(event);
        return new Receipt(event.id(), true);
    }

    /** Writes each event key once, however often this group publishes it. */
    private void storeEventKeys() {
        eventKeys.forEach((id, position) -> {
            int moved = entities.createNamedQuery(JournalEventKey.MOVE)
                    .setParameter("topic", id.topic())
                    .setParameter("eventKey", id.eventKey())
                    .setParameter("position", position)
                    .executeUpdate();
            if (moved == 0) {
                entities.persist(new JournalEventKey(id, position));
            }
        });
    }
}
