package dev.sluice.journal;

import dev.sluice.settings.Settings;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSourceListener;
import io.agroal.api.cache.ConnectionCache;
import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration.TransactionIsolation;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ExceptionSorter;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/**
 * The gateway's own connection pool for the database in the settings. It works in the same way on every server, and some
 * servers accept no driver from a WAR. After a restart of the database it hands out only new connections.
 */
final class ConnectionPool {

    private static final Logger LOG = System.getLogger(ConnectionPool.class.getName());

    /** The longest wait for a connection when all are in use or the database accepts none. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** A connection that was idle for this long is validated before it is handed out. */
    private static final Duration IDLE = Duration.ofMillis(250);

    private static final int VALIDATION_SECONDS = 1;

    /** A connection that was idle for this long is closed. */
    private static final Duration REAPED = Duration.ofMinutes(5);

    private ConnectionPool() {}

    /** Opens a pool that connects to the database only on demand. */
    static AgroalDataSource open(Settings.Database database, int size) {
        DatabaseProduct product = DatabaseProduct.of(database);
        return open(product, database, product.properties(database), size);
    }

    /** Opens a pool whose connections have no time limits, for migrations. */
    static AgroalDataSource openUnlimited(Settings.Database database, int size) {
        DatabaseProduct product = DatabaseProduct.of(database);
        return open(product, database, product.unlimitedProperties(), size);
    }

    private static AgroalDataSource open(
            DatabaseProduct product, Settings.Database database, Map<String, String> properties, int size) {
        try {
            return AgroalDataSource.from(
                    new AgroalDataSourceConfigurationSupplier()
                            .connectionPoolConfiguration(pool -> pool.maxSize(size)
                                    .acquisitionTimeout(PATIENCE)
                                    .idleValidationTimeout(IDLE)
                                    .connectionValidator(
                                            ConnectionValidator.defaultValidatorWithTimeout(VALIDATION_SECONDS))
                                    .reapTimeout(REAPED)
                                    // statements fail only if something is wrong; a new connection is safer then
                                    .exceptionSorter(ExceptionSorter.fatalExceptionSorter())
                                    // other caches keep connections in the server's threads after undeployment
                                    .connectionCache(ConnectionCache.none())
                                    .connectionFactoryConfiguration(
                                            factory -> connect(factory, product, properties, database))),
                    new Log());
        } catch (SQLException e) {
            throw new IllegalStateException("the connection pool for " + database + " cannot be opened", e);
        }
    }

    private static AgroalConnectionFactoryConfigurationSupplier connect(
            AgroalConnectionFactoryConfigurationSupplier factory,
            DatabaseProduct product,
            Map<String, String> properties,
            Settings.Database database) {
        properties.forEach(factory::jdbcProperty);
        return factory.connectionProviderClass(product.driver())
                .jdbcUrl(database.url())
                .principal(new NamePrincipal(database.user()))
                .credential(new SimplePassword(database.password()))
                // overrides the database's default: a writer that gets the head's lock must see the commit of the
                // writer
                // before it
                .jdbcTransactionIsolation(TransactionIsolation.READ_COMMITTED);
    }

    /** Logs the pool's messages. */
    private static final class Log implements AgroalDataSourceListener {

        @Override
        public void onWarning(String message) {
            LOG.log(Level.DEBUG, message);
        }

        @Override
        public void onWarning(Throwable fault) {
            LOG.log(Level.DEBUG, "the connection pool of the journal warns", fault);
        }
    }
}
