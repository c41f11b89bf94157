package dev.sluice.journal;

import dev.sluice.settings.Settings;
import io.agroal.api.AgroalDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.LongFunction;

/**
 * Writes a journal as the committer does, and does nothing else: over one connection, a group of rows in one transaction,
 * under the lock of the head. The tables and what is said to the driver are the journal's own, which is why this lies in
 * its package. Belongs to one thread.
 */
public final class BareWriter implements AutoCloseable {

    private static final String FOUND_HEAD = "INSERT INTO journal_head VALUES (1, 'bench1', 0, 0, 0)";
    private static final String FOUND_LOW = "INSERT INTO journal_low VALUES (1, 0, 0)";
    private static final String LOCK = "SELECT position, total_bytes FROM journal_head WHERE id = 1 FOR UPDATE";
    private static final String MOVE =
            "UPDATE journal_head SET position = ?, committed_at = ?, total_bytes = ? WHERE id = 1";
    private static final String INSERT = """
            INSERT INTO journal_entry
                (position, committed_at, topic, event_type, content_type, idempotency_key, data, total_bytes)
            VALUES (?, ?, ?, '', 'text/plain', NULL, ?, ?)""";

    /** For the schema; the writer itself has one. */
    private static final int CONNECTIONS = 4;

    private final AgroalDataSource pool;
    private final Connection connection;
    private final PreparedStatement lock;
    private final PreparedStatement insert;
    private final PreparedStatement move;
    private final LongFunction<String> topic;
    private final LongFunction<byte[]> data;

    /**
     * Makes the journal, too.
     *
     * @param topic of a position
     * @param data of a position
     */
    public BareWriter(Settings.Database database, LongFunction<String> topic, LongFunction<byte[]> data)
            throws SQLException {
        this.topic = topic;
        this.data = data;
        pool = ConnectionPool.open(database, CONNECTIONS);
        Schema.migrate(pool, database.user(), DatabaseProduct.of(database).scripts());
        connection = pool.getConnection();
        connection.setAutoCommit(false);
        try (Statement founding = connection.createStatement()) {
            founding.executeUpdate(FOUND_HEAD);
            founding.executeUpdate(FOUND_LOW);
        }
        connection.commit();
        lock = connection.prepareStatement(LOCK);
        insert = connection.prepareStatement(INSERT);
        move = connection.prepareStatement(MOVE);
    }

    /** Writes so many events, and returns when they have been committed. */
    public void write(int events) throws SQLException {
        long position;
        long bytes;
        try (ResultSet head = lock.executeQuery()) {
            head.next();
            position = head.getLong(1);
            bytes = head.getLong(2);
        }
        long now = System.currentTimeMillis();
        for (int i = 0; i < events; i++) {
            byte[] each = data.apply(++position);
            bytes += each.length;
            insert.setLong(1, position);
            insert.setLong(2, now);
            insert.setString(3, topic.apply(position));
            insert.setBytes(4, each);
            insert.setLong(5, bytes);
            insert.addBatch();
        }
        insert.executeBatch();
        move.setLong(1, position);
        move.setLong(2, now);
        move.setLong(3, bytes);
        move.executeUpdate();
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        pool.close();
    }
}
