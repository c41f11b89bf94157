package dev.sluice.journal;

import dev.sluice.settings.Settings;
import jakarta.enterprise.inject.Vetoed;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/**
 * The data source that the WAR brings and the server pools: a setting chooses the database, on any server. Public, with
 * a public constructor, because the server makes it by name.
 */
@Vetoed
public final class JournalDataSource implements DataSource {

    private final DataSource driver;

    public JournalDataSource() {
        Settings.Database database = Settings.read().database();
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL(durable(database.url()));
        h2.setUser(database.user());
        h2.setPassword(database.password());
        driver = h2;
    }

    /**
     * By default H2 writes a commit up to half a second late, and a killed process loses what it has acknowledged.
     * {@code WRITE_DELAY=0} hands it to the operating system before the commit returns. And H2 must not close itself
     * when the process ends: the journal is closed after the last publisher has its answer.
     */
    static String durable(String url) {
        return url + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
    }

    @Override
    public Connection getConnection() throws SQLException {
        return driver.getConnection();
    }

    /** The credentials are a setting of the gateway; what the server's pool would add is nobody's. */
    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return driver.getConnection();
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return driver.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        driver.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        driver.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return driver.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return driver.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return driver.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return driver.isWrapperFor(type);
    }
}
