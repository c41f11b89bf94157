package dev.sluice.journal;

import dev.sluice.event.Event;
import dev.sluice.event.Filters;
import dev.sluice.event.Topic;
import dev.sluice.event.TopicFilter;
import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The queries, on one entity manager. Every one is a range of an index with a bound: of positions, or of
 * {@code (topic, position)}; the number of filters never shows in the SQL.
 */
final class JournalReader {

    /** How many rows a stretch has at most. */
    private static final int STRETCH_ROWS = 1_000;

    private final EntityManager entities;

    JournalReader(EntityManager entities) {
        this.entities = entities;
    }

    /** By a query and not by {@code find}, which would show a second look what the first one saw. */
    Head head() {
        Object[] row =
                entities.createNamedQuery(JournalHead.WITH_LOW, Object[].class).getSingleResult();
        return new Head((String) row[0], (long) row[1], (long) row[2], (long) row[3]);
    }

    Optional<Marks> marks(long position) {
        return entities.createNamedQuery(JournalEntry.MARKS, Object[].class)
                .setParameter("position", position)
                .getResultStream()
                .map(row -> new Marks((long) row[0], (long) row[1]))
                .findFirst();
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
        return marks(position).map(Marks::totalBytes).orElseGet(this::forgottenBytes);
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

    /** The next event that belongs to one of the topics. */
    OptionalLong nextOf(Collection<String> topics, long after) {
        return topics.stream()
                .map(topic -> entities.createNamedQuery(JournalEntry.NEXT_OF_TOPIC, Long.class)
                        .setParameter("topic", topic)
                        .setParameter("after", after)
                        .setMaxResults(1))
                .flatMap(query -> query.getResultStream())
                .mapToLong(Long::longValue)
                .min();
    }

    /** The newest positions of a topic, newest first. */
    List<Long> newestOf(String topic, long upTo, int limit) {
        return entities.createNamedQuery(JournalEntry.NEWEST_OF_TOPIC, Long.class)
                .setParameter("topic", topic)
                .setParameter("upTo", upTo)
                .setMaxResults(limit)
                .getResultList();
    }

    /** What there is to say of some events beside their data. */
    List<Object[]> headlines(Collection<Long> positions) {
        return entities.createNamedQuery(JournalEntry.HEADLINES, Object[].class)
                .setParameter("positions", positions)
                .getResultList();
    }

    /** The newest positions of the subjects of some topics. */
    List<Long> newestOfSubjects(Collection<String> topics, long upTo, int limit) {
        return entities.createNamedQuery(JournalSubject.NEWEST, Long.class)
                .setParameter("topics", topics)
                .setParameter("upTo", upTo)
                .setMaxResults(limit)
                .getResultList();
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

    /**
     * The topics that match, by jumping from one to the next in the index.
     *
     * @param limit how many topics to look at; empty if there are more
     */
    Optional<SortedSet<String>> topics(Filters filters, int limit) {
        SortedSet<String> topics = new TreeSet<>();
        int looked = 0;
        for (TopicFilter filter : filters.list()) {
            String prefix = filter.literalPrefix();
            if (!prefix.isEmpty() && filter.matches(new Topic(prefix))) {
                topics.add(prefix);
                looked++;
            }
            Optional<String> topic = filter.isPattern() ? nextTopic(prefix) : Optional.empty();
            while (topic.isPresent() && topic.get().startsWith(prefix) && looked <= limit) {
                looked++;
                if (filter.matches(new Topic(topic.get()))) {
                    topics.add(topic.get());
                }
                topic = nextTopic(topic.get());
            }
        }
        return looked <= limit ? Optional.of(topics) : Optional.empty();
    }

    /**
     * Asked for what is <i>after</i> a topic, H2 would begin at the topic and look at every event of it. So we ask from the
     * next text on that could be a topic.
     */
    Optional<String> nextTopic(String after) {
        return topicFrom(after + Topic.LEAST);
    }

    /** The first topic there is from a text on. */
    Optional<String> topicFrom(String from) {
        return entities.createNamedQuery(JournalEntry.FIRST_TOPIC, String.class)
                .setParameter("from", from)
                .setMaxResults(1)
                .getResultStream()
                .findFirst();
    }
}
