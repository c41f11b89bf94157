package dev.sluice.journal;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.Objects;

/** Where the newest event of a subject stands: what a snapshot of a topic about many things consists of. */
@Entity
@IdClass(JournalSubject.Key.class)
@Table(name = "journal_subject")
@NamedQuery(
        name = JournalSubject.MOVE,
        query = "UPDATE JournalSubject s SET s.position = :position WHERE s.topic = :topic AND s.subject = :subject")
@NamedQuery(
        name = JournalSubject.NEWEST,
        query = "SELECT s.position FROM JournalSubject s WHERE s.topic IN :topics AND s.position <= :upTo")
@NamedQuery(name = JournalSubject.OLD, query = "SELECT s.position FROM JournalSubject s WHERE s.position <= :upTo")
@NamedQuery(name = JournalSubject.FORGET, query = "DELETE FROM JournalSubject s WHERE s.position <= :upTo")
class JournalSubject {

    static final String MOVE = "JournalSubject.move";
    static final String NEWEST = "JournalSubject.newest";
    static final String OLD = "JournalSubject.old";
    static final String FORGET = "JournalSubject.forget";

    @Id
    private String topic;

    @Id
    private String subject;

    @Column(nullable = false)
    private long position;

    protected JournalSubject() {}

    JournalSubject(Key key, long position) {
        this.topic = key.topic;
        this.subject = key.subject;
        this.position = position;
    }

    /** In the shape that JPA wants. */
    static final class Key implements Serializable {

        private static final long serialVersionUID = 1L;

        private String topic;
        private String subject;

        @SuppressWarnings("unused") // JPA makes one and fills it
        Key() {}

        Key(String topic, String subject) {
            this.topic = topic;
            this.subject = subject;
        }

        String topic() {
            return topic;
        }

        String subject() {
            return subject;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key that && topic.equals(that.topic) && subject.equals(that.subject);
        }

        @Override
        public int hashCode() {
            return Objects.hash(topic, subject);
        }
    }
}
