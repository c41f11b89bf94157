package dev.sluice.outbox;

import static dev.sluice.event.Rejection.BODY_INVALID;
import static dev.sluice.event.Rejection.DATA_TOO_LARGE;

import dev.sluice.event.Draft;
import dev.sluice.event.IdempotencyKey;
import dev.sluice.event.Payload;
import dev.sluice.event.RejectedException;
import dev.sluice.journal.Journal;
import dev.sluice.journal.Receipt;
import dev.sluice.log.Line;
import dev.sluice.settings.Settings;
import dev.sluice.wire.Payloads;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * Moves rows from the outbox to the journal, in the order of their ids. A row is deleted after it has been journaled;
 * whoever is killed in between leaves it to be moved again, which its key makes once. A row that cannot be published is set
 * aside with the reason, and holds up nothing behind it. One thread runs it; all nodes do, and take turns.
 */
final class Mover implements Runnable {

    private static final Logger LOG = System.getLogger(Mover.class.getName());

    /** How many rows move at a time: they share a commit of the journal. */
    private static final int ROWS = 500;

    private static final long BYTES = 8 << 20;

    private final DataSource dataSource;
    private final Journal journal;
    private final Duration poll;
    private final int maxBytes;
    private final Semaphore bell = new Semaphore(0);

    /** What beans of this node wait for, by the id of the row. */
    private final Map<Long, Pending> expected = new ConcurrentHashMap<>();

    private volatile boolean closed;

    Mover(DataSource dataSource, Journal journal, Settings settings) {
        this.dataSource = dataSource;
        this.journal = journal;
        this.poll = settings.outbox().poll();
        this.maxBytes = settings.limits().eventBytes();
    }

    /** The transaction of these has committed. */
    void expect(List<Pending> committed) {
        committed.forEach(each -> expected.put(each.id(), each));
        bell.release();
    }

    void close() {
        closed = true;
        bell.release();
    }

    @Override
    public void run() {
        while (!closed) {
            try {
                if (!moveSome()) {
                    bell.tryAcquire(poll.toMillis(), TimeUnit.MILLISECONDS);
                    bell.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            } catch (SQLException | RejectedException e) {
                LOG.log(Level.WARNING, Line.of("the outbox waits").with("cause", e.getMessage()));
                waitALittle();
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, "moving rows of the outbox failed, and is tried again", e);
                waitALittle();
            }
        }
    }

    private void waitALittle() {
        try {
            bell.drainPermits();
            bell.tryAcquire(Math.max(1_000, poll.toMillis()), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    /** Gives whether there is more. */
    private boolean moveSome() throws SQLException, InterruptedException {
        Map<Long, Receipt> moved = new HashMap<>();
        List<Pending> gone = new ArrayList<>();
        boolean more;
        String name;
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                OutboxTable table = new OutboxTable(connection);
                name = table.lockForMoving();
                List<OutboxTable.Weight> waiting = table.oldest(ROWS);
                List<OutboxRow> rows = light(table, waiting);
                more = rows.size() < waiting.size() || waiting.size() == ROWS;
                moved.putAll(append(table, drafts(table, rows, name)));
                table.delete(moved.keySet());
                for (Pending pending : expected.values()) {
                    if (!moved.containsKey(pending.id()) && !isWaiting(table, pending)) {
                        gone.add(pending);
                    }
                }
                connection.commit();
            } finally {
                // nothing is open after a commit; and the pool gets the connection as it was
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
        moved.forEach((id, receipt) -> {
            Pending pending = expected.remove(id);
            if (pending != null) {
                pending.receipt().complete(receipt);
            }
        });
        for (Pending pending : gone) {
            tellOfGone(name, pending);
        }
        return more;
    }

    /** As many of those that wait as memory takes at a time; those that are too large are set aside unread. */
    private List<OutboxRow> light(OutboxTable table, List<OutboxTable.Weight> waiting) throws SQLException {
        long upTo = 0;
        long bytes = 0;
        for (OutboxTable.Weight row : waiting) {
            if (row.bytes() > maxBytes) {
                setAside(
                        table,
                        row.id(),
                        DATA_TOO_LARGE.because("the data of an event has at most " + maxBytes + " bytes"));
            } else if (bytes + row.bytes() <= Math.max(BYTES, maxBytes)) {
                bytes += row.bytes();
                upTo = row.id();
            } else {
                break;
            }
        }
        return table.upTo(upTo);
    }

    private Map<OutboxRow, Draft> drafts(OutboxTable table, List<OutboxRow> rows, String name) throws SQLException {
        Map<OutboxRow, Draft> drafts = new LinkedHashMap<>();
        for (OutboxRow row : rows) {
            try {
                drafts.put(row, checked(row.draft(key(name, row.id()))));
            } catch (RejectedException e) {
                setAside(table, row.id(), e);
            }
        }
        return drafts;
    }

    /** Whether a row that a bean waits for is still to be moved. If it was set aside, by whomever, the bean is told. */
    private boolean isWaiting(OutboxTable table, Pending pending) throws SQLException {
        OutboxTable.Whereabouts place = table.find(pending.id());
        if (place instanceof OutboxTable.Whereabouts.Aside aside) {
            expected.remove(pending.id());
            pending.receipt()
                    .completeExceptionally(BODY_INVALID.because("the outbox has set it aside: " + aside.fault()));
            return true;
        }
        return place instanceof OutboxTable.Whereabouts.Waiting;
    }

    /** Moved by another node, or a moment before we were told of it: its key says where it stands. */
    private void tellOfGone(String name, Pending pending) {
        IdempotencyKey key = pending.draft().key().orElse(new IdempotencyKey(key(name, pending.id())));
        try {
            pending.receipt()
                    .complete(append(List.of(pending.draft().withKey(key))).get(0));
            expected.remove(pending.id());
        } catch (RejectedException e) {
            if (e.rejection().retryable()) {
                throw e;
            }
            expected.remove(pending.id());
            pending.receipt().completeExceptionally(e);
        }
    }

    private static String key(String name, long id) {
        return "outbox-" + name + "-" + id;
    }

    private Draft checked(Draft draft) {
        Payload payload = draft.payload();
        Payloads.of(payload.contentType(), payload.bytes(), maxBytes);
        return draft;
    }

    /** All of them in one commit; if one stands in the way, one after another, without it. */
    private Map<Long, Receipt> append(OutboxTable table, Map<OutboxRow, Draft> drafts) throws SQLException {
        Map<Long, Receipt> moved = new HashMap<>();
        if (drafts.isEmpty()) {
            return moved;
        }
        List<OutboxRow> rows = new ArrayList<>(drafts.keySet());
        try {
            List<Receipt> receipts = append(List.copyOf(drafts.values()));
            for (int i = 0; i < rows.size(); i++) {
                moved.put(rows.get(i).id(), receipts.get(i));
            }
            return moved;
        } catch (RejectedException e) {
            if (e.rejection().retryable()) {
                throw e;
            }
        }
        for (OutboxRow row : rows) {
            try {
                moved.put(row.id(), append(List.of(drafts.get(row))).get(0));
            } catch (RejectedException e) {
                if (e.rejection().retryable()) {
                    throw e;
                }
                setAside(table, row.id(), e);
            }
        }
        return moved;
    }

    private List<Receipt> append(List<Draft> drafts) {
        try {
            return journal.append(drafts).toCompletableFuture().join();
        } catch (CompletionException e) {
            throw RejectedException.of(e.getCause());
        }
    }

    private void setAside(OutboxTable table, long id, RejectedException reason) throws SQLException {
        String fault = reason.rejection().code() + ": " + reason.getMessage();
        LOG.log(
                Level.WARNING,
                Line.of("a row of the outbox cannot be published, and is set aside")
                        .with("row", id)
                        .with("cause", fault));
        table.setAside(id, fault);
    }
}
