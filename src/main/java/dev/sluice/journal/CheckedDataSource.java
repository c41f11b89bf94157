package dev.sluice.journal;

import java.io.PrintWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * A data source of the server that validates each connection before its use. With the defaults of a server's console, the
 * pool keeps handing out connections that the database has closed. A dead connection is aborted, which makes the pool drop
 * it, and another one is taken. Any thread may call.
 */
public final class CheckedDataSource implements DataSource {

    private static final Logger LOG = System.getLogger(CheckedDataSource.class.getName());

    private static final int VALIDATION_SECONDS = 1;

    private final DataSource pool;
    private final Duration patience;

    public CheckedDataSource(DataSource pool) {
        this(pool, ConnectionPool.PATIENCE);
    }

    /** @param patience the longest time for which dead connections are replaced */
    CheckedDataSource(DataSource pool, Duration patience) {
        this.pool = pool;
        this.patience = patience;
    }

    @Override
    public Connection getConnection() throws SQLException {
        long begun = System.nanoTime();
        do {
            Connection connection = pool.getConnection();
            if (isAlive(connection)) {
                return connection;
            }
            drop(connection);
        } while (System.nanoTime() - begun < patience.toNanos());
        throw new SQLException("the server's pool has handed out only dead connections", "08003");
    }

    private static boolean isAlive(Connection connection) {
        try {
            return connection.isValid(VALIDATION_SECONDS);
        } catch (SQLException | RuntimeException e) {
            // a pool of the server may throw any exception; without this catch the connection would never be returned
            LOG.log(Level.DEBUG, "a connection of the server's pool cannot be checked", e);
            return false;
        }
    }

    private static void drop(Connection connection) {
        try (connection) {
            connection.abort(Runnable::run);
        } catch (SQLException | RuntimeException e) {
            LOG.log(Level.DEBUG, "a dead connection of the server's pool cannot be aborted", e);
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLException("the data source of the server has a fixed user: ask for a connection without one");
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return pool.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter writer) throws SQLException {
        pool.setLogWriter(writer);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        pool.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return pool.getLoginTimeout();
    }

    @Override
    public java.util.logging.Logger getParentLogger() {
        return java.util.logging.Logger.getLogger(CheckedDataSource.class.getName());
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(this) ? type.cast(this) : pool.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || pool.isWrapperFor(type);
    }
}
