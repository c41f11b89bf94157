package dev.sluice.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.flywaydb.core.api.FlywayException;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Migrations of a database in H2. */
@Timeout(120)
class MigrationTest {

    private static final String HISTORY = "test_history";

    private final JdbcConnectionPool pool =
            JdbcConnectionPool.create("jdbc:h2:mem:migration;DB_CLOSE_DELAY=-1", "sa", "");
    private final Migration migration = new Migration(HISTORY, List.of("outbox/h2"), Map.of());

    @AfterEach
    void shutDown() throws SQLException {
        execute("SHUTDOWN");
        pool.dispose();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long count(String table) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            count.next();
            return count.getLong(1);
        }
    }

    @Test
    void runsEachScriptOnce() throws SQLException {
        assertThat(migration.run(pool)).isFalse();
        long applied = count('"' + HISTORY + '"');
        assertThat(migration.run(pool)).isFalse();
        assertThat(count('"' + HISTORY + '"')).isEqualTo(applied);
        assertThat(count("sluice_outbox_lock")).isEqualTo(2);
    }

    @Test
    void runsInADatabaseThatHasTablesOfTheApplication() throws SQLException {
        execute("CREATE TABLE customer (id INTEGER PRIMARY KEY)");
        execute("INSERT INTO customer VALUES (1)");
        migration.run(pool);
        assertThat(count("customer")).isEqualTo(1);
        assertThat(count("sluice_outbox_lock")).isEqualTo(2);
    }

    @Test
    void reportsTheScriptsOfANewerVersion() throws SQLException {
        migration.run(pool);
        execute("INSERT INTO \"" + HISTORY
                + "\" (\"installed_rank\", \"version\", \"description\", \"type\", \"script\","
                + " \"checksum\", \"installed_by\", \"execution_time\", \"success\")"
                + " VALUES (99, '99', 'newer', 'SQL', 'V99__newer.sql', 1, 'sa', 1, TRUE)");
        assertThat(migration.run(pool)).isTrue();
    }

    /** Two histories in one database: the journal's and an outbox's. */
    @Test
    void keepsTheHistoriesOfTwoFoldersApart() throws SQLException {
        migration.run(pool);
        assertThat(new Migration("other_history", List.of("h2"), Map.of("user", "sa")).run(pool))
                .isFalse();
        assertThat(count("journal_head")).isZero();
        assertThat(count("sluice_outbox_lock")).isEqualTo(2);
    }

    @Test
    void letsSeveralNodesStartAtTheSameMoment() throws Exception {
        ExecutorService nodes = Executors.newFixedThreadPool(4);
        try {
            List<Future<Boolean>> runs = IntStream.range(0, 4)
                    .mapToObj(i -> nodes.submit(() -> migration.run(pool)))
                    .toList();
            for (Future<Boolean> run : runs) {
                assertThat(run.get()).isFalse();
            }
        } finally {
            nodes.shutdownNow();
        }
        assertThat(count("sluice_outbox_lock")).isEqualTo(2);
    }

    @Test
    void failsOnAScriptThatFails() throws SQLException {
        execute("CREATE TABLE sluice_outbox (id INTEGER)");
        assertThatExceptionOfType(FlywayException.class)
                .isThrownBy(() -> migration.run(pool))
                .withMessageContaining("V1__outbox.sql");
    }
}
