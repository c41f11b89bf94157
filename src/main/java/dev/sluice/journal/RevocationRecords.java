package dev.sluice.journal;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
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

    private final Transactions transactions;

    @Inject
    RevocationRecords(Transactions transactions) {
        this.transactions = transactions;
    }

    /** In place of an earlier one of the same name. */
    public void put(Row row) {
        transactions.write(entities -> entities.merge(new JournalRevocation(row)));
    }

    /** Those from some time on, the oldest first. */
    public List<Row> since(Instant time) {
        return transactions.read(entities -> entities.createNamedQuery(JournalRevocation.SINCE, JournalRevocation.class)
                .setParameter("since", time.toEpochMilli())
                .getResultStream()
                .map(JournalRevocation::row)
                .toList());
    }

    public void forgetBefore(Instant time) {
        transactions.write(entities -> entities.createNamedQuery(JournalRevocation.FORGET)
                .setParameter("before", time.toEpochMilli())
                .executeUpdate());
    }
}
