package dev.sluice.journal;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;

/** A topic to which nothing is published any more, for as long as the journal keeps its last event. */
@Entity
@Table(name = "journal_completion")
@NamedQuery(
        name = JournalCompletion.OF_TOPICS,
        query = "SELECT c.topic, c.position FROM JournalCompletion c WHERE c.topic IN :topics")
@NamedQuery(
        name = JournalCompletion.OLD,
        query = "SELECT c.position FROM JournalCompletion c WHERE c.position <= :upTo")
@NamedQuery(name = JournalCompletion.FORGET, query = "DELETE FROM JournalCompletion c WHERE c.position <= :upTo")
class JournalCompletion {

    static final String OF_TOPICS = "JournalCompletion.ofTopics";
    static final String OLD = "JournalCompletion.old";
    static final String FORGET = "JournalCompletion.forget";

    @Id
    private String topic;

    @Column(nullable = false)
    private long position;

    protected JournalCompletion() {}

    JournalCompletion(String topic, long position) {
        this.topic = topic;
        this.position = position;
    }
}
