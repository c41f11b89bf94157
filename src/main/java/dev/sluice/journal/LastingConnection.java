package dev.sluice.journal;

import dev.sluice.settings.Settings;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A connection that connects again when the database has ended it. A server's pool hands out what it has without a look:
 * after a restart of the database, whatever asked for a connection would get a dead one, until the gateway restarts too.
 * There is no portable way to tell a pool, so it keeps this, and what is behind it changes.
 *
 * <p>Only between transactions: whoever is in one is told that it is lost. Belongs to one thread at a time.
 */
final class LastingConnection implements InvocationHandler {

    /** After so long without use the connection is tried out first; within it, a loss shows as a failure. */
    private static final long QUIET_NANOS = Duration.ofSeconds(1).toNanos();

    private static final int TRY_SECONDS = 5;

    private static final Set<String> USES = Set.of(
            "prepareStatement", "prepareCall", "createStatement", "getMetaData", "setAutoCommit", "commit", "rollback");

    private final Product product;
    private final Settings.Database database;
    private final AtomicLong lastLoss;
    private Connection connection;
    private boolean autoCommit = true;
    private boolean inTransaction;
    private boolean closed;
    private long lastUse = System.nanoTime();

    private LastingConnection(Product product, Settings.Database database, AtomicLong lastLoss) throws SQLException {
        this.product = product;
        this.database = database;
        this.lastLoss = lastLoss;
        this.connection = product.connect(database);
    }

    /** @param lastLoss when one of them was last found dead, by {@link System#nanoTime}: then all are tried out first */
    static Connection to(Product product, Settings.Database database, AtomicLong lastLoss) throws SQLException {
        return (Connection) Proxy.newProxyInstance(
                LastingConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                new LastingConnection(product, database, lastLoss));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(proxy, method.getName(), arguments);
        }
        try {
            return before(method.getName(), arguments) ? method.invoke(connection, arguments) : null;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        } finally {
            if (USES.contains(method.getName())) {
                // what a pool asks between two users does not reach the database, and shows nothing
                lastUse = System.nanoTime();
            }
            if (!closed && connection.isClosed()) {
                lastLoss.set(System.nanoTime());
            }
        }
    }

    /** It is itself, whatever is behind it: a pool may look for it among its own. */
    private static Object ofObject(Object proxy, String method, Object[] arguments) {
        return switch (method) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "a lasting connection to the journal";
        };
    }

    /** Whether anything is left to do. */
    private boolean before(String method, Object[] arguments) throws SQLException {
        switch (method) {
            case "prepareStatement", "prepareCall", "createStatement", "getMetaData" -> {
                connectAgainIfLost();
                inTransaction = !autoCommit;
            }
            case "setAutoCommit" -> {
                connectAgainIfLost();
                autoCommit = (boolean) arguments[0];
                inTransaction = false;
            }
            case "commit" -> inTransaction = false;
            case "close", "abort" -> closed = true;
            case "rollback" -> {
                inTransaction = false;
                // when it ended the connection, the database has rolled back by itself
                return !connection.isClosed();
            }
            default -> {}
        }
        return true;
    }

    private void connectAgainIfLost() throws SQLException {
        if (!closed && !inTransaction && isLost()) {
            connection.close();
            connection = product.connect(database);
            connection.setAutoCommit(autoCommit);
        }
    }

    private boolean isLost() throws SQLException {
        return connection.isClosed() || isDoubtful() && !connection.isValid(TRY_SECONDS);
    }

    private boolean isDoubtful() {
        return lastUse - lastLoss.get() <= 0 || System.nanoTime() - lastUse > QUIET_NANOS;
    }
}
