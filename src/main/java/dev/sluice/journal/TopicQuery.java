package dev.sluice.journal;

import dev.sluice.event.Topic;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.util.List;

/**
 * The query for a page of topics in order, each with its newest position. It jumps from topic to topic in the index {@code
 * (topic, position)}, so its cost depends on the number of topics and not on their events.
 *
 * <p>MariaDB jumps by itself when a query groups by the first column of an index. H2 and PostgreSQL would read every event of
 * each topic for such a query, so they jump by a recursive query. MariaDB would scan the index in each step of a recursion.
 *
 * @param product the product that determines the SQL
 */
record TopicQuery(DatabaseProduct product) {

    /** The maximum number of topics in a page. */
    static final int MAX_TOPICS = 500;

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
     * The topics that begin with a prefix.
     *
     * @param prefix ends with a slash or is empty
     * @param from the text at which the page begins, inclusive
     * @param upTo the position up to which events count
     */
    List<TopicPosition> page(EntityManager entities, String prefix, String from, long upTo, int limit) {
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
        return rows(query);
    }

    /** JPA gives the columns of a native query as an array of objects, and their numbers in types of the driver. */
    private static List<TopicPosition> rows(Query query) {
        List<?> rows = query.getResultList();
        return rows.stream()
                .map(Object[].class::cast)
                .map(columns -> new TopicPosition(
                        (String) columns[0], columns[1] == null ? 0 : ((Number) columns[1]).longValue()))
                .toList();
    }

    /** The smallest text, in the order of the database, that is greater than all texts with the prefix. */
    private String end(String prefix) {
        if (prefix.isEmpty()) {
            // H2 compares UTF-16 units, the others the bytes of UTF-8
            return (product == DatabaseProduct.H2 ? "\uFFFF" : "\uDBFF\uDFFF").repeat(Topic.MAX_BYTES);
        }
        int last = prefix.length() - 1;
        return prefix.substring(0, last) + (char) (prefix.charAt(last) + 1);
    }
}
