package dev.sluice.journal;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;

/** Keeps beside the events what has been revoked, so that every node knows it, also after a restart. */
@Singleton
public class RevocationRecords {

    /**
     * One of them.
     *
     * @param kind of what the name is
     */
    public record Row(String kind, String name, Instant at) {}

    /**
     * What is new.
     *
     * @param rows the oldest first
     * @param number up to which everything is known then
     */
    public record News(List<Row> rows, long number) {}

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
        return transactions.read(entities -> {
            List<JournalRevocation> rows = entities.createNamedQuery(JournalRevocation.NEW, JournalRevocation.class)
                    .setParameter("number", number)
                    .setParameter("since", since.toEpochMilli())
                    .getResultList();
            long newest = rows.stream().mapToLong(JournalRevocation::number).reduce(number, Math::max);
            return new News(rows.stream().map(JournalRevocation::row).toList(), newest);
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
