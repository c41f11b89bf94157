package dev.sluice.journal;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;
import java.time.Instant;

/**
 * The one row that whoever writes must lock: it holds the newest position, and so orders all writers of all nodes.
 */
@Entity
@Table(name = "journal_head")
@NamedQuery(
        name = JournalHead.WITH_LOW,
        query = "SELECT h.epoch, l.position, h.position, h.completion FROM JournalHead h, JournalLow l")
@NamedQuery(name = JournalHead.TOTAL_BYTES, query = "SELECT h.totalBytes FROM JournalHead h")
class JournalHead {

    static final String WITH_LOW = "JournalHead.withLow";
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

    /** Where the newest completion of a topic stands; 0 if there has never been one. */
    @Column(nullable = false)
    private long completion;

    protected JournalHead() {}

    JournalHead(String epoch) {
        this.id = ID;
        this.epoch = epoch;
    }

    /** Moves the clock of the journal, which never goes back, whatever the clocks of the nodes do. */
    Instant moveTime(Instant now) {
        committedAt = Math.max(committedAt, now.toEpochMilli());
        return Instant.ofEpochMilli(committedAt);
    }

    long nextPosition(int bytes) {
        totalBytes += bytes;
        return ++position;
    }

    /** From now on cursors of before are those of another journal. */
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
