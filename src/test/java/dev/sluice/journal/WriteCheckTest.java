package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.settings.Settings;
import dev.sluice.settings.TestSettings;
import io.agroal.api.AgroalDataSource;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On a database of H2 in memory. */
@Timeout(30)
class WriteCheckTest {

    private static final String URL = "jdbc:h2:mem:checks;DB_CLOSE_DELAY=-1";

    private final Settings settings = TestSettings.with(Map.of("sluice.jdbc.url", URL, "sluice.jdbc.user", "sa"));
    private final AgroalDataSource pool = ConnectionPool.open(settings.database(), 1);
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    private static Connection connect() throws SQLException {
        return DriverManager.getConnection(URL, "sa", "");
    }

    @BeforeEach
    void makeTable() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE journal_head (id INT PRIMARY KEY, position BIGINT, committed_at BIGINT)");
            statement.execute("INSERT INTO journal_head VALUES (1, 0, 0)");
        }
    }

    @AfterEach
    void shutDown() throws SQLException {
        pool.close();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        }
    }

    private static WriteCheck check(Transactions transactions) {
        return transactions.check(() -> null);
    }

    private void assertNoTimeout() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.getQueryTimeout()).isZero();
        }
    }

    @Test
    void leavesNoTimeoutWithAConnectionOfThePool() throws SQLException {
        WriteCheck check = check(new Transactions(pool, settings));
        assertThat(check.look()).isEmpty();
        assertNoTimeout();
        try (Connection other = connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.executeQuery("SELECT * FROM journal_head FOR UPDATE");
            assertThat(check.look()).contains(WriteObstacle.BLOCKED);
            assertNoTimeout();
        }
    }

    @Test
    void isNoIncidentWhenATransactionIsRolledBackInFavourOfAnother() {
        WriteCheck check = check(new Transactions(pool, settings));
        check.failed(new SQLException("deadlock", "40P01"));
        assertThat(check.look()).isEmpty();
        check.failed(new SQLException("deadlock", "HY000", 1213));
        assertThat(check.look()).isEmpty();
    }

    /** Counts connections; the first one is handed out when it is released. */
    private DataSource counting() {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    most.accumulateAndGet(open.incrementAndGet(), Math::max);
                    if (opened.incrementAndGet() == 1) {
                        begun.countDown();
                        released.await();
                    }
                    return counted(connect());
                });
    }

    private Connection counted(Connection real) {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        open.decrementAndGet();
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void hasNoConnectionWhileTheClockHasOne() throws Exception {
        Transactions transactions = new Transactions(counting(), settings);
        JournalClock clock = new JournalClock(Clock.systemUTC(), System::nanoTime);
        CompletableFuture<Void> measuring = CompletableFuture.runAsync(() -> transactions.measure(clock));
        begun.await();
        CompletableFuture<Optional<WriteObstacle>> answer = new CompletableFuture<>();
        Thread looking = new Thread(() -> answer.complete(check(transactions).look()));
        looking.start();
        await().until(() -> looking.getState() == Thread.State.TIMED_WAITING || answer.isDone());
        released.countDown();
        measuring.get(10, TimeUnit.SECONDS);
        assertThat(answer.get(10, TimeUnit.SECONDS)).isEmpty();
        assertThat(most).as("connections at once").hasValue(1);
    }

    @Test
    void keepsNoClockWaitingThatWouldMeasure() throws Exception {
        Transactions transactions = new Transactions(counting(), settings);
        CompletableFuture<Optional<WriteObstacle>> answer =
                CompletableFuture.supplyAsync(() -> check(transactions).look());
        begun.await();
        transactions.measure(new JournalClock(Clock.systemUTC(), System::nanoTime));
        assertThat(opened).as("connections").hasValue(1);
        released.countDown();
        assertThat(answer.get(10, TimeUnit.SECONDS)).isEmpty();
    }
}
