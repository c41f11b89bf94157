package dev.sluice.journal;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;

/** The one row that each revocation locks first. It has the newest number, so that numbers follow the order of the commits. */
@Entity
@Table(name = "journal_revocation_count")
@NamedQuery(name = JournalRevocationCount.NUMBER, query = "SELECT c.number FROM JournalRevocationCount c")
class JournalRevocationCount {

    static final String NUMBER = "JournalRevocationCount.number";

    static final int ID = 1;

    @Id
    private int id;

    @Column(nullable = false)
    private long number;

    /** JPA demands a no-argument constructor. */
    protected JournalRevocationCount() {}

    long next() {
        return ++number;
    }
}
