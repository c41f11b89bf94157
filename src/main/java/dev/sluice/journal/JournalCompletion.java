package dev.sluice.journal;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;

/** A completed topic: it accepts no further event for as long as the journal keeps its last one. */
@Entity
@Table(name = "journal_completion")
@NamedQuery(name = JournalCompletion.OF_TOPICS, query = """
        SELECT NEW dev.sluice.journal.TopicPosition(c.topic, c.position)
        FROM JournalCompletion c
        WHERE c.topic IN :topics""")
@NamedQuery(
        name = JournalCompletion.OLD,
        query = "SELECT c.position FROM JournalCompletion c WHERE c.position <= :upTo")
@NamedQuery(name = JournalCompletion.DELETE_OLD, query = "DELETE FROM JournalCompletion c WHERE c.position <= :upTo")
class JournalCompletion {

    static final String OF_TOPICS = "JournalCompletion.ofTopics";
    static final String OLD = "JournalCompletion.old";
    static final String DELETE_OLD = "JournalCompletion.deleteOld";

    @Id
    private String topic;

    @Column(nullable = false)
    private long position;

    /** JPA demands a no-argument constructor. */
    protected JournalCompletion() {}

    JournalCompletion(String topic, long position) {
        this.topic = topic;
        this.position = position;
    }
}
