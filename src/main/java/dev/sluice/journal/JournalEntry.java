package dev.sluice.journal;

import dev.sluice.event.ConnectionId;
import dev.sluice.event.Content;
import dev.sluice.event.DeliveryOptions;
import dev.sluice.event.Event;
import dev.sluice.event.IdempotencyKey;
import jakarta.persistence.Basic;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;
import java.util.Optional;

/**
 * A row of the journal. It is written once, read column by column and deleted by retention, but never changed.
 *
 * <p>A query by topic takes one row from the index {@code (topic, position)}. It orders by both columns because H2 answers
 * {@code MIN}, or an order by position alone, by reading every row of the topic.
 */
@Entity
@Table(name = "journal_entry")
@NamedQuery(name = JournalEntry.RANGE, query = JournalEntry.SELECT_EVENTS + """
        WHERE e.position > :after AND e.position <= :upTo
        ORDER BY e.position""")
@NamedQuery(name = JournalEntry.TOPICS_OF_RANGE, query = """
        SELECT NEW dev.sluice.journal.TopicPosition(e.topic, e.position)
        FROM JournalEntry e
        WHERE e.position > :after AND e.position <= :upTo
        ORDER BY e.position DESC""")
@NamedQuery(name = JournalEntry.AT, query = JournalEntry.SELECT_EVENTS + """
        WHERE e.position = :position""")
@NamedQuery(name = JournalEntry.AT_ALL, query = JournalEntry.SELECT_EVENTS + """
        WHERE e.position IN :positions
        ORDER BY e.position""")
@NamedQuery(name = JournalEntry.TOTALS, query = JournalEntry.SELECT_TOTALS + """
        WHERE e.position = :position""")
@NamedQuery(name = JournalEntry.TOTALS_OF_ALL, query = JournalEntry.SELECT_TOTALS + """
        WHERE e.position IN :positions""")
@NamedQuery(name = JournalEntry.HEADLINES, query = """
        SELECT NEW dev.sluice.journal.HeadlineRow(e.position, e.committedAt, e.eventType, e.contentType, e.eventKey)
        FROM JournalEntry e
        WHERE e.position IN :positions""")
@NamedQuery(name = JournalEntry.BY_KEYS, query = """
        SELECT NEW dev.sluice.journal.KeyPosition(e.idempotencyKey, e.position)
        FROM JournalEntry e
        WHERE e.idempotencyKey IN :keys""")
@NamedQuery(name = JournalEntry.NEWEST_OF_TOPIC, query = """
        SELECT e.position FROM JournalEntry e
        WHERE e.topic = :topic AND e.position > :after AND e.position <= :upTo
        ORDER BY e.topic DESC, e.position DESC""")
@NamedQuery(name = JournalEntry.DELETE_OLD, query = "DELETE FROM JournalEntry e WHERE e.position <= :upTo")
class JournalEntry {

    static final String RANGE = "JournalEntry.range";
    static final String TOPICS_OF_RANGE = "JournalEntry.topicsOfRange";
    static final String AT = "JournalEntry.at";
    static final String AT_ALL = "JournalEntry.atAll";
    static final String TOTALS = "JournalEntry.totals";
    static final String TOTALS_OF_ALL = "JournalEntry.totalsOfAll";
    static final String HEADLINES = "JournalEntry.headlines";
    static final String BY_KEYS = "JournalEntry.byKeys";
    static final String NEWEST_OF_TOPIC = "JournalEntry.newestOfTopic";
    static final String DELETE_OLD = "JournalEntry.deleteOld";

    static final String SELECT_EVENTS = """
            SELECT NEW dev.sluice.journal.EventRow(
              e.position, e.committedAt, e.topic, e.eventType, e.contentType, e.data,
              e.eventKey, e.attributes, e.ttlMillis, e.completes, e.notTo)
            FROM JournalEntry e
            """;

    static final String SELECT_TOTALS = """
            SELECT NEW dev.sluice.journal.RunningTotals(e.position, e.committedAt, e.totalBytes)
            FROM JournalEntry e
            """;

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

    // the columns below are null in most events

    /** Tables and wire formats call an event key a subject. */
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

    /** The bytes of all data from the first event to this one: one subtraction gives the size of a range. */
    @Column(name = "total_bytes", nullable = false)
    private long totalBytes;

    /** JPA demands a no-argument constructor. */
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
        set(event.content());
        set(event.options());
    }

    private void set(Content content) {
        this.eventKey = content.eventKey().isNone() ? null : content.eventKey().value();
        this.attributes =
                content.attributes().isNone() ? null : content.attributes().members();
    }

    private void set(DeliveryOptions options) {
        this.ttlMillis = options.ttl().isZero() ? null : options.ttl().toMillis();
        this.completes = options.completes() ? true : null;
        this.notTo = options.notTo().map(ConnectionId::value).orElse(null);
    }
}
