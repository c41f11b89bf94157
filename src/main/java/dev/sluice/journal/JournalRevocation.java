package dev.sluice.journal;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;

/** A revocation that holds on all nodes, such as that of a token. */
@Entity
@IdClass(JournalRevocation.Key.class)
@Table(name = "journal_revocation")
@NamedQuery(name = JournalRevocation.NEW, query = """
        SELECT r FROM JournalRevocation r
        WHERE r.number > :number OR r.number IS NULL OR r.revokedAt >= :since
        ORDER BY r.revokedAt""")
@NamedQuery(name = JournalRevocation.DELETE_OLD, query = "DELETE FROM JournalRevocation r WHERE r.revokedAt < :before")
class JournalRevocation {

    static final String NEW = "JournalRevocation.new";
    static final String DELETE_OLD = "JournalRevocation.deleteOld";

    @Id
    private String kind;

    @Id
    private String name;

    @Column(name = "revoked_at", nullable = false)
    private long revokedAt;

    /** Null if a node of an older version has written the row. */
    private Long number;

    /** JPA demands a no-argument constructor. */
    protected JournalRevocation() {}

    JournalRevocation(RevocationRecords.Row row, long number) {
        this.kind = row.kind();
        this.name = row.name();
        this.revokedAt = row.at().toEpochMilli();
        this.number = number;
    }

    RevocationRecords.Row row() {
        return new RevocationRecords.Row(kind, name, Instant.ofEpochMilli(revokedAt));
    }

    /** The primary key. JPA demands a serializable class with a no-argument constructor. */
    static final class Key implements Serializable {

        private static final long serialVersionUID = 1L;

        private String kind;
        private String name;

        protected Key() {}

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.kind.equals(kind) && key.name.equals(name);
        }

        @Override
        public int hashCode() {
            return Objects.hash(kind, name);
        }
    }
}
