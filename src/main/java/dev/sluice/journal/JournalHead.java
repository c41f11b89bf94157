package dev.sluice.journal;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;
import java.time.Instant;

/** The one row that each writer locks first. It has the newest position, so the lock orders the writers of all nodes. */
@Entity
@Table(name = "journal_head")
@NamedQuery(name = JournalHead.HEAD, query = """
        SELECT NEW dev.sluice.journal.Head(h.epoch, l.position, h.position, h.completion)
        FROM JournalHead h, JournalLow l""")
@NamedQuery(name = JournalHead.TOTAL_BYTES, query = "SELECT h.totalBytes FROM JournalHead h")
class JournalHead {

    static final String HEAD = "JournalHead.head";
    static final String TOTAL_BYTES = "JournalHead.totalBytes";

    static final int ID = 1;

    @Id
    private int id;

    @Column(nullable = false)
    private String epoch;

    @Column(nullable = false)
    private long position;

    @Column(name = "committed_at", nullable = false)
    private long committedAt;

    @Column(name = "total_bytes", nullable = false)
    private long totalBytes;

    /** The position of the newest event that completed its topic; 0 if there has never been one. */
    @Column(nullable = false)
    private long completion;

    /** JPA demands a no-argument constructor. */
    protected JournalHead() {}

    JournalHead(String epoch) {
        this.id = ID;
        this.epoch = epoch;
    }

    /** Moves the journal's time, which never goes back even if the clocks of the nodes do. */
    Instant moveTime(Instant now) {
        committedAt = Math.max(committedAt, now.toEpochMilli());
        return Instant.ofEpochMilli(committedAt);
    }

    long nextPosition(int bytes) {
        totalBytes += bytes;
        return ++position;
    }

    /** Makes all earlier cursors those of another journal. */
    void renew(String newEpoch) {
        epoch = newEpoch;
    }

    void completeATopicAt(long somePosition) {
        completion = somePosition;
    }

    boolean hasCompletions() {
        return completion > 0;
    }

    String epoch() {
        return epoch;
    }

    long position() {
        return position;
    }

    long totalBytes() {
        return totalBytes;
    }
}
