package dev.sluice.journal;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The one row that each revocation locks: it holds the newest number, so that numbers are in the order of the commits. */
@Entity
@Table(name = "journal_revocation_count")
class JournalRevocationCount {

    static final int ID = 1;

    @Id
    private int id;

    @Column(nullable = false)
    private long number;

    protected JournalRevocationCount() {}

    long next() {
        return ++number;
    }
}
