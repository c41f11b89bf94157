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
 * Brings the tables to the version that this WAR needs, by the scripts of {@code sql/}. Where the tables have an owner of
 * their own, the gateway's user is given the rights that it needs, and no others.
 */
@Singleton
class Schema {

    /** Flyway takes two or three. */
    private static final int CONNECTIONS = 4;

    /** How H2 tells what it has been told; nothing if it is as late as it comes. */
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

    /** @return whether a newer version of this WAR has been there before, and has changed the tables */
    boolean migrate() {
        DatabaseProduct product = product();
        if (!settings.owner().equals(settings.database())) {
            return migratePatiently(product.scripts(), product.rights());
        } else if (product.isHasty() && !isOfTheServer()) {
            return migratePatiently(product.scripts());
        } else {
            return migrate(dataSource, settings.database().user(), product.scripts());
        }
    }

    private boolean migratePatiently(String... scripts) {
        requireThere();
        try (AgroalDataSource patient = ConnectionPool.patient(settings.owner(), CONNECTIONS)) {
            return migrate(patient, settings.database().user(), scripts);
        }
    }

    /** A patient session would not notice that a database does not answer. */
    private void requireThere() {
        try (AgroalDataSource hasty = ConnectionPool.open(settings.owner(), 1);
                Connection connection = hasty.getConnection()) {
            connection.getMetaData();
        } catch (SQLException e) {
            throw new IllegalStateException("the database " + settings.owner() + " cannot be reached", e);
        }
    }

    /** Of the database, as its driver takes it. */
    String url() {
        if (!isOfTheServer()) {
            return settings.database().url();
        }
        try (Connection connection = dataSource.getConnection()) {
            return connection.getMetaData().getURL();
        } catch (SQLException e) {
            throw new IllegalStateException("the database of " + JournalResources.SETTING + " cannot be reached", e);
        }
    }

    private boolean isOfTheServer() {
        return !settings.pool().dataSource().isEmpty();
    }

    private DatabaseProduct product() {
        if (!isOfTheServer()) {
            return DatabaseProduct.of(settings.database());
        }
        try (Connection connection = dataSource.getConnection()) {
            if (connection.getTransactionIsolation() != Connection.TRANSACTION_READ_COMMITTED) {
                throw unsuitable("the isolation of its connections is not READ COMMITTED");
            }
            DatabaseProduct product = DatabaseProduct.of(connection.getMetaData());
            if (product == DatabaseProduct.H2 && !writesAtOnce(connection)) {
                throw unsuitable("its H2 writes commits late, and loses them when the process is killed: add"
                        + " ;WRITE_DELAY=0 to its URL");
            }
            return product;
        } catch (SQLException e) {
            throw new IllegalStateException("the database of " + JournalResources.SETTING + " cannot be reached", e);
        }
    }

    private static boolean writesAtOnce(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet delay = statement.executeQuery(WRITE_DELAY)) {
            return delay.next() && delay.getString(1).equals("0");
        }
    }

    private static IllegalStateException unsuitable(String why) {
        return new IllegalStateException("setting " + JournalResources.SETTING + ": " + why);
    }

    /** @param user who gets rights, if one of the scripts gives any */
    static boolean migrate(DataSource by, String user, String... scripts) {
        return new Migration("sluice_schema", List.of(scripts), Map.of("user", user)).run(by);
    }
}
