package dev.sluice.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.outbox.OutboxTable.RowSize;
import dev.sluice.outbox.OutboxTable.RowState;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The statements of the outbox, in H2. */
class OutboxTableTest {

    private final JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:outbox-table", "sa", "");
    private Connection connection;
    private OutboxTable table;

    @BeforeEach
    void createTables() throws SQLException {
        connection = pool.getConnection();
        OutboxSchema.migrate(pool);
        connection.setAutoCommit(false);
        table = new OutboxTable(connection);
    }

    @AfterEach
    void close() throws SQLException {
        connection.rollback();
        connection.close();
        pool.dispose();
    }

    private static OutboxRow row(String topic, String text) {
        return new OutboxRow(0, topic, null, null, "text/plain", text, null, null, null, false, null);
    }

    @Test
    void readsEveryColumnAsItWasWritten() throws SQLException {
        byte[] bytes = {0, 1, -1};
        OutboxRow written = new OutboxRow(0, "t", "created", "42", "a/b", null, bytes, "key", "1.500", true, "\"a\":1");
        long id = table.insert(List.of(written)).get(0);
        OutboxRow read = table.upTo(id).get(0);
        assertThat(read).usingRecursiveComparison().ignoringFields("id").isEqualTo(written);
        assertThat(read.id()).isEqualTo(id);
    }

    @Test
    void listsTheOldestRowsWithTheSizeOfTheirData() throws SQLException {
        OutboxRow binary = new OutboxRow(0, "t", null, null, "a/b", null, new byte[7], null, null, false, null);
        List<Long> ids = table.insert(List.of(row("t", "\u00e4"), binary, row("t", "third")));
        int bytes = "\u00e4".getBytes(StandardCharsets.UTF_8).length;
        assertThat(table.oldest(2)).containsExactly(new RowSize(ids.get(0), bytes), new RowSize(ids.get(1), 7));
    }

    @Test
    void leavesOutRowsThatAreSetAside() throws SQLException {
        List<Long> ids = table.insert(List.of(row("t", "1"), row("t", "2"), row("t", "3")));
        table.setAside(ids.get(1), "topic-invalid: no");
        assertThat(table.oldest(10)).extracting(RowSize::id).containsExactly(ids.get(0), ids.get(2));
        assertThat(table.upTo(ids.get(2))).extracting(OutboxRow::id).containsExactly(ids.get(0), ids.get(2));
    }

    @Test
    void cutsAReasonThatIsTooLongForItsColumn() throws SQLException {
        long id = table.insert(List.of(row("t", "1"))).get(0);
        table.setAside(id, "x".repeat(5_000));
        assertThat(table.states(List.of(id)).get(id))
                .isInstanceOfSatisfying(
                        RowState.SetAside.class,
                        aside -> assertThat(aside.fault()).hasSize(1_000));
    }

    @Test
    void knowsTheStatesOfMoreRowsThanOneQueryNames() throws SQLException {
        List<Long> ids = table.insert(
                IntStream.range(0, 1_200).mapToObj(i -> row("t", "x")).toList());
        table.delete(ids.subList(0, 2));
        table.setAside(ids.get(1_199), "a: b");
        assertThat(table.states(ids))
                .hasSize(1_200)
                .containsEntry(ids.get(0), new RowState.Gone())
                .containsEntry(ids.get(1), new RowState.Gone())
                .containsEntry(ids.get(2), new RowState.Waiting())
                .containsEntry(ids.get(1_198), new RowState.Waiting())
                .containsEntry(ids.get(1_199), new RowState.SetAside("a: b"));
    }

    /** So a transaction that commits later gets later ids. */
    @Test
    void letsOneTransactionWriteAtATimeWhileAnotherRelays() throws SQLException {
        table.lockForWriting();
        try (Connection other = pool.getConnection()) {
            other.setAutoCommit(false);
            execute(other, "SET LOCK_TIMEOUT 50");
            OutboxTable others = new OutboxTable(other);
            assertThat(others.lockForRelaying()).isNotEmpty();
            assertThatExceptionOfType(SQLException.class).isThrownBy(others::lockForWriting);
            connection.rollback();
            others.lockForWriting();
            other.rollback();
        }
    }

    /** Idempotency keys contain the name, so two outboxes of one journal need different ones. */
    @Test
    void hasANameOfItsOwn() throws SQLException {
        String name = table.lockForRelaying();
        JdbcConnectionPool second = JdbcConnectionPool.create("jdbc:h2:mem:second-outbox", "sa", "");
        try (Connection other = second.getConnection()) {
            OutboxSchema.migrate(second);
            assertThat(new OutboxTable(other).lockForRelaying()).isNotEqualTo(name);
        } finally {
            second.dispose();
        }
    }

    @Test
    void saysWhichRowOfTheLocksIsMissing() throws SQLException {
        execute(connection, "DELETE FROM sluice_outbox_lock WHERE id = 2");
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(table::lockForRelaying)
                .withMessageContaining("sluice_outbox_lock")
                .withMessageContaining("id 2");
    }

    @Test
    void keepsItsRowsWhenTheTablesAreMigratedAgain() throws SQLException {
        table.insert(List.of(row("t", "1")));
        connection.commit();
        OutboxSchema.migrate(pool);
        try (Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM sluice_outbox")) {
            count.next();
            assertThat(count.getInt(1)).isEqualTo(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
