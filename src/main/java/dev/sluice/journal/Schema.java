package dev.sluice.journal;

import dev.sluice.schema.Migration;
import dev.sluice.settings.Settings;
import io.agroal.api.AgroalDataSource;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Brings the tables to the version that this WAR needs, by the scripts of {@code sql/}. If the tables have an owner of their
 * own, the gateway's user gets only the rights that it needs.
 */
@Singleton
class Schema {

    /** The size of the pool for a migration, of which Flyway uses two or three. */
    private static final int CONNECTIONS = 4;

    /** Reads H2's write delay; no row if it has the default. */
    private static final String WRITE_DELAY = """
            SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS WHERE SETTING_NAME = 'WRITE_DELAY'
            """;

    private final DataSource dataSource;
    private final Settings settings;

    @Inject
    Schema(DataSource dataSource, Settings settings) {
        this.dataSource = dataSource;
        this.settings = settings;
    }

    /** @return whether a newer version of this WAR has migrated the tables already */
    boolean migrate() {
        DatabaseProduct product = product();
        if (!settings.owner().equals(settings.database())) {
            return migrateWithoutLimits(product.scripts(), product.rights());
        } else if (product.limitsTime() && !isOfServer()) {
            return migrateWithoutLimits(product.scripts());
        } else {
            return migrate(dataSource, settings.database().user(), product.scripts());
        }
    }

    private boolean migrateWithoutLimits(String... scripts) {
        requireReachable();
        try (AgroalDataSource unlimited = ConnectionPool.openUnlimited(settings.owner(), CONNECTIONS)) {
            return migrate(unlimited, settings.database().user(), scripts);
        }
    }

    /** Fails if the database does not answer, which a session without time limits would not notice. */
    private void requireReachable() {
        try (AgroalDataSource limited = ConnectionPool.open(settings.owner(), 1);
                Connection connection = limited.getConnection()) {
            connection.getMetaData();
        } catch (SQLException e) {
            throw new IllegalStateException("the database " + settings.owner() + " cannot be reached", e);
        }
    }

    /** The JDBC URL of the database. */
    String url() {
        if (!isOfServer()) {
            return settings.database().url();
        }
        try (Connection connection = dataSource.getConnection()) {
            return connection.getMetaData().getURL();
        } catch (SQLException e) {
            throw new IllegalStateException("the database of " + JournalResources.SETTING + " cannot be reached", e);
        }
    }

    private boolean isOfServer() {
        return !settings.pool().dataSource().isEmpty();
    }

    private DatabaseProduct product() {
        if (!isOfServer()) {
            return DatabaseProduct.of(settings.database());
        }
        try (Connection connection = dataSource.getConnection()) {
            if (connection.getTransactionIsolation() != Connection.TRANSACTION_READ_COMMITTED) {
                throw unsuitable("the isolation level of its connections is not READ COMMITTED: set it to that");
            }
            DatabaseProduct product = DatabaseProduct.of(connection.getMetaData());
            if (product == DatabaseProduct.H2 && !writesImmediately(connection)) {
                throw unsuitable("its H2 writes commits late, and would lose them when the process is killed: add"
                        + " ;WRITE_DELAY=0 to its URL");
            }
            return product;
        } catch (SQLException e) {
            throw new IllegalStateException("the database of " + JournalResources.SETTING + " cannot be reached", e);
        }
    }

    private static boolean writesImmediately(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet delay = statement.executeQuery(WRITE_DELAY)) {
            return delay.next() && delay.getString(1).equals("0");
        }
    }

    private static IllegalStateException unsuitable(String why) {
        return new IllegalStateException("setting " + JournalResources.SETTING + ": " + why);
    }

    /** @param user the user that gets rights, if one of the scripts grants any */
    static boolean migrate(DataSource by, String user, String... scripts) {
        return new Migration("sluice_schema", List.of(scripts), Map.of("user", user)).run(by);
    }
}
