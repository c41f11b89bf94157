package dev.sluice.outbox;

import static dev.sluice.event.Rejection.ROLLED_BACK;

import dev.sluice.event.Draft;
import dev.sluice.journal.Receipt;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;

/**
 * What one transaction publishes. It is written at its very end: the lock that gives all transactions one order is held
 * for a moment only, and after every lock of the application, so that the two cannot wait for each other.
 */
final class Enlisted implements Synchronization {

    private final DataSource dataSource;
    private final Mover mover;
    private final TransactionSynchronizationRegistry transactions;
    private final List<Pending> pending = new ArrayList<>();
    private boolean written;

    Enlisted(DataSource dataSource, Mover mover, TransactionSynchronizationRegistry transactions) {
        this.dataSource = dataSource;
        this.mover = mover;
        this.transactions = transactions;
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

    /** Once: the end of a transaction may be announced twice, as it has been on Payara, and its events were there twice. */
    @Override
    public void beforeCompletion() {
        if (!written && !transactions.getRollbackOnly()) {
            written = true;
            write(List.copyOf(pending));
        }
    }

    private void write(List<Pending> some) {
        try (Connection connection = dataSource.getConnection()) {
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

    @Override
    public void afterCompletion(int status) {
        if (status == Status.STATUS_COMMITTED) {
            mover.expect(pending);
        } else {
            pending.forEach(each ->
                    each.receipt().completeExceptionally(ROLLED_BACK.because("the transaction has been rolled back")));
        }
    }
}
