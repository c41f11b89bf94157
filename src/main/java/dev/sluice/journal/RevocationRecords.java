package dev.sluice.journal;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Stores revocations in the journal's database, so that every node knows them, also after a restart. Any thread may call. */
@Singleton
public class RevocationRecords {

    /**
     * A revocation.
     *
     * @param kind the kind of the name, such as a subject or a token
     */
    public record Row(String kind, String name, Instant at) {

        private Row withoutTime() {
            return new Row(kind, name, Instant.EPOCH);
        }
    }

    /**
     * New revocations.
     *
     * @param rows the oldest first
     * @param number the number up to which all revocations have been read; lower than before if the database has gone back
     * @param epoch the journal's epoch as this node knows it; it changes if the database has gone back
     */
    public record News(List<Row> rows, long number, String epoch) {}

    private final Transactions transactions;
    private final Journal journal;

    @Inject
    RevocationRecords(Transactions transactions, Journal journal) {
        this.transactions = transactions;
        this.journal = journal;
    }

    /** Stores a revocation, which replaces an earlier one of the same name. */
    public void put(Row row) {
        transactions.write(entities -> {
            // the lock comes first: a later number commits later, so that a reader skips no row
            JournalRevocationCount count = entities.find(
                    JournalRevocationCount.class, JournalRevocationCount.ID, LockModeType.PESSIMISTIC_WRITE);
            return entities.merge(new JournalRevocation(row, count.next()));
        });
    }

    /**
     * Reads the revocations after a number.
     *
     * @param since revocations since this time are read even if their number is older: a node of an older version writes none
     */
    public News after(long number, Instant since) {
        // the epoch comes first: the next call sees a change that this one misses
        String epoch = journal.known().epoch();
        return transactions.read(entities -> {
            // the number comes before the rows: every row up to it has been committed
            long count = entities.createNamedQuery(JournalRevocationCount.NUMBER, Long.class)
                    .getSingleResult();
            List<JournalRevocation> rows = entities.createNamedQuery(JournalRevocation.NEW, JournalRevocation.class)
                    .setParameter("number", number)
                    .setParameter("since", since.toEpochMilli())
                    .getResultList();
            return new News(rows.stream().map(JournalRevocation::row).toList(), count, epoch);
        });
    }

    /** Writes revocations that the table lacks or has with an earlier time. Several nodes may call at the same time. */
    public void restore(List<Row> known) {
        transactions.write(entities -> {
            // locked as in put, and so that only one of several nodes writes a row
            JournalRevocationCount count = entities.find(
                    JournalRevocationCount.class, JournalRevocationCount.ID, LockModeType.PESSIMISTIC_WRITE);
            Map<Row, Instant> kept = entities.createNamedQuery(JournalRevocation.NEW, JournalRevocation.class)
                    .setParameter("number", -1L)
                    .setParameter("since", 0L)
                    .getResultStream()
                    .map(JournalRevocation::row)
                    .collect(Collectors.toMap(Row::withoutTime, Row::at));
            known.stream()
                    .filter(row ->
                            kept.getOrDefault(row.withoutTime(), Instant.MIN).isBefore(row.at()))
                    .forEach(row -> entities.merge(new JournalRevocation(row, count.next())));
            return null;
        });
    }

    /** Deletes the revocations before a time. */
    public void forgetBefore(Instant time) {
        transactions.write(entities -> entities.createNamedQuery(JournalRevocation.DELETE_OLD)
                .setParameter("before", time.toEpochMilli())
                .executeUpdate());
    }

    /** The time of the clock that all nodes share. */
    public Instant now() {
        return journal.clock().instant();
    }
}
