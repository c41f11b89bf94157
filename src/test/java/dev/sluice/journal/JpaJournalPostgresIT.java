package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.databases.Postgres;
import dev.sluice.settings.Settings;
import dev.sluice.settings.TestSettings;
import io.agroal.api.AgroalDataSource;
import jakarta.inject.Inject;
import java.net.URISyntaxException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** In PostgreSQL, beside the tables of somebody else. */
class JpaJournalPostgresIT extends JpaJournalContract {

    @Inject
    private Settings settings;

    @Deployment
    static WebArchive war() throws URISyntaxException {
        return war(Postgres.databaseOfAnApplication(), JpaJournalPostgresIT.class)
                .addClass(TestSettings.class);
    }

    /** The first has written the head and not committed yet, when the second finds none and wants to write it, too. */
    @Test
    void whoStartsAtTheSameMomentFoundsNoSecondJournal() throws Exception {
        Settings elsewhere = TestSettings.with(Map.of(
                "sluice.jdbc.url", settings.database().url() + "?currentSchema=founding",
                "sluice.jdbc.user", settings.database().user(),
                "sluice.jdbc.password", settings.database().password()));
        AgroalDataSource dataSource = ConnectionPool.open(elsewhere.database(), 8);
        Transactions transactions = new Transactions(dataSource);
        try (dataSource;
                Connection first = dataSource.getConnection();
                Statement statement = first.createStatement()) {
            statement.execute("CREATE SCHEMA founding");
            new Schema(dataSource, elsewhere).migrate();
            transactions.open();
            first.setAutoCommit(false);
            statement.execute("INSERT INTO journal_head VALUES (1, 'first', 0, 0, 0)");
            statement.execute("INSERT INTO journal_low VALUES (1, 0, 0)");
            CompletableFuture<String> second =
                    CompletableFuture.supplyAsync(() -> new Founding(transactions).findOrFound());
            awaitThatSomebodyWaits(dataSource);
            first.commit();
            assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo("first");
        } finally {
            transactions.close();
        }
    }

    private static void awaitThatSomebodyWaits(DataSource dataSource) throws SQLException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            boolean waits = false;
            while (!waits) {
                assertThat(System.nanoTime()).as("nobody waits").isLessThan(deadline);
                try (ResultSet locks =
                        statement.executeQuery("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")) {
                    locks.next();
                    waits = locks.getBoolean(1);
                }
            }
        }
    }
}
