package dev.sluice.journal;

import dev.sluice.event.Cursor;
import dev.sluice.event.Event;
import dev.sluice.event.Filters;
import dev.sluice.event.IdempotencyKey;
import dev.sluice.event.Topic;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The queries, on one entity manager. Every one is a range of an index with a bound: of positions, or of
 * {@code (topic, position)}; the number of filters never shows in the SQL.
 */
final class JournalReader {

    /** How many rows a stretch has at most. */
    private static final int STRETCH_ROWS = 1_000;

    /** Subscriptions with at most this many topics use the index of topics; with more, one of them is usually near. */
    static final int FEW_TOPICS = 100;

    /** How many patterns are looked up for that, each by a query. */
    private static final int FEW_PATTERNS = 10;

    /** How many topics a query names at most. */
    static final int NAMES = 500;

    /** How many topics a query has a part of its own for. */
    private static final int PARTS = 50;

    // ordered as the index is: H2 would look at every row of the topic for the smallest position, or the largest
    private static final String NEXT_OF_TOPIC = "(SELECT e.position, e.topic FROM journal_entry e"
            + " WHERE e.topic = ?%d AND e.position > ?%d ORDER BY e.topic, e.position LIMIT 1)";
    private static final String NEWEST_OF_TOPIC = "(SELECT e.position, e.topic FROM journal_entry e"
            + " WHERE e.topic = ?%d AND e.position <= ?%d ORDER BY e.topic DESC, e.position DESC LIMIT 1)";

    private final EntityManager entities;

    /** A head that is lower than this, and of the same epoch, has gone back. */
    private final Cursor known;

    private Optional<Head> lastHead = Optional.empty();

    /** For what has nothing to compare the head with, or compares it by itself. */
    JournalReader(EntityManager entities) {
        this(entities, HighWater.NOTHING);
    }

    JournalReader(EntityManager entities, Cursor known) {
        this.entities = entities;
        this.known = known;
    }

    /**
     * By a query and not by {@code find}, which would show a second look what the first one saw.
     *
     * @throws HeadWentBackException if events are missing of which this node knows, or if this is another journal than a
     *     moment ago
     */
    Head head() {
        Object[] row =
                entities.createNamedQuery(JournalHead.WITH_LOW, Object[].class).getSingleResult();
        Head head = new Head((String) row[0], (long) row[1], (long) row[2], (long) row[3]);
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

    /** The head that was read last; none if none was read. */
    Optional<Head> lastHead() {
        return lastHead;
    }

    Optional<RunningTotals> marks(long position) {
        return entities.createNamedQuery(JournalEntry.MARKS, Object[].class)
                .setParameter("position", position)
                .getResultStream()
                .map(row -> new RunningTotals((long) row[0], (long) row[1]))
                .findFirst();
    }

    /** Those of the positions that have not been forgotten. */
    Map<Long, RunningTotals> marks(Collection<Long> positions) {
        return entities.createNamedQuery(JournalEntry.MARKS_OF, Object[].class)
                .setParameter("positions", positions)
                .getResultStream()
                .collect(
                        Collectors.toMap(row -> (Long) row[0], row -> new RunningTotals((long) row[1], (long) row[2])));
    }

    /** A stretch that begins after a position that has not been forgotten. */
    List<Event> stretch(String epoch, long after, long upTo) {
        return entities.createNamedQuery(JournalEntry.STRETCH, Object[].class)
                .setParameter("after", after)
                .setParameter("upTo", upTo)
                .getResultStream()
                .map(row -> JournalEntry.toEvent(epoch, row))
                .toList();
    }

    /** Where a stretch after a position ends, so that it is neither too long nor too heavy. */
    long stretchEnd(long after, long head, long bytes) {
        long upTo = Math.min(after + STRETCH_ROWS, head);
        if (upTo - after <= 1) {
            return upTo;
        }
        long before = totalBytesAt(after);
        long weight = totalBytesAt(upTo) - before;
        while (upTo - after > 1 && weight > bytes) {
            // as many as would fit if all weighed the same, and always fewer by an eighth at the least
            long rows = upTo - after;
            upTo = after + Math.max(1, Math.min(rows * bytes / weight, rows - (rows + 7) / 8));
            weight = totalBytesAt(upTo) - before;
        }
        return upTo;
    }

    private long totalBytesAt(long position) {
        return marks(position).map(RunningTotals::totalBytes).orElseGet(this::forgottenBytes);
    }

    long forgottenBytes() {
        return entities.createNamedQuery(JournalLow.TOTAL_BYTES, Long.class).getSingleResult();
    }

    Optional<Event> at(String epoch, long position) {
        return entities.createNamedQuery(JournalEntry.AT, Object[].class)
                .setParameter("position", position)
                .getResultStream()
                .map(row -> JournalEntry.toEvent(epoch, row))
                .findFirst();
    }

    /** The events at some positions that have not been forgotten, in order, in the epoch of the last head. */
    List<Event> at(Collection<Long> positions) {
        List<Object[]> rows = rows(positions);
        // the head comes after them: one that was read before may be that of a state that is gone
        String epoch = head().epoch();
        return rows.stream().map(row -> JournalEntry.toEvent(epoch, row)).toList();
    }

    /** As the other one, in an epoch that is known. */
    List<Event> at(String epoch, Collection<Long> positions) {
        return rows(positions).stream()
                .map(row -> JournalEntry.toEvent(epoch, row))
                .toList();
    }

    private List<Object[]> rows(Collection<Long> positions) {
        return entities.createNamedQuery(JournalEntry.AT_ALL, Object[].class)
                .setParameter("positions", positions)
                .getResultList();
    }

    /** Where the events of some keys stand, in the epoch of the last head. */
    Map<IdempotencyKey, Cursor> find(Collection<IdempotencyKey> keys) {
        Map<IdempotencyKey, Long> positions = positions(keys);
        // the head comes after them, as for the events at some positions
        String epoch = head().epoch();
        Map<IdempotencyKey, Cursor> cursors = new HashMap<>();
        positions.forEach((key, position) -> cursors.put(key, new Cursor(epoch, position)));
        return cursors;
    }

    /** The positions of the events of some keys. */
    Map<IdempotencyKey, Long> positions(Collection<IdempotencyKey> keys) {
        List<String> names = keys.stream().map(IdempotencyKey::value).distinct().toList();
        Map<IdempotencyKey, Long> positions = new HashMap<>();
        for (int start = 0; start < names.size(); start += NAMES) {
            for (Object[] row : entities.createNamedQuery(JournalEntry.BY_KEYS, Object[].class)
                    .setParameter("keys", names.subList(start, Math.min(names.size(), start + NAMES)))
                    .getResultList()) {
                positions.put(new IdempotencyKey((String) row[0]), (Long) row[1]);
            }
        }
        return positions;
    }

    /** The first of some positions whose data together is not too heavy; at least one. */
    List<Long> fitting(List<Long> positions, long bytes) {
        Map<Long, RunningTotals> marks = marks(positions.stream()
                .flatMap(position -> Stream.of(position - 1, position))
                .distinct()
                .toList());
        long weight = 0;
        int count = 0;
        for (; count < positions.size() && (count == 0 || weight < bytes); count++) {
            RunningTotals before = marks.get(positions.get(count) - 1);
            RunningTotals here = marks.get(positions.get(count));
            if (here != null && before != null) {
                // the oldest event has none before it, and comes in any case
                weight += here.totalBytes() - before.totalBytes();
            }
            if (weight > bytes && count > 0) {
                break;
            }
        }
        return positions.subList(0, count);
    }

    /** The next event that belongs to one of the topics. */
    OptionalLong nextOf(Collection<String> topics, long after) {
        return inParts(topics, NEXT_OF_TOPIC, after).values().stream()
                .mapToLong(Long::longValue)
                .min();
    }

    /** The newest position of each topic, up to a position. */
    Map<String, Long> newestOfEach(Collection<String> topics, long upTo) {
        return inParts(topics, NEWEST_OF_TOPIC, upTo);
    }

    /**
     * One position of each topic: a query has a part for each of some topics, which is a row of the index. Named together,
     * they would be read with all their events.
     */
    private Map<String, Long> inParts(Collection<String> topics, String part, long position) {
        List<String> all = List.copyOf(topics);
        Map<String, Long> found = new HashMap<>();
        for (int start = 0; start < all.size(); start += PARTS) {
            List<String> some = all.subList(start, Math.min(all.size(), start + PARTS));
            Query query = entities.createNativeQuery(IntStream.range(0, some.size())
                    .mapToObj(i -> String.format(Locale.ROOT, part, 2 * i + 1, 2 * i + 2))
                    .collect(Collectors.joining(" UNION ALL ")));
            for (int i = 0; i < some.size(); i++) {
                query.setParameter(2 * i + 1, some.get(i)).setParameter(2 * i + 2, position);
            }
            for (Object row : query.getResultList()) {
                Object[] columns = (Object[]) row;
                found.put((String) columns[1], ((Number) columns[0]).longValue());
            }
        }
        return found;
    }

    List<Long> newestOf(String topic, long upTo, int limit) {
        return newestOf(topic, 0, upTo, limit);
    }

    /** The newest positions of a topic after a position, newest first. */
    List<Long> newestOf(String topic, long after, long upTo, int limit) {
        return entities.createNamedQuery(JournalEntry.NEWEST_OF_TOPIC, Long.class)
                .setParameter("topic", topic)
                .setParameter("after", after)
                .setParameter("upTo", upTo)
                .setMaxResults(limit)
                .getResultList();
    }

    /** Metadata of some events. */
    List<Object[]> headlines(Collection<Long> positions) {
        return entities.createNamedQuery(JournalEntry.HEADLINES, Object[].class)
                .setParameter("positions", positions)
                .getResultList();
    }

    /** The newest positions of the event keys of some topics. */
    List<Long> newestOfEventKeys(Collection<String> topics, long upTo, int limit) {
        return entities.createNamedQuery(JournalEventKey.NEWEST, Long.class)
                .setParameter("topics", topics)
                .setParameter("upTo", upTo)
                .setMaxResults(limit)
                .getResultList();
    }

    /** As the other one, of any number of topics. */
    Map<Topic, Long> completionsOf(Collection<Topic> topics) {
        List<String> names = topics.stream().map(Topic::value).toList();
        Map<Topic, Long> completions = new HashMap<>();
        for (int start = 0; start < names.size(); start += NAMES) {
            completions.putAll(completions(names.subList(start, Math.min(names.size(), start + NAMES))));
        }
        return completions;
    }

    /** Those of the topics that are complete, and where. */
    Map<Topic, Long> completions(Collection<String> topics) {
        return entities.createNamedQuery(JournalCompletion.OF_TOPICS, Object[].class)
                .setParameter("topics", topics)
                .getResultStream()
                .collect(Collectors.toMap(row -> new Topic((String) row[0]), row -> (Long) row[1]));
    }

    /** The positions of a stretch whose topics match, newest first. */
    List<Long> matchesBackwards(Filters filters, long after, long upTo) {
        return entities.createNamedQuery(JournalEntry.STRETCH_OF_TOPICS, Object[].class)
                .setParameter("after", after)
                .setParameter("upTo", upTo)
                .getResultStream()
                .filter(row -> filters.matches(new Topic((String) row[1])))
                .map(row -> (Long) row[0])
                .toList();
    }

    /** The topics that match, if they are few and are found by few queries. */
    Optional<Set<String>> fewTopics(DatabaseProduct product, Filters filters) {
        TopicScan scan = new TopicScan(product, filters, Long.MAX_VALUE, FEW_TOPICS);
        if (scan.patterns() > FEW_PATTERNS) {
            return Optional.empty();
        }
        Set<String> topics = new TreeSet<>(scan.named());
        while (scan.hasMore()) {
            scan.next(this).forEach(row -> topics.add(row.topic()));
        }
        return scan.isTooMany() ? Optional.empty() : Optional.of(topics);
    }

    /** A page of the topics that begin with a prefix, each with its newest position. */
    List<TopicQuery.Row> topics(DatabaseProduct product, String prefix, String from, long upTo, int limit) {
        return new TopicQuery(product).page(entities, prefix, from, upTo, limit);
    }

    /**
     * The first text that can be a topic after this one. Asked for what is <i>after</i> a topic, H2 would begin at the topic
     * and look at every event of it.
     */
    static String after(String topic) {
        return topic + Topic.LEAST;
    }
}
