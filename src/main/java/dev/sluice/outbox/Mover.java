package dev.sluice.outbox;

import static dev.sluice.event.Rejection.DATA_TOO_LARGE;

import dev.sluice.event.Draft;
import dev.sluice.event.IdempotencyKey;
import dev.sluice.event.Payload;
import dev.sluice.event.RejectedException;
import dev.sluice.journal.Journal;
import dev.sluice.journal.Receipt;
import dev.sluice.log.Incident;
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

    private final Expected expected = new Expected();
    private final Incident waiting = new Incident(LOG, "the outbox waits", "the outbox moves rows again");
    private final Incident failing =
            new Incident(LOG, "moving rows of the outbox failed, and is tried again", "the outbox moves rows again");

    private volatile boolean closed;

    Mover(DataSource dataSource, Journal journal, Settings settings) {
        this.dataSource = dataSource;
        this.journal = journal;
        this.poll = settings.outbox().poll();
        this.maxBytes = settings.limits().eventBytes();
    }

    /** The transaction of these has committed. */
    void expect(List<Pending> committed) {
        expected.add(committed);
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
                boolean more = moveSome();
                waiting.passed();
                failing.passed();
                if (!more) {
                    bell.tryAcquire(poll.toMillis(), TimeUnit.MILLISECONDS);
                    bell.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            } catch (SQLException | RejectedException e) {
                waiting.failed(e);
                waitALittle();
            } catch (RuntimeException | Error e) {
                failing.broke(e);
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

    /** What one round has done. */
    private static final class Round {

        private final Map<Long, Receipt> moved = new HashMap<>();
        private final Map<Long, String> aside = new HashMap<>();
        private final List<Pending> gone = new ArrayList<>();
        private String name = "";
        private boolean more;
    }

    /** Gives whether there is more. */
    private boolean moveSome() throws SQLException, InterruptedException {
        Round round = new Round();
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                move(new OutboxTable(connection), round);
                connection.commit();
            } finally {
                // nothing is open after a commit; and the pool gets the connection as it was
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
        round.moved.forEach(expected::answer);
        round.aside.forEach(expected::tellThatItWasSetAside);
        for (Pending pending : round.gone) {
            tellOfGone(round.name, pending);
        }
        return round.more;
    }

    private void move(OutboxTable table, Round round) throws SQLException {
        round.name = table.lockForMoving();
        List<OutboxTable.Weight> oldest = table.oldest(ROWS);
        List<OutboxRow> rows = light(table, oldest, round);
        round.more = rows.size() < oldest.size() || oldest.size() == ROWS;
        append(table, drafts(table, rows, round), round);
        table.delete(round.moved.keySet());
        lookForOthers(table, oldest, round);
    }

    /**
     * Looks for rows that beans wait for and this thread has not moved. Rows move in the order of their ids: what stands
     * before the oldest one that waits has been moved or set aside, so that each is looked for about once.
     */
    private void lookForOthers(OutboxTable table, List<OutboxTable.Weight> oldest, Round round) throws SQLException {
        List<Pending> settled = expected.before(
                oldest.isEmpty() ? Long.MAX_VALUE : oldest.get(0).id());
        Map<Long, OutboxTable.Whereabouts> places =
                table.find(settled.stream().map(Pending::id).toList());
        for (Pending pending : settled) {
            OutboxTable.Whereabouts place = places.get(pending.id());
            if (place instanceof OutboxTable.Whereabouts.Gone) {
                round.gone.add(pending);
            } else if (place instanceof OutboxTable.Whereabouts.Aside aside) {
                round.aside.put(pending.id(), aside.fault());
            }
        }
    }

    /** As many of those that wait as memory takes at a time; those that are too large are set aside unread. */
    private List<OutboxRow> light(OutboxTable table, List<OutboxTable.Weight> oldest, Round round) throws SQLException {
        long upTo = 0;
        long bytes = 0;
        for (OutboxTable.Weight row : oldest) {
            if (row.bytes() > maxBytes) {
                setAside(
                        table,
                        round,
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

    private Map<OutboxRow, Draft> drafts(OutboxTable table, List<OutboxRow> rows, Round round) throws SQLException {
        Map<OutboxRow, Draft> drafts = new LinkedHashMap<>();
        for (OutboxRow row : rows) {
            try {
                drafts.put(row, checked(row.draft(key(round.name, row.id()))));
            } catch (RejectedException e) {
                setAside(table, round, row.id(), e);
            }
        }
        return drafts;
    }

    /** Moved by another node, or a moment before we were told of it: its key says where it stands. */
    private void tellOfGone(String name, Pending pending) {
        IdempotencyKey key = pending.draft().key().orElse(new IdempotencyKey(key(name, pending.id())));
        try {
            expected.answer(
                    pending.id(), append(List.of(pending.draft().withKey(key))).get(0));
        } catch (RejectedException e) {
            if (e.rejection().retryable()) {
                throw e;
            }
            expected.refuse(pending.id(), e);
        }
    }

    private static String key(String name, long id) {
        return "outbox-" + name + "-" + id;
    }

    private Draft checked(Draft draft) {
        Payload payload = draft.payload();
        Payloads.of(payload.contentType(), payload.bytes(), maxBytes);
        Payloads.check(draft.content().attributes());
        return draft;
    }

    /** All of them in one commit; if one stands in the way, one after another, without it. */
    private void append(OutboxTable table, Map<OutboxRow, Draft> drafts, Round round) throws SQLException {
        if (drafts.isEmpty()) {
            return;
        }
        List<OutboxRow> rows = new ArrayList<>(drafts.keySet());
        try {
            List<Receipt> receipts = append(List.copyOf(drafts.values()));
            for (int i = 0; i < rows.size(); i++) {
                round.moved.put(rows.get(i).id(), receipts.get(i));
            }
            return;
        } catch (RejectedException e) {
            if (e.rejection().retryable()) {
                throw e;
            }
        }
        for (OutboxRow row : rows) {
            try {
                round.moved.put(row.id(), append(List.of(drafts.get(row))).get(0));
            } catch (RejectedException e) {
                if (e.rejection().retryable()) {
                    throw e;
                }
                setAside(table, round, row.id(), e);
            }
        }
    }

    private List<Receipt> append(List<Draft> drafts) {
        try {
            return journal.append(drafts).toCompletableFuture().join();
        } catch (CompletionException e) {
            throw RejectedException.of(e.getCause());
        }
    }

    private void setAside(OutboxTable table, Round round, long id, RejectedException reason) throws SQLException {
        String fault = reason.rejection().code() + ": " + reason.getMessage();
        LOG.log(
                Level.WARNING,
                Line.of("a row of the outbox cannot be published, and is set aside")
                        .with("row", id)
                        .with("cause", fault));
        table.setAside(id, fault);
        round.aside.put(id, fault);
    }
}
