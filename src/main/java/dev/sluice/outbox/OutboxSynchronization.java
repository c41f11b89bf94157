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
 * The events of one transaction. They are written at its end: the lock that orders all transactions is held briefly and
 * acquired after all locks of the application, so that there is no deadlock.
 */
final class OutboxSynchronization implements Synchronization {

    private static final Logger LOG = System.getLogger(OutboxSynchronization.class.getName());

    /** Of the transaction, taken while that was under way. */
    private final Connection connection;

    private final OutboxRelay relay;
    private final TransactionSynchronizationRegistry transactions;
    private final List<Pending> pending = new ArrayList<>();
    private boolean written;

    /**
     * Takes the transaction's connection at once: asked for at the transaction's end, Payara gives one that is in none, and
     * what is written by it stays when the transaction does not.
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
     * @param key by which the transaction finds it again
     */
    static OutboxSynchronization join(
            TransactionSynchronizationRegistry transactions, Object key, DataSource dataSource, OutboxRelay relay)
            throws SQLException {
        OutboxSynchronization enlisted = new OutboxSynchronization(dataSource, relay, transactions);
        try {
            transactions.registerInterposedSynchronization(enlisted);
        } catch (RuntimeException | Error e) {
            // a transaction that does not tell of its end would never close the connection
            enlisted.close();
            throw e;
        }
        transactions.putResource(key, enlisted);
        return enlisted;
    }

    CompletionStage<List<Receipt>> add(List<Draft> drafts) {
        List<Pending> added = drafts.stream().map(Pending::new).toList();
        pending.addAll(added);
        if (written) {
            // by somebody who is told of the commit later than we are
            write(added);
        }
        CompletableFuture<?>[] receipts = added.stream().map(Pending::receipt).toArray(CompletableFuture[]::new);
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

    private void write(List<Pending> some) {
        try {
            OutboxTable table = new OutboxTable(connection);
            table.lockForWriting();
            List<Long> ids = table.insert(
                    some.stream().map(each -> OutboxRow.of(each.draft())).toList());
            for (int i = 0; i < ids.size(); i++) {
                some.get(i).setId(ids.get(i));
            }
        } catch (SQLException e) {
            transactions.setRollbackOnly();
            throw new IllegalStateException("the outbox cannot be written, and the transaction is rolled back", e);
        }
    }

    private void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.log(
                    Level.DEBUG,
                    LogMessage.of("the transaction's connection is closed already")
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
