package dev.sluice.journal;

import dev.sluice.settings.Settings;
import jakarta.enterprise.inject.Vetoed;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * The data source that the WAR brings and the server pools: a setting chooses the database, on any server. Public, with
 * a public constructor, because the server makes it by name.
 */
@Vetoed
public final class JournalDataSource implements DataSource {

    private final Settings.Database database;
    private final Product product;
    private final AtomicLong lastLoss = new AtomicLong(System.nanoTime());

    public JournalDataSource() {
        this(Settings.read().database());
    }

    JournalDataSource(Settings.Database database) {
        this.database = database;
        this.product = Product.of(database);
    }

    @Override
    public Connection getConnection() throws SQLException {
        return LastingConnection.to(product, database, lastLoss);
    }

    /** The credentials are a setting of the gateway; what the server's pool would add is nobody's. */
    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    /** Nothing is written there: the drivers log as the JDK does. */
    @Override
    public void setLogWriter(PrintWriter out) {}

    /** Nothing changes: how long to wait for the database is said in its URL. */
    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("the drivers have loggers of their own");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (isWrapperFor(type)) {
            return type.cast(this);
        }
        throw new SQLException("this wraps no " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
