package dev.sluice.outbox;

import static dev.sluice.event.Rejection.ROLLED_BACK;

import dev.sluice.event.Draft;
import dev.sluice.journal.Receipt;
import dev.sluice.log.LogMessage;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;

/**
 * Writes the drafts of one transaction into the outbox at its end. So the lock that orders all transactions is held briefly,
 * and is acquired after all locks of the application, which prevents deadlocks. The thread of the transaction calls.
 */
final class OutboxSynchronization implements Synchronization {

    private static final Logger LOG = System.getLogger(OutboxSynchronization.class.getName());

    /** The transaction's connection, taken while the transaction was active. */
    private final Connection connection;

    private final OutboxRelay relay;
    private final TransactionSynchronizationRegistry transactions;
    private final List<PendingDraft> pending = new ArrayList<>();
    private boolean written;

    /**
     * Takes the transaction's connection immediately: at the end of the transaction Payara would give a connection outside it,
     * and rows written with that would survive a rollback.
     */
    private OutboxSynchronization(
            DataSource dataSource, OutboxRelay relay, TransactionSynchronizationRegistry transactions)
            throws SQLException {
        this.connection = dataSource.getConnection();
        this.relay = relay;
        this.transactions = transactions;
    }

    /**
     * Joins the transaction of this thread.
     *
     * @param key the key under which the transaction keeps the synchronization
     */
    static OutboxSynchronization join(
            TransactionSynchronizationRegistry transactions, Object key, DataSource dataSource, OutboxRelay relay)
            throws SQLException {
        OutboxSynchronization enlisted = new OutboxSynchronization(dataSource, relay, transactions);
        try {
            transactions.registerInterposedSynchronization(enlisted);
        } catch (RuntimeException | Error e) {
            // without a registration, the end of the transaction would not close the connection
            enlisted.close();
            throw e;
        }
        transactions.putResource(key, enlisted);
        return enlisted;
    }

    CompletionStage<List<Receipt>> add(List<Draft> drafts) {
        List<PendingDraft> added = drafts.stream().map(PendingDraft::new).toList();
        pending.addAll(added);
        if (written) {
            // published by a synchronization that runs after this one
            write(added);
        }
        CompletableFuture<?>[] receipts =
                added.stream().map(PendingDraft::receipt).toArray(CompletableFuture[]::new);
        CompletableFuture<List<Receipt>> all = new CompletableFuture<>();
        CompletableFuture.allOf(receipts).whenComplete((done, fault) -> {
            if (fault == null) {
                all.complete(added.stream().map(each -> each.receipt().join()).toList());
            } else {
                all.completeExceptionally(fault.getCause() == null ? fault : fault.getCause());
            }
        });
        return all;
    }

    @Override
    public void beforeCompletion() {
        if (!transactions.getRollbackOnly()) {
            write(List.copyOf(pending));
            written = true;
        }
    }

    private void write(List<PendingDraft> some) {
        try {
            OutboxTable table = new OutboxTable(connection);
            table.lockForWriting();
            List<Long> ids = table.insert(
                    some.stream().map(each -> OutboxRow.of(each.draft())).toList());
            for (int i = 0; i < ids.size(); i++) {
                some.get(i).setRowId(ids.get(i));
            }
        } catch (SQLException e) {
            transactions.setRollbackOnly();
            throw new IllegalStateException("the outbox could not be written, so the transaction is rolled back", e);
        }
    }

    private void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.log(
                    Level.DEBUG,
                    LogMessage.of("the connection of a transaction could not be closed")
                            .with("cause", e.getMessage()));
        }
    }

    @Override
    public void afterCompletion(int status) {
        close();
        if (status == Status.STATUS_COMMITTED) {
            relay.expect(pending);
        } else {
            pending.forEach(each ->
                    each.receipt().completeExceptionally(ROLLED_BACK.because("the transaction has been rolled back")));
        }
    }
}
