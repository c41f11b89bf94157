package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On a pool that checks nothing, as a console makes it, with connections to a database of H2 in memory. */
@Timeout(20)
class CheckedDataSourceTest {

    private static final int DEAD = 32;

    private final Deque<Connection> idle = new ArrayDeque<>();
    private int aborted;
    private boolean keepsWhatIsAborted;
    private int unchecked;

    private final DataSource pool = proxy(DataSource.class, (method, arguments) -> handOut());

    private static Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:h2:mem:checked;DB_CLOSE_DELAY=-1", "sa", "");
    }

    private Connection handOut() throws SQLException {
        Connection real = idle.isEmpty() ? connect() : idle.pop();
        boolean[] dropped = {false};
        return proxy(Connection.class, (method, arguments) -> {
            switch (method.getName()) {
                case "abort":
                    aborted++;
                    dropped[0] = !keepsWhatIsAborted;
                    return null;
                case "isValid":
                    if (unchecked > 0) {
                        unchecked--;
                        throw new IllegalStateException("the wrapper of a server");
                    }
                    return real.isValid((int) arguments[0]);
                case "close":
                    if (!dropped[0]) {
                        idle.push(real);
                    }
                    return null;
                default:
                    return method.invoke(real, arguments);
            }
        });
    }

    private interface Call {
        Object answer(java.lang.reflect.Method method, Object[] arguments) throws Exception;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (p, method, arguments) -> {
                    try {
                        return call.answer(method, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    /** As after a restart of the database. */
    private void fillWithDeadConnections() throws SQLException {
        for (int i = 0; i < DEAD; i++) {
            Connection connection = connect();
            connection.close();
            idle.push(connection);
        }
    }

    @AfterEach
    void shutDown() throws SQLException {
        try (Connection connection = connect()) {
            connection.createStatement().execute("SHUTDOWN");
        }
    }

    @Test
    void makesThePoolDropWhatTheDatabaseHasEnded() throws SQLException {
        fillWithDeadConnections();
        try (Connection connection = new CheckedDataSource(pool).getConnection()) {
            assertThat(connection.createStatement().execute("SELECT 1")).isTrue();
        }
        assertThat(aborted).isEqualTo(DEAD);
        assertThat(idle).as("the one that lives").hasSize(1);
    }

    @Test
    void takesTheFirstConnectionThatLives() throws SQLException {
        new CheckedDataSource(pool).getConnection().close();
        new CheckedDataSource(pool).getConnection().close();
        assertThat(aborted).isZero();
        assertThat(idle).hasSize(1);
    }

    @Test
    void dropsAConnectionThatCannotBeChecked() throws SQLException {
        unchecked = 1;
        new CheckedDataSource(pool).getConnection().close();
        assertThat(aborted).isEqualTo(1);
        assertThat(idle).as("the one that was checked").hasSize(1);
    }

    @Test
    void givesUpOnAPoolThatKeepsTheDead() throws SQLException {
        fillWithDeadConnections();
        keepsWhatIsAborted = true;
        DataSource checked = new CheckedDataSource(pool, Duration.ofMillis(50));
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(checked::getConnection)
                .withMessageContaining("dead connections");
    }
}
