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
 * Relays rows from the outbox to the journal, in the order of their ids. A row is deleted after its event is in the journal.
 * If the process is killed in between, the row is relayed again, and its idempotency key prevents a second event. A row that
 * cannot be published is set aside with the reason and does not delay the rows behind it. One thread runs the relay; the
 * relays of several nodes take turns.
 */
final class OutboxRelay implements Runnable {

    private static final Logger LOG = System.getLogger(OutboxRelay.class.getName());

    /** The maximum number of rows in a round, which share one commit of the journal. */
    private static final int ROUND_ROWS = 500;

    private static final long ROUND_BYTES = 8 << 20;

    private static final long RETRY_MILLIS = 1_000;

    private final DataSource dataSource;
    private final Journal journal;
    private final Duration poll;
    private final int maxBytes;
    private final Semaphore wakeUp = new Semaphore(0);

    private final PendingReceipts receipts = new PendingReceipts();
    private final MissingRows missing;
    private final Incident unavailable = new Incident(
            LOG, "the outbox waits for its database or the journal, and tries again", "the outbox relays rows again");
    private final Incident failing =
            new Incident(LOG, "relaying rows of the outbox failed, and is tried again", "the outbox relays rows again");

    private volatile boolean closed;

    OutboxRelay(DataSource dataSource, Journal journal, Settings settings) {
        this.dataSource = dataSource;
        this.journal = journal;
        this.missing = new MissingRows(journal, receipts);
        this.poll = settings.outbox().poll();
        this.maxBytes = settings.limits().eventBytes();
    }

    /** Called when the transaction of these drafts has committed. Any thread may call. */
    void expect(List<PendingDraft> committed) {
        receipts.add(committed);
        wakeUp.release();
    }

    void close() {
        closed = true;
        wakeUp.release();
    }

    @Override
    public void run() {
        while (!closed) {
            try {
                boolean more = relayRound();
                unavailable.passed();
                failing.passed();
                if (!more) {
                    wakeUp.tryAcquire(poll.toMillis(), TimeUnit.MILLISECONDS);
                    wakeUp.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            } catch (SQLException | RejectedException e) {
                unavailable.failed(e);
                pauseAfterFault();
            } catch (RuntimeException | Error e) {
                failing.broke(e);
                pauseAfterFault();
            }
        }
    }

    private void pauseAfterFault() {
        try {
            wakeUp.drainPermits();
            wakeUp.tryAcquire(Math.max(RETRY_MILLIS, poll.toMillis()), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    /** The results of one round, by row id. */
    private static final class Round {

        private final Map<Long, Receipt> relayed = new HashMap<>();

        /** All rows known to be set aside, with the reason. */
        private final Map<Long, String> aside = new HashMap<>();

        /** The rows that this round itself has set aside, with the reason. */
        private final Map<Long, String> newlyAside = new LinkedHashMap<>();

        private final List<PendingDraft> gone = new ArrayList<>();
        private String name = "";
        private boolean more;
    }

    /** Relays the oldest rows in one transaction. Returns whether there are more. */
    private boolean relayRound() throws SQLException, InterruptedException {
        Round round = new Round();
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                relay(new OutboxTable(connection), round);
                connection.commit();
            } finally {
                restore(connection);
            }
        }
        round.newlyAside.forEach(OutboxRelay::logSetAside);
        round.relayed.forEach(receipts::answer);
        round.aside.forEach(receipts::refuseSetAside);
        missing.answer(round.name, round.gone);
        return round.more;
    }

    /**
     * Returns the connection to the state in which the pool gave it; after a commit there is nothing to roll back. A fault
     * here is only logged, because it must not hide an earlier one.
     */
    private static void restore(Connection connection) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException | RuntimeException e) {
            LOG.log(Level.DEBUG, "a transaction of the outbox could not be rolled back", e);
        }
    }

    private void relay(OutboxTable table, Round round) throws SQLException {
        // taken before the first query: a transaction that reads a snapshot does not see rows that are committed later
        List<PendingDraft> committed = receipts.pending();
        round.name = table.lockForRelaying();
        List<OutboxTable.RowSize> oldest = table.oldest(ROUND_ROWS);
        List<OutboxRow> rows = fittingRows(table, oldest, round);
        round.more = rows.size() < oldest.size() || oldest.size() == ROUND_ROWS;
        append(table, drafts(table, rows, round), round);
        table.delete(round.relayed.keySet());
        findOthers(table, oldest, committed, round);
    }

    /**
     * Finds the rows for whose receipts beans wait and that this round has not relayed. Rows are relayed in the order of their
     * ids, so a row before the oldest waiting one has been relayed or set aside. So each row is looked up about once.
     */
    private void findOthers(
            OutboxTable table, List<OutboxTable.RowSize> oldest, List<PendingDraft> committed, Round round)
            throws SQLException {
        long end = oldest.isEmpty() ? Long.MAX_VALUE : oldest.get(0).id();
        List<PendingDraft> settled =
                committed.stream().takeWhile(draft -> draft.rowId() < end).toList();
        Map<Long, OutboxTable.RowState> states =
                table.states(settled.stream().map(PendingDraft::rowId).toList());
        for (PendingDraft draft : settled) {
            OutboxTable.RowState state = states.get(draft.rowId());
            if (state instanceof OutboxTable.RowState.Gone) {
                round.gone.add(draft);
            } else if (state instanceof OutboxTable.RowState.SetAside aside) {
                round.aside.put(draft.rowId(), aside.fault());
            }
        }
    }

    /** Reads as many of the oldest rows as may be in memory at a time. Rows that are too large are set aside unread. */
    private List<OutboxRow> fittingRows(OutboxTable table, List<OutboxTable.RowSize> oldest, Round round)
            throws SQLException {
        long upTo = 0;
        long bytes = 0;
        for (OutboxTable.RowSize row : oldest) {
            if (row.bytes() > maxBytes) {
                setAside(
                        table,
                        round,
                        row.id(),
                        DATA_TOO_LARGE.because("the data of an event has at most " + maxBytes + " bytes"));
            } else if (bytes + row.bytes() <= Math.max(ROUND_BYTES, maxBytes)) {
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
                drafts.put(row.id(), checked(row.draft(defaultKey(round.name, row.id()))));
            } catch (RejectedException e) {
                setAside(table, round, row.id(), e);
            }
        }
        return drafts;
    }

    /** The idempotency key of a row without one. */
    static String defaultKey(String outbox, long rowId) {
        return "outbox-" + outbox + "-" + rowId;
    }

    private Draft checked(Draft draft) {
        Payload payload = draft.payload();
        Payloads.of(payload.contentType(), payload.bytes(), maxBytes);
        Payloads.check(draft.content().attributes());
        return draft;
    }

    private void append(OutboxTable table, Map<Long, Draft> drafts, Round round) throws SQLException {
        Outcome outcome = Outcome.of(journal, drafts);
        round.relayed.putAll(outcome.receipts());
        for (Map.Entry<Long, RejectedException> refusal : outcome.refusals().entrySet()) {
            setAside(table, round, refusal.getKey(), refusal.getValue());
        }
    }

    private void setAside(OutboxTable table, Round round, long id, RejectedException reason) throws SQLException {
        String fault = reason.rejection().code() + ": " + reason.getMessage();
        table.setAside(id, fault);
        round.aside.put(id, fault);
        round.newlyAside.put(id, fault);
    }

    private static void logSetAside(long id, String fault) {
        LOG.log(
                Level.WARNING,
                LogMessage.of("a row of the outbox cannot be published, and is set aside")
                        .with("row", id)
                        .with("cause", fault));
    }
}
