package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.settings.Settings;
import io.agroal.api.AgroalDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On an H2 that is told to end all connections. */
class ConnectionPoolTest {

    private static final int SIZE = 3;

    private final AgroalDataSource pool = ConnectionPool.open(at("jdbc:h2:mem:pool"), SIZE);

    private static Settings.Database at(String url) {
        return new Settings.Database(url, "sluice", "");
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void hasAsManyConnectionsAsItIsTold() throws Exception {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            all.add(pool.getConnection());
        }
        CompletableFuture<Integer> oneMore = CompletableFuture.supplyAsync(this::oneOnAnotherConnection);
        assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> oneMore.get(300, TimeUnit.MILLISECONDS));
        all.get(0).close();
        assertThat(oneMore.get(10, TimeUnit.SECONDS)).isEqualTo(1);
        for (Connection each : all) {
            each.close();
        }
    }

    @Test
    void keepsAConnectionForTheNext() throws SQLException {
        Connection inside;
        try (Connection connection = pool.getConnection()) {
            inside = connection.unwrap(org.h2.jdbc.JdbcConnection.class);
        }
        try (Connection connection = pool.getConnection()) {
            assertThat(connection.unwrap(org.h2.jdbc.JdbcConnection.class)).isSameAs(inside);
        }
    }

    @Test
    void connectsAgainAfterALossThatSomebodyHasSeen() throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            assertThat(one(connection)).isEqualTo(1);
            endAllConnections(connection);
            assertThatExceptionOfType(SQLException.class).isThrownBy(connection::commit);
        }
        try (Connection connection = pool.getConnection()) {
            assertThat(one(connection)).isEqualTo(1);
            assertThat(connection.getAutoCommit()).isTrue();
        }
    }

    @Test
    void doesNotLetAUrlDelayTheWritesOfH2() {
        try (AgroalDataSource late = ConnectionPool.open(at("jdbc:h2:mem:late;WRITE_DELAY=500"), 1)) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(late::getConnection)
                    .withMessageContaining("WRITE_DELAY");
        }
    }

    @Test
    void seesWhatHasBeenCommittedInTheMeantime() throws SQLException {
        String url =
                "jdbc:h2:mem:isolation;INIT=SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE";
        try (AgroalDataSource strict = ConnectionPool.open(at(url), 1);
                Connection connection = strict.getConnection()) {
            assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
        }
    }

    private int oneOnAnotherConnection() {
        try (Connection connection = pool.getConnection()) {
            return one(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int one(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT 1")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static void endAllConnections(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN IMMEDIATELY");
        }
    }
}
