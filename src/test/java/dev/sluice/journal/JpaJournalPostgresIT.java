package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.databases.Postgres;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.runtime.Threads;
import dev.sluice.servers.WithArquillian;
import dev.sluice.settings.Settings;
import dev.sluice.settings.TestSettings;
import io.agroal.api.AgroalDataSource;
import jakarta.inject.Inject;
import java.lang.reflect.Proxy;
import java.net.URISyntaxException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** In PostgreSQL, beside the tables of somebody else. */
@WithArquillian
class JpaJournalPostgresIT extends JpaJournalContract {

    @Inject
    private Settings settings;

    @Inject
    private jakarta.enterprise.event.Event<Appended> bus;

    @Deployment
    static WebArchive war() throws URISyntaxException {
        return war(Postgres.databaseOfAnApplication(), JpaJournalPostgresIT.class)
                .addClass(TestSettings.class);
    }

    private Settings in(String schema) {
        return TestSettings.with(Map.of(
                "sluice.jdbc.url", settings.database().url() + "?currentSchema=" + schema,
                "sluice.jdbc.user", settings.database().user(),
                "sluice.jdbc.password", settings.database().password()));
    }

    /** The first has written the head and not committed yet, when the second finds none and wants to write it, too. */
    @Test
    void whoStartsAtTheSameMomentFoundsNoSecondJournal() throws Exception {
        Settings elsewhere = in("founding");
        AgroalDataSource dataSource = ConnectionPool.open(elsewhere.database(), 8);
        Transactions transactions = new Transactions(dataSource, elsewhere);
        try (dataSource;
                Connection first = dataSource.getConnection();
                Statement statement = first.createStatement()) {
            statement.execute("CREATE SCHEMA founding");
            new Schema(dataSource, elsewhere).migrate();
            transactions.open();
            first.setAutoCommit(false);
            statement.execute("INSERT INTO journal_head VALUES (1, 'first', 0, 0, 0)");
            statement.execute("INSERT INTO journal_low VALUES (1, 0, 0)");
            CompletableFuture<String> second = CompletableFuture.supplyAsync(
                    () -> new EpochInitializer(transactions, new Epochs()).findOrCreate());
            awaitThatSomebodyWaits(dataSource);
            first.commit();
            assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo("first");
        } finally {
            transactions.close();
        }
    }

    @Test
    void opensInAnotherTryWhenTheDatabaseIsBack() throws SQLException {
        Settings elsewhere = in("opening");
        try (AgroalDataSource dataSource = ConnectionPool.open(elsewhere.database(), 8)) {
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE SCHEMA opening");
            }
            AtomicReference<Optional<Exception>> away =
                    new AtomicReference<>(Optional.of(new SQLNonTransientConnectionException("refused", "08001")));
            JpaJournal opening = new JpaJournal(
                    new Schema(dataSource, elsewhere),
                    new Transactions(unsteady(dataSource, away), elsewhere),
                    new Threads(Thread::new),
                    elsewhere,
                    bus);
            Set<Thread> before = threads();
            for (int i = 0; i < 2; i++) {
                assertUnavailable(opening::open);
                assertUnavailable(opening::head);
                assertThat(opening.append(List.of()).toCompletableFuture()).isCompletedExceptionally();
            }
            assertThat(threads()).as("nothing is left behind").isEqualTo(before);
            away.set(Optional.empty());
            opening.open();
            assertThat(opening.head().position()).isZero();
            away.set(Optional.of(new IllegalArgumentException("as a server's data source may fail")));
            assertUnavailable(opening::head);
            opening.close();
        }
    }

    /** A newer version has been there: what it has changed may be more than this version can write to, or not. */
    @Test
    void opensOnTheTablesOfANewerVersionIfItCanWriteToThem() throws SQLException {
        Settings elsewhere = in("newer");
        try (AgroalDataSource dataSource = ConnectionPool.open(elsewhere.database(), 8);
                Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA newer");
            Schema schema = new Schema(dataSource, elsewhere);
            assertThat(schema.migrate())
                    .as("whether a newer version has been there")
                    .isFalse();
            statement.execute("""
                    INSERT INTO sluice_schema (installed_rank, version, description, type, script, installed_by,
                        execution_time, success) VALUES (99, '99', 'later', 'SQL', 'V99__later.sql', 'x', 1, true)
                    """);
            statement.execute("ALTER TABLE journal_entry ADD COLUMN later text NOT NULL");
            JpaJournal older = new JpaJournal(
                    schema, new Transactions(dataSource, elsewhere), new Threads(Thread::new), elsewhere, bus);
            assertThatIllegalStateException()
                    .isThrownBy(older::open)
                    .withMessageContaining("deploy the newer version")
                    .withMessageContaining("\"later\"");
            statement.execute("ALTER TABLE journal_entry ALTER COLUMN later DROP NOT NULL");
            older.open();
            assertThat(older.head().position())
                    .as("the trial leaves nothing behind")
                    .isZero();
            older.close();
        }
    }

    private static void assertUnavailable(ThrowingCallable call) {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(call)
                .extracting(RejectedException::rejection)
                .isEqualTo(Rejection.JOURNAL_UNAVAILABLE);
    }

    /** Those of a journal that is open. */
    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("sluice-(committer|retention).*"))
                .collect(Collectors.toSet());
    }

    /** A data source that fails as long as the database is unavailable. */
    private static DataSource unsteady(DataSource dataSource, AtomicReference<Optional<Exception>> away) {
        return (DataSource) Proxy.newProxyInstance(
                JpaJournalPostgresIT.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, args) -> {
                    if (away.get().isPresent() && method.getName().equals("getConnection")) {
                        throw away.get().get();
                    }
                    return method.invoke(dataSource, args);
                });
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
