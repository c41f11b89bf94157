package dev.sluice.journal;

import dev.sluice.event.Topic;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.util.List;

/**
 * The query for a page of topics in their order, each with its newest position. It jumps from one topic to the next in the
 * index {@code (topic, position)}: its cost depends on the topics and not on their events.
 *
 * <p>MariaDB jumps by itself where a query groups by the first column of an index. H2 and PostgreSQL would read every event
 * of each topic for that, and jump by a recursion; MariaDB in its turn scans the index in each step of a recursion.
 *
 * @param product whose language it is in
 */
record TopicQuery(DatabaseProduct product) {

    /** How many topics a page has at most. */
    static final int MOST = 500;

    private static final String JUMP = """
            WITH RECURSIVE topics(n, topic) AS (
              SELECT 1, (SELECT e.topic FROM journal_entry e WHERE e.topic >= ?1 AND e.topic < ?2
                         ORDER BY e.topic LIMIT 1)
              UNION ALL
              SELECT t.n + 1, (SELECT e.topic FROM journal_entry e WHERE e.topic >= CONCAT(t.topic, ' ') AND e.topic < ?3
                               ORDER BY e.topic LIMIT 1)
              FROM topics t WHERE t.topic IS NOT NULL AND t.n < ?4)
            SELECT t.topic, (SELECT e.position FROM journal_entry e WHERE e.topic = t.topic AND e.position <= ?5
                             ORDER BY e.topic DESC, e.position DESC LIMIT 1)
            FROM topics t WHERE t.topic IS NOT NULL ORDER BY t.n""";

    private static final String GROUP = """
            SELECT e.topic, MAX(e.position) FROM journal_entry e
            WHERE e.topic >= ?1 AND e.topic < ?2 AND e.position <= ?3 GROUP BY e.topic ORDER BY e.topic LIMIT ?4""";

    /**
     * A topic.
     *
     * @param newest the position of its newest event; 0 if all of them are newer than was asked for
     */
    record Row(String topic, long newest) {}

    /** The topics from a text on that begin with a prefix, which ends with a slash or is empty. */
    List<Row> page(EntityManager entities, String prefix, String from, long upTo, int limit) {
        String end = end(prefix);
        Query query = product == DatabaseProduct.MARIADB
                ? entities.createNativeQuery(GROUP)
                        .setParameter(1, from)
                        .setParameter(2, end)
                        .setParameter(3, upTo)
                        .setParameter(4, limit)
                : entities.createNativeQuery(JUMP)
                        .setParameter(1, from)
                        .setParameter(2, end)
                        .setParameter(3, end)
                        .setParameter(4, limit)
                        .setParameter(5, upTo);
        @SuppressWarnings("unchecked") // as JPA has it
        List<Object[]> rows = query.getResultList();
        return rows.stream()
                .map(row -> new Row((String) row[0], row[1] == null ? 0 : ((Number) row[1]).longValue()))
                .toList();
    }

    /** The smallest text after all texts that begin with the prefix, in the order of the database. */
    private String end(String prefix) {
        if (prefix.isEmpty()) {
            // H2 compares the halves of a character, the others the bytes of UTF-8
            return (product == DatabaseProduct.H2 ? "\uFFFF" : "\uDBFF\uDFFF").repeat(Topic.MAX_BYTES);
        }
        int last = prefix.length() - 1;
        return prefix.substring(0, last) + (char) (prefix.charAt(last) + 1);
    }
}
