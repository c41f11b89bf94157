package dev.sluice.journal;

import dev.sluice.event.Filters;
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
 * Runs the journal's queries by topic on one entity manager. Each query is a bounded range of the index {@code (topic,
 * position)}; its SQL does not depend on the number of filters.
 */
final class TopicReader {

    /**
     * Subscriptions with at most this many topics use the (topic, position) index; larger ones scan by position, where a
     * match is usually near.
     */
    static final int FEW_TOPICS = 100;

    /** The maximum number of patterns that are resolved to topics for that, with at least one query for each. */
    private static final int FEW_PATTERNS = 10;

    /** The maximum number of parts in one query, each for one topic. */
    private static final int MAX_PARTS = 50;

    // ordered by both columns of the index: otherwise H2 reads every row of the topic

    private static final String NEXT_OF_TOPIC = """
            (SELECT e.position, e.topic FROM journal_entry e
             WHERE e.topic = ?%d AND e.position > ?%d
             ORDER BY e.topic, e.position LIMIT 1)""";

    private static final String NEWEST_OF_TOPIC = """
            (SELECT e.position, e.topic FROM journal_entry e
             WHERE e.topic = ?%d AND e.position <= ?%d
             ORDER BY e.topic DESC, e.position DESC LIMIT 1)""";

    private final EntityManager entities;

    TopicReader(EntityManager entities) {
        this.entities = entities;
    }

    /** The position of the next event of any of the topics. */
    OptionalLong nextOf(Collection<String> topics, long after) {
        return onePositionOfEach(topics, NEXT_OF_TOPIC, after).values().stream()
                .mapToLong(Long::longValue)
                .min();
    }

    /** The newest position of each topic, up to a position. */
    Map<String, Long> newestOfEach(Collection<String> topics, long upTo) {
        return onePositionOfEach(topics, NEWEST_OF_TOPIC, upTo);
    }

    /**
     * Reads one position of each topic. A query has a part for each of its topics, which reads one row of the index; with one
     * {@code IN} for all topics, the database would read all their events.
     */
    private Map<String, Long> onePositionOfEach(Collection<String> topics, String part, long position) {
        List<String> all = List.copyOf(topics);
        Map<String, Long> found = new HashMap<>();
        for (int start = 0; start < all.size(); start += MAX_PARTS) {
            List<String> some = all.subList(start, Math.min(all.size(), start + MAX_PARTS));
            Query query = entities.createNativeQuery(IntStream.range(0, some.size())
                    .mapToObj(i -> String.format(Locale.ROOT, part, 2 * i + 1, 2 * i + 2))
                    .collect(Collectors.joining("\nUNION ALL\n")));
            for (int i = 0; i < some.size(); i++) {
                query.setParameter(2 * i + 1, some.get(i)).setParameter(2 * i + 2, position);
            }
            rows(query).forEach(row -> found.put(row.topic(), row.position()));
        }
        return found;
    }

    /** JPA gives the columns of a native query as an array of objects, and their numbers in types of the driver. */
    private static Stream<TopicPosition> rows(Query query) {
        List<?> rows = query.getResultList();
        return rows.stream()
                .map(Object[].class::cast)
                .map(columns -> new TopicPosition((String) columns[1], ((Number) columns[0]).longValue()));
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

    /** The metadata of the events at these positions. */
    List<HeadlineRow> headlines(Collection<Long> positions) {
        return entities.createNamedQuery(JournalEntry.HEADLINES, HeadlineRow.class)
                .setParameter("positions", positions)
                .getResultList();
    }

    /** The newest positions of the event keys of these topics. */
    List<Long> newestOfEventKeys(Collection<String> topics, long upTo, int limit) {
        return entities.createNamedQuery(JournalEventKey.NEWEST, Long.class)
                .setParameter("topics", topics)
                .setParameter("upTo", upTo)
                .setMaxResults(limit)
                .getResultList();
    }

    /** The completed topics among any number of topics, each with the position of its last event. */
    Map<Topic, Long> completionsOf(Collection<Topic> topics) {
        List<String> names = topics.stream().map(Topic::value).toList();
        Map<Topic, Long> completions = new HashMap<>();
        for (int start = 0; start < names.size(); start += JournalReader.MAX_NAMES) {
            completions.putAll(
                    completions(names.subList(start, Math.min(names.size(), start + JournalReader.MAX_NAMES))));
        }
        return completions;
    }

    /** Like {@link #completionsOf}, by one query. */
    Map<Topic, Long> completions(Collection<String> topics) {
        return entities.createNamedQuery(JournalCompletion.OF_TOPICS, TopicPosition.class)
                .setParameter("topics", topics)
                .getResultStream()
                .collect(Collectors.toMap(row -> new Topic(row.topic()), TopicPosition::position));
    }

    /** The positions of a range whose topics match, newest first. */
    List<Long> matchesBackwards(Filters filters, long after, long upTo) {
        return entities.createNamedQuery(JournalEntry.TOPICS_OF_RANGE, TopicPosition.class)
                .setParameter("after", after)
                .setParameter("upTo", upTo)
                .getResultStream()
                .filter(row -> filters.matches(new Topic(row.topic())))
                .map(TopicPosition::position)
                .toList();
    }

    /** The topics that match; empty if they are too many or would take too many queries. */
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
    List<TopicPosition> page(DatabaseProduct product, String prefix, String from, long upTo, int limit) {
        return new TopicQuery(product).page(entities, prefix, from, upTo, limit);
    }

    /**
     * The smallest text after this topic that can be a topic. A query for topics greater than this one would make H2 read
     * every event of this topic first.
     */
    static String after(String topic) {
        return topic + Topic.LEAST;
    }
}
