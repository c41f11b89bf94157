package dev.sluice.outbox;

import static dev.sluice.event.Rejection.DATA_TOO_LARGE;

import dev.sluice.event.Draft;
import dev.sluice.event.Payload;
import dev.sluice.event.RejectedException;
import dev.sluice.journal.Journal;
import dev.sluice.journal.Receipt;
import dev.sluice.log.Incident;
import dev.sluice.log.LogMessage;
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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * Moves rows from the outbox to the journal, in the order of their ids. A row is deleted after it has been journaled;
 * whoever is killed in between leaves it to be moved again, which its key makes once. A row that cannot be published is set
 * aside with the reason, and holds up nothing behind it. One thread runs it; all nodes do, and take turns.
 */
final class OutboxRelay implements Runnable {

    private static final Logger LOG = System.getLogger(OutboxRelay.class.getName());

    /** How many rows move at a time: they share a commit of the journal. */
    private static final int ROWS = 500;

    private static final long BYTES = 8 << 20;

    private final DataSource dataSource;
    private final Journal journal;
    private final Duration poll;
    private final int maxBytes;
    private final Semaphore bell = new Semaphore(0);

    private final Expected expected = new Expected();
    private final MissingRows missing;
    private final Incident waiting = new Incident(LOG, "the outbox waits", "the outbox moves rows again");
    private final Incident failing =
            new Incident(LOG, "moving rows of the outbox failed, and is tried again", "the outbox moves rows again");

    private volatile boolean closed;

    OutboxRelay(DataSource dataSource, Journal journal, Settings settings) {
        this.dataSource = dataSource;
        this.journal = journal;
        this.missing = new MissingRows(journal, expected);
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

    /** The result of one round. */
    private static final class Round {

        private final Map<Long, Receipt> moved = new HashMap<>();
        private final Map<Long, String> aside = new HashMap<>();

        /** Those that this round itself has set aside, with the reason. */
        private final Map<Long, String> setAside = new LinkedHashMap<>();

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
                restore(connection);
            }
        }
        round.setAside.forEach(OutboxRelay::logSetAside);
        round.moved.forEach(expected::answer);
        round.aside.forEach(expected::tellThatItWasSetAside);
        missing.answer(round.name, round.gone);
        return round.more;
    }

    /** The pool gets the connection as it was; nothing is open after a commit. A fault here must not hide the first one. */
    private static void restore(Connection connection) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException | RuntimeException e) {
            LOG.log(Level.DEBUG, "a transaction of the outbox could not be rolled back", e);
        }
    }

    private void move(OutboxTable table, Round round) throws SQLException {
        // before anything is read: a transaction that reads one state does not see a row that is committed later
        List<Pending> committed = expected.all();
        round.name = table.lockForMoving();
        List<OutboxTable.Weight> oldest = table.oldest(ROWS);
        List<OutboxRow> rows = light(table, oldest, round);
        round.more = rows.size() < oldest.size() || oldest.size() == ROWS;
        moveTogether(table, drafts(table, rows, round), round);
        table.delete(round.moved.keySet());
        lookForOthers(table, oldest, committed, round);
    }

    /**
     * Looks for rows that beans wait for and this thread has not moved. Rows move in the order of their ids: what stands
     * before the oldest one that waits has been moved or set aside, so that each is looked for about once.
     */
    private void lookForOthers(OutboxTable table, List<OutboxTable.Weight> oldest, List<Pending> committed, Round round)
            throws SQLException {
        long end = oldest.isEmpty() ? Long.MAX_VALUE : oldest.get(0).id();
        List<Pending> settled =
                committed.stream().takeWhile(each -> each.id() < end).toList();
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

    private Map<Long, Draft> drafts(OutboxTable table, List<OutboxRow> rows, Round round) throws SQLException {
        Map<Long, Draft> drafts = new LinkedHashMap<>();
        for (OutboxRow row : rows) {
            try {
                drafts.put(row.id(), checked(row.draft(key(round.name, row.id()))));
            } catch (RejectedException e) {
                setAside(table, round, row.id(), e);
            }
        }
        return drafts;
    }

    /** Of a row that has none. */
    static String key(String name, long id) {
        return "outbox-" + name + "-" + id;
    }

    private Draft checked(Draft draft) {
        Payload payload = draft.payload();
        Payloads.of(payload.contentType(), payload.bytes(), maxBytes);
        Payloads.check(draft.content().attributes());
        return draft;
    }

    private void moveTogether(OutboxTable table, Map<Long, Draft> drafts, Round round) throws SQLException {
        Outcome outcome = Outcome.of(journal, drafts);
        round.moved.putAll(outcome.receipts());
        for (Map.Entry<Long, RejectedException> refusal : outcome.refusals().entrySet()) {
            setAside(table, round, refusal.getKey(), refusal.getValue());
        }
    }

    private void setAside(OutboxTable table, Round round, long id, RejectedException reason) throws SQLException {
        String fault = reason.rejection().code() + ": " + reason.getMessage();
        table.setAside(id, fault);
        round.aside.put(id, fault);
        round.setAside.put(id, fault);
    }

    private static void logSetAside(long id, String fault) {
        LOG.log(
                Level.WARNING,
                LogMessage.of("a row of the outbox cannot be published, and is set aside")
                        .with("row", id)
                        .with("cause", fault));
    }
}
