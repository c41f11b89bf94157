package dev.sluice.journal;

import dev.sluice.event.Attributes;
import dev.sluice.event.ConnectionId;
import dev.sluice.event.Content;
import dev.sluice.event.ContentType;
import dev.sluice.event.Cursor;
import dev.sluice.event.DeliveryOptions;
import dev.sluice.event.Event;
import dev.sluice.event.EventKey;
import dev.sluice.event.EventType;
import dev.sluice.event.IdempotencyKey;
import dev.sluice.event.Payload;
import dev.sluice.event.Topic;
import jakarta.persistence.Basic;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A row of the journal. Written once, read as columns, forgotten by retention; never changed.
 *
 * <p>The queries by topic take one row each, in the order of the index {@code (topic, position)}, which is why they order
 * by both: H2 answers {@code MIN} and an order by position alone by looking at every row of the topic.
 */
@Entity
@Table(name = "journal_entry")
@NamedQuery(
        name = JournalEntry.STRETCH,
        query = "SELECT " + JournalEntry.COLUMNS + " FROM JournalEntry e"
                + " WHERE e.position > :after AND e.position <= :upTo ORDER BY e.position")
@NamedQuery(
        name = JournalEntry.STRETCH_OF_TOPICS,
        query = "SELECT e.position, e.topic FROM JournalEntry e"
                + " WHERE e.position > :after AND e.position <= :upTo ORDER BY e.position DESC")
@NamedQuery(
        name = JournalEntry.AT,
        query = "SELECT " + JournalEntry.COLUMNS + " FROM JournalEntry e WHERE e.position = :position")
@NamedQuery(
        name = JournalEntry.AT_ALL,
        query = "SELECT " + JournalEntry.COLUMNS
                + " FROM JournalEntry e WHERE e.position IN :positions ORDER BY e.position")
@NamedQuery(
        name = JournalEntry.MARKS_OF,
        query = "SELECT e.position, e.committedAt, e.totalBytes FROM JournalEntry e WHERE e.position IN :positions")
@NamedQuery(
        name = JournalEntry.MARKS,
        query = "SELECT e.committedAt, e.totalBytes FROM JournalEntry e WHERE e.position = :position")
@NamedQuery(
        name = JournalEntry.HEADLINES,
        query = "SELECT e.position, e.committedAt, e.eventType, e.contentType, e.eventKey FROM JournalEntry e"
                + " WHERE e.position IN :positions")
@NamedQuery(
        name = JournalEntry.BY_KEYS,
        query = "SELECT e.idempotencyKey, e.position FROM JournalEntry e WHERE e.idempotencyKey IN :keys")
@NamedQuery(
        name = JournalEntry.NEWEST_OF_TOPIC,
        query = "SELECT e.position FROM JournalEntry e WHERE e.topic = :topic AND e.position > :after"
                + " AND e.position <= :upTo"
                + " ORDER BY e.topic DESC, e.position DESC")
@NamedQuery(name = JournalEntry.FORGET, query = "DELETE FROM JournalEntry e WHERE e.position <= :upTo")
class JournalEntry {

    static final String STRETCH = "JournalEntry.stretch";
    static final String STRETCH_OF_TOPICS = "JournalEntry.stretchOfTopics";
    static final String AT = "JournalEntry.at";
    static final String AT_ALL = "JournalEntry.atAll";
    static final String MARKS_OF = "JournalEntry.marksOf";
    static final String MARKS = "JournalEntry.marks";
    static final String HEADLINES = "JournalEntry.headlines";
    static final String BY_KEYS = "JournalEntry.byKeys";
    static final String NEWEST_OF_TOPIC = "JournalEntry.newestOfTopic";
    static final String FORGET = "JournalEntry.forget";

    /** In the order that {@link #toEvent} reads. */
    static final String COLUMNS = "e.position, e.committedAt, e.topic, e.eventType, e.contentType, e.data,"
            + " e.eventKey, e.attributes, e.ttlMillis, e.completes, e.notTo";

    @Id
    private long position;

    /** Milliseconds since 1970; never less than in the row before. */
    @Column(name = "committed_at", nullable = false)
    private long committedAt;

    @Column(nullable = false)
    private String topic;

    @Column(name = "event_type", nullable = false)
    private String eventType;

    @Column(name = "content_type", nullable = false)
    private String contentType;

    @Column(name = "idempotency_key")
    private String idempotencyKey;

    @Basic
    @Column(nullable = false)
    private byte[] data;

    // columns that few events use are null in the others

    /** An event key is called a subject in tables and on the wire. */
    @Column(name = "subject")
    private String eventKey;

    @Column
    private String attributes;

    @Column(name = "ttl_millis")
    private Long ttlMillis;

    @Column
    private Boolean completes;

    @Column(name = "not_to")
    private String notTo;

    /** The bytes of all data from the first event to this one: what a stretch weighs is one subtraction. */
    @Column(name = "total_bytes", nullable = false)
    private long totalBytes;

    protected JournalEntry() {}

    JournalEntry(Event event, Optional<IdempotencyKey> key, long totalBytes) {
        this.position = event.position();
        this.committedAt = event.time().toEpochMilli();
        this.topic = event.topic().value();
        this.eventType = event.type().value();
        this.contentType = event.payload().contentType().value();
        this.idempotencyKey = key.map(IdempotencyKey::value).orElse(null);
        this.data = event.payload().bytes();
        this.totalBytes = totalBytes;
        describe(event.content());
        describe(event.options());
    }

    private void describe(Content content) {
        this.eventKey = content.eventKey().isNone() ? null : content.eventKey().value();
        this.attributes =
                content.attributes().isNone() ? null : content.attributes().members();
    }

    private void describe(DeliveryOptions options) {
        this.ttlMillis = options.ttl().isZero() ? null : options.ttl().toMillis();
        this.completes = options.completes() ? true : null;
        this.notTo = options.notTo().map(ConnectionId::value).orElse(null);
    }

    /** Makes an event of the {@link #COLUMNS}. */
    static Event toEvent(String epoch, Object[] row) {
        return new Event(
                new Cursor(epoch, (long) row[0]), Instant.ofEpochMilli((long) row[1]), content(row), terms(row));
    }

    private static Content content(Object[] row) {
        return new Content(
                new Topic((String) row[2]),
                row[6] == null ? EventKey.NONE : new EventKey((String) row[6]),
                new EventType((String) row[3]),
                new Payload(new ContentType((String) row[4]), (byte[]) row[5]),
                row[7] == null ? Attributes.NONE : new Attributes((String) row[7]));
    }

    private static DeliveryOptions terms(Object[] row) {
        if (row[8] == null && row[9] == null && row[10] == null) {
            return DeliveryOptions.USUAL;
        }
        return new DeliveryOptions(
                row[8] == null ? Duration.ZERO : Duration.ofMillis((long) row[8]),
                row[9] != null,
                Optional.ofNullable((String) row[10]).map(ConnectionId::new));
    }
}
