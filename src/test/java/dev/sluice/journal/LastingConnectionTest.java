package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.settings.Settings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On an H2 that is told to end all connections. */
class LastingConnectionTest {

    private static final Settings.Database DATABASE = new Settings.Database("jdbc:h2:mem:lasting", "sluice", "");

    private final AtomicLong lastLoss = new AtomicLong(System.nanoTime());
    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        connection = LastingConnection.to(Product.H2, DATABASE, lastLoss);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void isItselfWhateverIsBehindIt() throws SQLException {
        Set<Connection> pool = new HashSet<>(Set.of(connection));
        endAllConnections();
        assertThat(one()).isEqualTo(1);
        assertThat(pool.remove(connection)).isTrue();
    }

    @Test
    void staysClosed() throws SQLException {
        connection.close();
        assertThatExceptionOfType(SQLException.class).isThrownBy(this::one);
    }

    @Test
    void connectsAgainForAQuery() throws SQLException {
        endAllConnections();
        assertThat(one()).isEqualTo(1);
    }

    @Test
    void connectsAgainForATransaction() throws SQLException {
        endAllConnections();
        connection.setAutoCommit(false);
        assertThat(one()).isEqualTo(1);
        assertThat(connection.getAutoCommit()).isFalse();
        connection.rollback();
    }

    @Test
    void tellsWhoIsInATransactionThatItIsLost() throws SQLException {
        connection.setAutoCommit(false);
        one();
        endAllConnections();
        assertThatExceptionOfType(SQLException.class).isThrownBy(this::one);
        assertThatExceptionOfType(SQLException.class).isThrownBy(this::one);
        connection.rollback();
        assertThat(one()).isEqualTo(1);
        assertThat(connection.getAutoCommit()).isFalse();
    }

    @Test
    void neverClaimsThatALostTransactionHasCommitted() throws SQLException {
        connection.setAutoCommit(false);
        one();
        endAllConnections();
        assertThatExceptionOfType(SQLException.class).isThrownBy(connection::commit);
    }

    @Test
    void tellsTheOthersOfALoss() throws SQLException {
        connection.setAutoCommit(false);
        one();
        long before = System.nanoTime();
        endAllConnections();
        connection.rollback();
        assertThat(lastLoss.get()).isGreaterThan(before);
    }

    private int one() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT 1")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static void endAllConnections() throws SQLException {
        try (Connection other = Product.H2.connect(DATABASE);
                Statement statement = other.createStatement()) {
            statement.execute("SHUTDOWN IMMEDIATELY");
        }
    }
}
