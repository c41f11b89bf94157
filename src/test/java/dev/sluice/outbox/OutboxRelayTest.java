package dev.sluice.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.event.ContentType;
import dev.sluice.event.Draft;
import dev.sluice.event.IdempotencyKey;
import dev.sluice.event.Payload;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.event.Topic;
import dev.sluice.journal.Journal;
import dev.sluice.journal.MemoryJournal;
import dev.sluice.journal.RefusingJournal;
import dev.sluice.settings.TestSettings;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The outbox in a database of H2 in memory. */
@Timeout(60)
class OutboxRelayTest {

    private static final int RECEIPTS = 3_000;

    private final AtomicInteger queries = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private JdbcConnectionPool pool;
    private DataSource dataSource;
    private OutboxRelay relay;
    private Thread thread;

    @BeforeEach
    void makeTables() {
        pool = JdbcConnectionPool.create("jdbc:h2:mem:outbox;DB_CLOSE_DELAY=-1", "sa", "");
        dataSource = counting(pool);
        OutboxSchema.migrate(pool);
    }

    @AfterEach
    void stop() throws InterruptedException, SQLException {
        if (thread != null) {
            relay.close();
            thread.join();
        }
        try (Connection connection = pool.getConnection()) {
            connection.createStatement().execute("SHUTDOWN");
        }
        pool.dispose();
    }

    private void start(Journal journal) {
        relay = new OutboxRelay(dataSource, journal, TestSettings.with(Map.of("sluice.outbox.poll", "10ms")));
        thread = new Thread(relay);
        thread.start();
    }

    /** Counts what is asked, and what is open. */
    private DataSource counting(DataSource real) {
        return proxy(DataSource.class, real, (method, result) -> {
            open.incrementAndGet();
            return proxy(Connection.class, result, (called, answer) -> {
                if (called.equals("prepareStatement")) {
                    queries.incrementAndGet();
                } else if (called.equals("close")) {
                    open.decrementAndGet();
                }
                return answer;
            });
        });
    }

    private interface Watcher {
        Object see(String method, Object result);
    }

    private static <T> T proxy(Class<T> type, Object real, Watcher watcher) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (p, method, arguments) -> {
                    try {
                        return watcher.see(method.getName(), method.invoke(real, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private static Draft draft(int i) {
        return new Draft(new Topic("t" + i), Payload.text(ContentType.TEXT, "x"));
    }

    private List<PendingDraft> publish(List<Draft> drafts) throws SQLException {
        List<PendingDraft> pending = drafts.stream().map(PendingDraft::new).toList();
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            OutboxTable table = new OutboxTable(connection);
            table.lockForWriting();
            List<Long> ids = table.insert(drafts.stream().map(OutboxRow::of).toList());
            for (int i = 0; i < ids.size(); i++) {
                pending.get(i).setRowId(ids.get(i));
            }
            connection.commit();
        }
        return pending;
    }

    /** As another node moves them: into the journal first, and then out of the table. */
    private void moveOnAnotherNode(Journal journal, List<PendingDraft> pending) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            OutboxTable table = new OutboxTable(connection);
            String name = table.lockForRelaying();
            journal.append(pending.stream()
                            .map(each -> OutboxRow.of(each.draft()).draft(OutboxRelay.defaultKey(name, each.rowId())))
                            .toList())
                    .toCompletableFuture()
                    .join();
            table.delete(pending.stream().map(PendingDraft::rowId).toList());
        }
    }

    private void delete(List<PendingDraft> pending) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            new OutboxTable(connection)
                    .delete(pending.stream().map(PendingDraft::rowId).toList());
        }
    }

    private static void assertIsRolledBack(PendingDraft pending, String why) {
        assertThat(catchThrowable(() -> pending.receipt().get(30, TimeUnit.SECONDS)))
                .cause()
                .hasMessageContaining(why)
                .isInstanceOfSatisfying(
                        RejectedException.class, e -> assertThat(e.rejection()).isEqualTo(Rejection.ROLLED_BACK));
    }

    private static void awaitAll(List<PendingDraft> pending) throws Exception {
        CompletableFuture.allOf(pending.stream().map(PendingDraft::receipt).toArray(CompletableFuture[]::new))
                .get(30, TimeUnit.SECONDS);
    }

    private static OutboxRow row(String type, String text, String attributes) {
        return new OutboxRow(0, "t", type, null, "application/json", text, null, null, null, false, attributes);
    }

    /** Any program may write rows; what is in them goes to readers as it is. */
    @Test
    void setsAsideWhatWouldBreakTheMessagesOfReaders() throws Exception {
        String half = Character.toString(0xd83d);
        List<OutboxRow> bad = List.of(
                row("t", "\"\\ud83d\"", null),
                row(half, "1", null),
                row("t", "1", "no JSON"),
                row("t", "1", "\"a\":1},{\"b\":2"),
                row("t", "1", "\"a\":\"\\ud83d\""));
        List<Long> ids = new ArrayList<>();
        try (Connection connection = pool.getConnection()) {
            ids.addAll(new OutboxTable(connection).insert(bad));
        }
        List<PendingDraft> good = publish(List.of(draft(1)));
        start(new MemoryJournal(Clock.systemUTC(), appended -> {}));
        relay.expect(good);
        awaitAll(good);
        try (Connection connection = pool.getConnection()) {
            assertThat(new OutboxTable(connection).states(ids))
                    .containsOnlyKeys(ids)
                    .allSatisfy((id, state) -> assertThat(state).isInstanceOf(OutboxTable.RowState.SetAside.class));
        }
    }

    @Test
    void asksForNoReceiptAgainAndAgain() throws Exception {
        List<PendingDraft> pending = publish(
                IntStream.range(0, RECEIPTS).mapToObj(OutboxRelayTest::draft).toList());
        start(new MemoryJournal(Clock.systemUTC(), appended -> {}));
        relay.expect(pending);
        awaitAll(pending);
        assertThat(pending.stream().map(each -> each.receipt().join().id().position()))
                .isSorted()
                .hasSize(RECEIPTS);
        assertThat(queries).hasValueLessThan(RECEIPTS / 10);
    }

    /** Another node has moved the one row and set the other one aside, before this node is told of the commit. */
    @Test
    void answersForWhatAnotherNodeHasSettled() throws Exception {
        List<PendingDraft> pending = publish(List.of(draft(1), draft(2)));
        PendingDraft moved = pending.get(0);
        PendingDraft aside = pending.get(1);
        MemoryJournal memory = new MemoryJournal(Clock.systemUTC(), appended -> {});
        moveOnAnotherNode(memory, List.of(moved));
        try (Connection connection = pool.getConnection()) {
            new OutboxTable(connection).setAside(aside.rowId(), "topic-invalid: so it is");
        }
        start(memory);
        relay.expect(pending);
        assertThat(moved.receipt().get(30, TimeUnit.SECONDS).id().position()).isEqualTo(1);
        assertThat(catchThrowable(() -> aside.receipt().get(30, TimeUnit.SECONDS)))
                .hasMessageContaining("topic-invalid: so it is");
    }

    private static Handler handler(List<String> lines) {
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getLevel() + " " + line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        handler.setLevel(Level.INFO);
        return handler;
    }

    @Test
    void asksTheJournalOnceForWhatAnotherNodeHasMoved() throws Exception {
        List<Draft> drafts =
                IntStream.range(0, 900).mapToObj(OutboxRelayTest::draft).toList();
        List<PendingDraft> pending = publish(drafts);
        MemoryJournal memory = new MemoryJournal(Clock.systemUTC(), appended -> {});
        moveOnAnotherNode(memory, pending);
        AtomicInteger calls = new AtomicInteger();
        start(proxy(Journal.class, memory, (method, result) -> {
            calls.incrementAndGet();
            return result;
        }));
        relay.expect(pending);
        awaitAll(pending);
        assertThat(pending.stream().map(each -> each.receipt().join().id().position()))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(memory.head().position()).isEqualTo(900);
        assertThat(calls).hasValueLessThan(10);
    }

    /** Its own key stands for something else, for which the other node has set it aside, and an operator has deleted it. */
    @Test
    void answersEachOfThoseThatAnotherNodeHasMovedWhenOneIsRefused() throws Exception {
        IdempotencyKey key = new IdempotencyKey("k");
        List<PendingDraft> pending = publish(List.of(draft(1), draft(2).withKey(key), draft(3)));
        MemoryJournal memory = new MemoryJournal(Clock.systemUTC(), appended -> {});
        memory.append(List.of(draft(4).withKey(key))).toCompletableFuture().join();
        moveOnAnotherNode(memory, List.of(pending.get(0), pending.get(2)));
        delete(List.of(pending.get(1)));
        start(memory);
        relay.expect(pending);
        assertThat(pending.get(0).receipt().get(30, TimeUnit.SECONDS).id().position())
                .isEqualTo(2);
        assertThat(catchThrowable(() -> pending.get(1).receipt().get(30, TimeUnit.SECONDS)))
                .hasMessageContaining("other content");
        assertThat(pending.get(2).receipt().get(30, TimeUnit.SECONDS).id().position())
                .isEqualTo(3);
    }

    /** As when the database has failed over to a state before the commit, or an operator has deleted the row. */
    @Test
    void publishesNothingOfWhichNoRowIsLeft() throws Exception {
        MemoryJournal memory = new MemoryJournal(Clock.systemUTC(), appended -> {});
        List<PendingDraft> pending = publish(List.of(draft(1), draft(2).withKey(new IdempotencyKey("k"))));
        delete(pending);
        start(memory);
        relay.expect(pending);
        for (PendingDraft each : pending) {
            assertIsRolledBack(each, "the row is gone and the journal has no event of it");
        }
        assertThat(memory.head().position()).isZero();
    }

    @Test
    void publishesNothingAgainThatRetentionHasForgotten() throws Exception {
        MemoryJournal memory = new MemoryJournal(Clock.systemUTC(), appended -> {});
        List<PendingDraft> pending = publish(List.of(draft(1)));
        moveOnAnotherNode(memory, pending);
        memory.trim(1);
        start(memory);
        relay.expect(pending);
        assertIsRolledBack(pending.get(0), "the row is gone and the journal has no event of it");
        assertThat(memory.head().position()).isEqualTo(1);
    }

    /** As after a failover: the row of the one is lost, and the other has got its id. */
    @Test
    void givesNobodyTheReceiptOfAnotherRowWithTheSameId() throws Exception {
        MemoryJournal memory = new MemoryJournal(Clock.systemUTC(), appended -> {});
        PendingDraft lost = new PendingDraft(draft(1));
        List<PendingDraft> next = publish(List.of(draft(2)));
        lost.setRowId(next.get(0).rowId());
        start(memory);
        // no round comes between the two
        pool.setMaxConnections(1);
        Connection only = pool.getConnection();
        try {
            relay.expect(List.of(lost));
            relay.expect(next);
        } finally {
            only.close();
        }
        assertIsRolledBack(lost, "the row is gone");
        awaitAll(next);
        assertThat(memory.at(next.get(0).receipt().join().id().position()))
                .hasValueSatisfying(event -> assertThat(event.topic()).isEqualTo(new Topic("t2")));
    }

    /**
     * A database whose transactions read one state, as those of MariaDB do: the row is committed after the round has begun to
     * read, and the bean is expected before the round has ended.
     */
    @Test
    void takesNoRowForGoneThatItsTransactionCannotSeeYet() throws Exception {
        MemoryJournal memory = new MemoryJournal(Clock.systemUTC(), appended -> {});
        CompletableFuture<List<PendingDraft>> published = new CompletableFuture<>();
        AtomicInteger statements = new AtomicInteger();
        dataSource = proxy(DataSource.class, pool, (method, connection) -> {
            setRepeatableRead((Connection) connection);
            return proxy(Connection.class, connection, (called, answer) -> {
                // the third reads rows, after the lock and the list of the oldest
                if (called.equals("prepareStatement") && statements.incrementAndGet() == 3) {
                    published.complete(publishAndExpect(draft(1)));
                }
                return answer;
            });
        });
        start(memory);
        awaitAll(published.get(30, TimeUnit.SECONDS));
        assertThat(memory.head().position()).isEqualTo(1);
    }

    private static void setRepeatableRead(Connection connection) {
        try {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<PendingDraft> publishAndExpect(Draft draft) {
        try {
            List<PendingDraft> published = publish(List.of(draft));
            relay.expect(published);
            return published;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A data source whose first transaction can neither be committed nor be rolled back by its user. */
    private static DataSource failingOnce(DataSource real) {
        AtomicInteger commits = new AtomicInteger(1);
        AtomicInteger rollbacks = new AtomicInteger(1);
        return proxy(
                DataSource.class,
                real,
                (method, connection) -> Proxy.newProxyInstance(
                        OutboxRelayTest.class.getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (p, called, arguments) -> {
                            if (called.getName().equals("commit") && commits.getAndDecrement() > 0) {
                                ((Connection) connection).rollback();
                                throw new SQLException("the commit failed");
                            }
                            if (called.getName().equals("rollback") && rollbacks.getAndDecrement() > 0) {
                                throw new SQLException("the rollback failed");
                            }
                            return called.invoke(connection, arguments);
                        }));
    }

    @Test
    void logsWhatItSetsAsideAfterTheCommitAndTheFaultOfACommitThatFails() throws Exception {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        Handler handler = handler(lines);
        Logger logger = Logger.getLogger(OutboxRelay.class.getName());
        logger.addHandler(handler);
        try {
            dataSource = failingOnce(pool);
            try (Connection connection = pool.getConnection()) {
                new OutboxTable(connection).insert(List.of(row("t", "1", "no JSON")));
            }
            List<PendingDraft> good = publish(List.of(draft(1)));
            start(new MemoryJournal(Clock.systemUTC(), appended -> {}));
            relay.expect(good);
            awaitAll(good);
            relay.close();
            thread.join();
            assertThat(lines).hasSize(3);
            assertThat(lines.get(0))
                    .isEqualTo(
                            "WARNING the outbox waits for its database or the journal, and tries again cause=\"the commit failed\"");
            assertThat(lines.get(1))
                    .startsWith("WARNING a row of the outbox cannot be published, and is set aside row=1");
            assertThat(lines.get(2)).startsWith("INFO the outbox relays rows again");
        } finally {
            logger.removeHandler(handler);
        }
    }

    @Test
    void saysOnceThatItWaitsHoweverLongThatTakes() throws Exception {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        Handler handler = handler(lines);
        Logger logger = Logger.getLogger(OutboxRelay.class.getName());
        logger.addHandler(handler);
        try {
            AtomicInteger tries = new AtomicInteger();
            MemoryJournal memory = new MemoryJournal(Clock.systemUTC(), appended -> {});
            List<PendingDraft> pending = publish(List.of(draft(1)));
            start(proxy(Journal.class, memory, (method, result) -> {
                if (method.equals("append") && tries.incrementAndGet() <= 3) {
                    return CompletableFuture.failedFuture(Rejection.JOURNAL_UNAVAILABLE.because("it is unavailable"));
                }
                return result;
            }));
            relay.expect(pending);
            awaitAll(pending);
            relay.close();
            thread.join();
            assertThat(lines).hasSize(2);
            assertThat(lines.get(0))
                    .isEqualTo(
                            "WARNING the outbox waits for its database or the journal, and tries again cause=\"it is unavailable\"");
            assertThat(lines.get(1))
                    .startsWith("INFO the outbox relays rows again")
                    .endsWith("failures=3");
        } finally {
            logger.removeHandler(handler);
        }
    }

    /** As when a newer node has added a column that this node cannot fill: no row is at fault. */
    @Test
    void keepsItsRowsWhileTheDatabaseOfTheJournalRefusesEveryEvent() throws Exception {
        AtomicInteger refused = new AtomicInteger();
        MemoryJournal memory = new MemoryJournal(Clock.systemUTC(), appended -> {});
        List<PendingDraft> pending = publish(List.of(draft(1), draft(2), draft(3)));
        // asked when a group is written, and by the trial
        try (RefusingJournal refusing = new RefusingJournal(memory, () -> refused.incrementAndGet() <= 2)) {
            start(refusing.journal());
            relay.expect(pending);
            awaitAll(pending);
            assertThat(memory.head().position()).isEqualTo(3);
            assertThat(refused).hasValueGreaterThan(2);
        }
    }

    @Test
    void closesTheConnectionOfATransactionThatTakesNoSynchronization() {
        TransactionSynchronizationRegistry full = (TransactionSynchronizationRegistry) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {TransactionSynchronizationRegistry.class},
                (proxy, method, arguments) -> {
                    throw new IllegalStateException("the transaction is completing");
                });
        assertThatIllegalStateException()
                .isThrownBy(() -> OutboxSynchronization.join(full, this, dataSource, null))
                .withMessageContaining("completing");
        assertThat(open).hasValue(0);
    }
}
