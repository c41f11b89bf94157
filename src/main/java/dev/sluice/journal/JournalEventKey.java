package dev.sluice.journal;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.Objects;

/** The position of the newest event of an event key. A snapshot of a topic consists of these events. */
@Entity
@IdClass(JournalEventKey.Key.class)
@Table(name = "journal_subject")
@NamedQuery(name = JournalEventKey.MOVE, query = """
        UPDATE JournalEventKey k SET k.position = :position
        WHERE k.topic = :topic AND k.eventKey = :eventKey""")
@NamedQuery(name = JournalEventKey.NEWEST, query = """
        SELECT k.position FROM JournalEventKey k
        WHERE k.topic IN :topics AND k.position <= :upTo""")
@NamedQuery(name = JournalEventKey.OLD, query = "SELECT k.position FROM JournalEventKey k WHERE k.position <= :upTo")
@NamedQuery(name = JournalEventKey.DELETE_OLD, query = "DELETE FROM JournalEventKey k WHERE k.position <= :upTo")
class JournalEventKey {

    static final String MOVE = "JournalEventKey.move";
    static final String NEWEST = "JournalEventKey.newest";
    static final String OLD = "JournalEventKey.old";
    static final String DELETE_OLD = "JournalEventKey.deleteOld";

    @Id
    private String topic;

    @Id
    @Column(name = "subject")
    private String eventKey;

    @Column(nullable = false)
    private long position;

    /** JPA demands a no-argument constructor. */
    protected JournalEventKey() {}

    JournalEventKey(Key key, long position) {
        this.topic = key.topic;
        this.eventKey = key.eventKey;
        this.position = position;
    }

    /** The primary key. JPA demands a serializable class with a no-argument constructor. */
    static final class Key implements Serializable {

        private static final long serialVersionUID = 1L;

        private String topic;
        private String eventKey;

        @SuppressWarnings("unused") // JPA calls it and fills the fields
        Key() {}

        Key(String topic, String eventKey) {
            this.topic = topic;
            this.eventKey = eventKey;
        }

        String topic() {
            return topic;
        }

        String eventKey() {
            return eventKey;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key that && topic.equals(that.topic) && eventKey.equals(that.eventKey);
        }

        @Override
        public int hashCode() {
            return Objects.hash(topic, eventKey);
        }
    }
}
