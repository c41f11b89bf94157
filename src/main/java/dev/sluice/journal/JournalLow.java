package dev.sluice.journal;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;

/** The low-water mark: the events up to it are deleted. It has a row of its own, so that retention never waits for writers. */
@Entity
@Table(name = "journal_low")
@NamedQuery(name = JournalLow.TOTAL_BYTES, query = "SELECT l.totalBytes FROM JournalLow l")
class JournalLow {

    static final String TOTAL_BYTES = "JournalLow.totalBytes";

    static final int ID = 1;

    @Id
    private int id;

    @Column(nullable = false)
    private long position;

    @Column(name = "total_bytes", nullable = false)
    private long totalBytes;

    /** JPA demands a no-argument constructor. */
    protected JournalLow() {}

    static JournalLow atStart() {
        JournalLow low = new JournalLow();
        low.id = ID;
        return low;
    }

    void moveTo(long newPosition, long newTotalBytes) {
        position = newPosition;
        totalBytes = newTotalBytes;
    }

    long position() {
        return position;
    }
}
