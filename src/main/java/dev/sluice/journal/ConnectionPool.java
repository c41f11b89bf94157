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
 * Connections to the database that the settings name, pooled by the gateway itself: the same on every server, some of
 * which take no driver from a WAR. After a restart of the database it hands out no connection of before.
 */
final class ConnectionPool {

    private static final Logger LOG = System.getLogger(ConnectionPool.class.getName());

    /** How long to wait for a connection when all are in use, or none can be made. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** After so long without use a connection is tried out before it is handed out. */
    private static final Duration QUIET = Duration.ofMillis(250);

    private static final int TRY_SECONDS = 1;

    private static final Duration UNUSED = Duration.ofMinutes(5);

    private ConnectionPool() {}

    /** It connects when somebody asks for a connection, not yet. */
    static AgroalDataSource open(Settings.Database database, int size) {
        DatabaseProduct product = DatabaseProduct.of(database);
        return open(product, database, product.properties(database), size);
    }

    /** Of connections whose statements may take as long as they do. */
    static AgroalDataSource patient(Settings.Database database, int size) {
        DatabaseProduct product = DatabaseProduct.of(database);
        return open(product, database, product.patientProperties(), size);
    }

    private static AgroalDataSource open(
            DatabaseProduct product, Settings.Database database, Map<String, String> properties, int size) {
        try {
            return AgroalDataSource.from(
                    new AgroalDataSourceConfigurationSupplier()
                            .connectionPoolConfiguration(pool -> pool.maxSize(size)
                                    .acquisitionTimeout(PATIENCE)
                                    .idleValidationTimeout(QUIET)
                                    .connectionValidator(ConnectionValidator.defaultValidatorWithTimeout(TRY_SECONDS))
                                    .reapTimeout(UNUSED)
                                    // statements do not fail here unless something is wrong: then it is safer to
                                    // connect anew
                                    .exceptionSorter(ExceptionSorter.fatalExceptionSorter())
                                    // the others would stay with the server's threads when the gateway is undeployed
                                    .connectionCache(ConnectionCache.none())
                                    .connectionFactoryConfiguration(
                                            factory -> connect(factory, product, properties, database))),
                    new Log());
        } catch (SQLException e) {
            throw new IllegalStateException("the connections to " + database + " cannot be pooled", e);
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
                // whatever the database is set to: who waited for the head's lock must see what the one before has
                // committed
                .jdbcTransactionIsolation(TransactionIsolation.READ_COMMITTED);
    }

    /** Messages of the pool. */
    private static final class Log implements AgroalDataSourceListener {

        @Override
        public void onWarning(String message) {
            LOG.log(Level.DEBUG, message);
        }

        @Override
        public void onWarning(Throwable fault) {
            LOG.log(Level.DEBUG, "a connection to the journal's database", fault);
        }
    }
}
