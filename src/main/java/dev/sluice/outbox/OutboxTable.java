package dev.sluice.outbox;

import dev.sluice.event.Text;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The statements of the outbox on one connection. The caller begins and ends the transaction. */
final class OutboxTable {

    /** The rows of {@code sluice_outbox_lock}. */
    private static final int WRITER_LOCK = 1;

    private static final int RELAY_LOCK = 2;

    private static final int MAX_FAULT_LENGTH = 1_000;

    /** The maximum number of ids in one query. */
    private static final int MAX_IDS = 500;

    private static final String LOCK = "SELECT name FROM sluice_outbox_lock WHERE id = ? FOR UPDATE";

    private static final String INSERT = """
            INSERT INTO sluice_outbox (
              topic, event_type, subject, content_type, data, bytes, idempotency_key, ttl_seconds, completes, attributes)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    private static final String OLDEST = """
            SELECT id, COALESCE(OCTET_LENGTH(data), 0) + COALESCE(OCTET_LENGTH(bytes), 0)
            FROM sluice_outbox WHERE fault IS NULL ORDER BY id""";

    private static final String UP_TO = """
            SELECT id, topic, event_type, subject, content_type, data, bytes, idempotency_key, ttl_seconds, completes,
              attributes
            FROM sluice_outbox WHERE fault IS NULL AND id <= ? ORDER BY id""";

    /** Followed by a question mark for each id, and a parenthesis. */
    private static final String FAULTS = "SELECT id, fault FROM sluice_outbox WHERE id IN (";

    private static final String DELETE = "DELETE FROM sluice_outbox WHERE id = ?";

    private static final String SET_ASIDE = "UPDATE sluice_outbox SET fault = ? WHERE id = ?";

    private final Connection connection;

    OutboxTable(Connection connection) {
        this.connection = connection;
    }

    /** Locks out other writers until the transaction ends, so that a transaction that commits later gets later ids. */
    void lockForWriting() throws SQLException {
        lock(WRITER_LOCK);
    }

    /** Locks out the relays of other nodes until the transaction ends. Returns the name of this outbox. */
    String lockForRelaying() throws SQLException {
        return lock(RELAY_LOCK);
    }

    private String lock(int row) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            lock.setInt(1, row);
            try (ResultSet found = lock.executeQuery()) {
                if (!found.next()) {
                    throw new SQLException("table sluice_outbox_lock has no row with id " + row
                            + ": insert it again as in the script V1__outbox.sql");
                }
                return found.getString(1);
            }
        }
    }

    /** Returns the ids of the new rows, in their order. */
    List<Long> insert(List<OutboxRow> rows) throws SQLException {
        List<Long> ids = new ArrayList<>();
        try (PreparedStatement insert = connection.prepareStatement(INSERT, new String[] {"id"})) {
            for (OutboxRow row : rows) {
                insert.setString(1, row.topic());
                insert.setString(2, row.type());
                insert.setString(3, row.eventKey());
                insert.setString(4, row.contentType());
                insert.setString(5, row.text());
                insert.setBytes(6, row.bytes());
                insert.setString(7, row.idempotencyKey());
                insert.setBigDecimal(8, row.ttlSeconds() == null ? null : new BigDecimal(row.ttlSeconds()));
                insert.setBoolean(9, row.completes());
                insert.setString(10, row.attributes());
                insert.executeUpdate();
                try (ResultSet key = insert.getGeneratedKeys()) {
                    key.next();
                    ids.add(key.getLong(1));
                }
            }
        }
        return ids;
    }

    /** The id of a row, and the number of bytes of its data. */
    record RowSize(long id, long bytes) {}

    /** The sizes of the oldest rows that have not been set aside. */
    List<RowSize> oldest(int limit) throws SQLException {
        List<RowSize> rows = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(OLDEST)) {
            select.setMaxRows(limit);
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    rows.add(new RowSize(found.getLong(1), found.getLong(2)));
                }
            }
        }
        return rows;
    }

    /** The rows up to an id that have not been set aside. */
    List<OutboxRow> upTo(long id) throws SQLException {
        List<OutboxRow> rows = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(UP_TO)) {
            select.setLong(1, id);
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    rows.add(row(found));
                }
            }
        }
        return rows;
    }

    private static OutboxRow row(ResultSet found) throws SQLException {
        return new OutboxRow(
                found.getLong(1),
                found.getString(2),
                found.getString(3),
                found.getString(4),
                found.getString(5),
                found.getString(6),
                found.getBytes(7),
                found.getString(8),
                found.getString(9),
                found.getBoolean(10),
                found.getString(11));
    }

    /** The state of a row. */
    sealed interface RowState {

        /** The row is not in the table: it has been relayed, or the database has lost it. */
        record Gone() implements RowState {}

        record SetAside(String fault) implements RowState {}

        record Waiting() implements RowState {}
    }

    /** The state of each of these rows. */
    Map<Long, RowState> states(List<Long> ids) throws SQLException {
        Map<Long, RowState> states = new HashMap<>();
        ids.forEach(id -> states.put(id, new RowState.Gone()));
        for (int start = 0; start < ids.size(); start += MAX_IDS) {
            findStates(ids.subList(start, Math.min(ids.size(), start + MAX_IDS)), states);
        }
        return states;
    }

    private void findStates(List<Long> ids, Map<Long, RowState> states) throws SQLException {
        String marks = String.join(", ", Collections.nCopies(ids.size(), "?"));
        try (PreparedStatement select = connection.prepareStatement(FAULTS + marks + ")")) {
            for (int i = 0; i < ids.size(); i++) {
                select.setLong(i + 1, ids.get(i));
            }
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    String fault = found.getString(2);
                    states.put(found.getLong(1), fault == null ? new RowState.Waiting() : new RowState.SetAside(fault));
                }
            }
        }
    }

    void delete(Collection<Long> ids) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
            for (long id : ids) {
                delete.setLong(1, id);
                delete.addBatch();
            }
            delete.executeBatch();
        }
    }

    void setAside(long id, String fault) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(SET_ASIDE)) {
            update.setString(1, Text.cut(fault, MAX_FAULT_LENGTH));
            update.setLong(2, id);
            update.executeUpdate();
        }
    }
}
