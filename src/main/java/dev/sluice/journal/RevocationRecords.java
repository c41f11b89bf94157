package dev.sluice.journal;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Keeps beside the events what has been revoked, so that every node knows it, also after a restart. */
@Singleton
public class RevocationRecords {

    /**
     * One of them.
     *
     * @param kind of what the name is
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
     * @param number up to which everything is known then: a lower one than before if the database has gone back
     * @param epoch of the journal, as far as this node knows; another one than before if the database has gone back
     */
    public record News(List<Row> rows, long number, String epoch) {}

    private final Transactions transactions;
    private final Journal journal;

    @Inject
    RevocationRecords(Transactions transactions, Journal journal) {
        this.transactions = transactions;
        this.journal = journal;
    }

    /** In place of an earlier one of the same name. */
    public void put(Row row) {
        transactions.write(entities -> {
            // the lock comes first: a later number commits later, so that a reader skips none
            JournalRevocationCount count = entities.find(
                    JournalRevocationCount.class, JournalRevocationCount.ID, LockModeType.PESSIMISTIC_WRITE);
            return entities.merge(new JournalRevocation(row, count.next()));
        });
    }

    /**
     * Reads what has come after a number.
     *
     * @param since from when on also those count whose number is older: a node of an older version does not move it
     */
    public News after(long number, Instant since) {
        // the epoch comes first: a change that is missed here is seen the next time
        String epoch = journal.known().epoch();
        return transactions.read(entities -> {
            // and so does the number: every row up to it has been committed
            long count = entities.createNamedQuery(JournalRevocationCount.NUMBER, Long.class)
                    .getSingleResult();
            List<JournalRevocation> rows = entities.createNamedQuery(JournalRevocation.NEW, JournalRevocation.class)
                    .setParameter("number", number)
                    .setParameter("since", since.toEpochMilli())
                    .getResultList();
            return new News(rows.stream().map(JournalRevocation::row).toList(), count, epoch);
        });
    }

    /** Writes back those that the table does not have, or has of an earlier time. Several nodes may do it. */
    public void restore(List<Row> known) {
        transactions.write(entities -> {
            // as for a new one, and so that of several nodes one writes a row
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

    public void forgetBefore(Instant time) {
        transactions.write(entities -> entities.createNamedQuery(JournalRevocation.FORGET)
                .setParameter("before", time.toEpochMilli())
                .executeUpdate());
    }

    /** By the clock that all nodes share. */
    public Instant now() {
        return journal.clock().instant();
    }
}
