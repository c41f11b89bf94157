package dev.sluice.journal;

import dev.sluice.event.Cursor;
import dev.sluice.event.Event;
import dev.sluice.event.IdempotencyKey;
import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs the journal's queries by position and by idempotency key on one entity manager; {@link TopicReader} runs those by
 * topic. Each query is a bounded range of an index.
 */
final class JournalReader {

    /** The maximum number of rows in a range. */
    private static final int MAX_RANGE_ROWS = 1_000;

    /** The maximum number of topics or keys in one query. */
    static final int MAX_NAMES = 500;

    private final EntityManager entities;

    /** A head of the same epoch that is below this position shows that the journal has lost events. */
    private final Cursor known;

    private Optional<Head> lastHead = Optional.empty();

    /** For callers that have no head to compare with, or compare by themselves. */
    JournalReader(EntityManager entities) {
        this(entities, HighWater.NOTHING);
    }

    JournalReader(EntityManager entities, Cursor known) {
        this.entities = entities;
        this.known = known;
    }

    /** The queries by topic, on the same entity manager. */
    TopicReader byTopic() {
        return new TopicReader(entities);
    }

    /**
     * Reads the head by a query: {@code find} would return the entity that an earlier call has loaded.
     *
     * @throws HeadWentBackException if events are missing that this node has seen, or if the epoch has changed since the last
     *     call
     */
    Head head() {
        Head head = entities.createNamedQuery(JournalHead.HEAD, Head.class).getSingleResult();
        if (HighWater.isAbove(known, head.epoch(), head.position())
                || lastHead.filter(last -> !isFollowedBy(last, head)).isPresent()) {
            throw new HeadWentBackException();
        }
        lastHead = Optional.of(head);
        return head;
    }

    private static boolean isFollowedBy(Head last, Head head) {
        return last.epoch().equals(head.epoch()) && last.position() <= head.position();
    }

    /** The head that was read last; empty if none has been read. */
    Optional<Head> lastHead() {
        return lastHead;
    }

    Optional<RunningTotals> totals(long position) {
        return entities.createNamedQuery(JournalEntry.TOTALS, RunningTotals.class)
                .setParameter("position", position)
                .getResultStream()
                .findFirst();
    }

    /** The totals by position, without positions that retention has deleted. */
    Map<Long, RunningTotals> totals(Collection<Long> positions) {
        return entities.createNamedQuery(JournalEntry.TOTALS_OF_ALL, RunningTotals.class)
                .setParameter("positions", positions)
                .getResultStream()
                .collect(Collectors.toMap(RunningTotals::position, Function.identity()));
    }

    /** The events of a range. The caller checks that the range is complete. */
    List<Event> range(String epoch, long after, long upTo) {
        return entities.createNamedQuery(JournalEntry.RANGE, EventRow.class)
                .setParameter("after", after)
                .setParameter("upTo", upTo)
                .getResultStream()
                .map(row -> row.toEvent(epoch))
                .toList();
    }

    /** The end of the longest range after a position that has few enough rows and bytes. */
    long rangeEnd(long after, long head, long bytes) {
        long upTo = Math.min(after + MAX_RANGE_ROWS, head);
        if (upTo - after <= 1) {
            return upTo;
        }
        long before = totalBytesAt(after);
        long size = totalBytesAt(upTo) - before;
        while (upTo - after > 1 && size > bytes) {
            // the number of rows that would fit if all had the same size, and at least an eighth fewer than before
            long rows = upTo - after;
            upTo = after + Math.max(1, Math.min(rows * bytes / size, rows - (rows + 7) / 8));
            size = totalBytesAt(upTo) - before;
        }
        return upTo;
    }

    private long totalBytesAt(long position) {
        return totals(position).map(RunningTotals::totalBytes).orElseGet(this::trimmedBytes);
    }

    /** The bytes of all data that retention has deleted. */
    long trimmedBytes() {
        return entities.createNamedQuery(JournalLow.TOTAL_BYTES, Long.class).getSingleResult();
    }

    Optional<Event> at(String epoch, long position) {
        return entities.createNamedQuery(JournalEntry.AT, EventRow.class)
                .setParameter("position", position)
                .getResultStream()
                .map(row -> row.toEvent(epoch))
                .findFirst();
    }

    /** The events at these positions that retention has not deleted, in order, in the epoch of the current head. */
    List<Event> at(Collection<Long> positions) {
        List<EventRow> rows = rows(positions);
        // the head is read after the rows: a database may fail over in between, and an earlier head would be outdated
        String epoch = head().epoch();
        return rows.stream().map(row -> row.toEvent(epoch)).toList();
    }

    /** Like {@link #at(Collection)}, for a caller that knows the epoch. */
    List<Event> at(String epoch, Collection<Long> positions) {
        return rows(positions).stream().map(row -> row.toEvent(epoch)).toList();
    }

    private List<EventRow> rows(Collection<Long> positions) {
        return entities.createNamedQuery(JournalEntry.AT_ALL, EventRow.class)
                .setParameter("positions", positions)
                .getResultList();
    }

    /** The cursors of the events with these keys, in the epoch of the current head. */
    Map<IdempotencyKey, Cursor> find(Collection<IdempotencyKey> keys) {
        Map<IdempotencyKey, Long> positions = positions(keys);
        // the head is read after the rows, as in at(Collection)
        String epoch = head().epoch();
        Map<IdempotencyKey, Cursor> cursors = new HashMap<>();
        positions.forEach((key, position) -> cursors.put(key, new Cursor(epoch, position)));
        return cursors;
    }

    /** The positions of the events with these keys. */
    Map<IdempotencyKey, Long> positions(Collection<IdempotencyKey> keys) {
        List<String> names = keys.stream().map(IdempotencyKey::value).distinct().toList();
        Map<IdempotencyKey, Long> positions = new HashMap<>();
        for (int start = 0; start < names.size(); start += MAX_NAMES) {
            for (KeyPosition row : entities.createNamedQuery(JournalEntry.BY_KEYS, KeyPosition.class)
                    .setParameter("keys", names.subList(start, Math.min(names.size(), start + MAX_NAMES)))
                    .getResultList()) {
                positions.put(new IdempotencyKey(row.key()), row.position());
            }
        }
        return positions;
    }

    /** The longest beginning of the list whose events have few enough bytes together; at least one position. */
    List<Long> fitting(List<Long> positions, long bytes) {
        Map<Long, RunningTotals> totals = totals(positions.stream()
                .flatMap(position -> Stream.of(position - 1, position))
                .distinct()
                .toList());
        long size = 0;
        int count = 0;
        for (; count < positions.size() && (count == 0 || size < bytes); count++) {
            RunningTotals before = totals.get(positions.get(count) - 1);
            RunningTotals here = totals.get(positions.get(count));
            if (here != null && before != null) {
                // the oldest event has no predecessor, and counts as empty
                size += here.totalBytes() - before.totalBytes();
            }
            if (size > bytes && count > 0) {
                break;
            }
        }
        return positions.subList(0, count);
    }
}
