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

/** The statements of the outbox, on one connection, whose transaction is the caller's. */
final class OutboxTable {

    /** The rows of {@code sluice_outbox_lock}. */
    private static final int WRITERS = 1;

    private static final int MOVERS = 2;

    private static final String COLUMNS =
            "topic, event_type, subject, content_type, data, bytes, idempotency_key, ttl_seconds, completes, attributes";

    private static final int LONGEST_FAULT = 1_000;

    /** How many rows one query asks for. */
    private static final int MOST_NAMED = 500;

    private final Connection connection;

    OutboxTable(Connection connection) {
        this.connection = connection;
    }

    /** Until the transaction ends: whoever commits later gets later ids. */
    void lockForWriting() throws SQLException {
        lock(WRITERS);
    }

    /** Until the transaction ends: one node moves at a time. Gives the name of this outbox. */
    String lockForMoving() throws SQLException {
        return lock(MOVERS);
    }

    private String lock(int row) throws SQLException {
        try (PreparedStatement lock =
                connection.prepareStatement("SELECT name FROM sluice_outbox_lock WHERE id = ? FOR UPDATE")) {
            lock.setInt(1, row);
            try (ResultSet found = lock.executeQuery()) {
                if (!found.next()) {
                    throw new SQLException("a row of sluice_outbox_lock is gone");
                }
                return found.getString(1);
            }
        }
    }

    /** Gives the ids of the new rows, in their order. */
    List<Long> insert(List<OutboxRow> rows) throws SQLException {
        List<Long> ids = new ArrayList<>();
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO sluice_outbox (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                new String[] {"id"})) {
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

    /** A row, and how many bytes its data has. */
    record Weight(long id, long bytes) {}

    /** The oldest rows that have not been set aside, without their data. */
    List<Weight> oldest(int limit) throws SQLException {
        List<Weight> rows = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT id, COALESCE(OCTET_LENGTH(data), 0) + COALESCE(OCTET_LENGTH(bytes), 0)"
                        + " FROM sluice_outbox WHERE fault IS NULL ORDER BY id")) {
            select.setMaxRows(limit);
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    rows.add(new Weight(found.getLong(1), found.getLong(2)));
                }
            }
        }
        return rows;
    }

    /** The rows up to one of them that have not been set aside. */
    List<OutboxRow> upTo(long id) throws SQLException {
        List<OutboxRow> rows = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT id, " + COLUMNS + " FROM sluice_outbox WHERE fault IS NULL AND id <= ? ORDER BY id")) {
            select.setLong(1, id);
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    rows.add(new OutboxRow(
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
                            found.getString(11)));
                }
            }
        }
        return rows;
    }

    /** Where a row is: gone, since it has been moved or the database has lost it; set aside, with the reason; or still waiting. */
    sealed interface Whereabouts {
        record Gone() implements Whereabouts {}

        record Aside(String fault) implements Whereabouts {}

        record Waiting() implements Whereabouts {}
    }

    /** Where each of some rows is. */
    Map<Long, Whereabouts> find(List<Long> ids) throws SQLException {
        Map<Long, Whereabouts> places = new HashMap<>();
        ids.forEach(id -> places.put(id, new Whereabouts.Gone()));
        for (int start = 0; start < ids.size(); start += MOST_NAMED) {
            find(ids.subList(start, Math.min(ids.size(), start + MOST_NAMED)), places);
        }
        return places;
    }

    private void find(List<Long> ids, Map<Long, Whereabouts> places) throws SQLException {
        String marks = String.join(", ", Collections.nCopies(ids.size(), "?"));
        try (PreparedStatement select =
                connection.prepareStatement("SELECT id, fault FROM sluice_outbox WHERE id IN (" + marks + ")")) {
            for (int i = 0; i < ids.size(); i++) {
                select.setLong(i + 1, ids.get(i));
            }
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    String fault = found.getString(2);
                    places.put(
                            found.getLong(1), fault == null ? new Whereabouts.Waiting() : new Whereabouts.Aside(fault));
                }
            }
        }
    }

    void delete(Collection<Long> ids) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM sluice_outbox WHERE id = ?")) {
            for (long id : ids) {
                delete.setLong(1, id);
                delete.addBatch();
            }
            delete.executeBatch();
        }
    }

    void setAside(long id, String fault) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE sluice_outbox SET fault = ? WHERE id = ?")) {
            update.setString(1, Text.cut(fault, LONGEST_FAULT));
            update.setLong(2, id);
            update.executeUpdate();
        }
    }
}
