package dev.sluice.journal;

import dev.sluice.schema.Migration;
import dev.sluice.settings.Settings;
import io.agroal.api.AgroalDataSource;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Brings the tables to the version that this WAR needs, by the scripts of {@code sql/}. Where the tables have an owner of
 * their own, the gateway's user is given the rights that it needs, and no others.
 */
@Singleton
class Schema {

    private static final int OWNERS_CONNECTIONS = 4;

    private final DataSource dataSource;
    private final Settings settings;

    @Inject
    Schema(DataSource dataSource, Settings settings) {
        this.dataSource = dataSource;
        this.settings = settings;
    }

    void migrate() {
        Product product = product();
        if (settings.owner().equals(settings.database())) {
            migrate(dataSource, settings.database().user(), product.scripts());
            return;
        }
        try (AgroalDataSource owners = ConnectionPool.open(settings.owner(), OWNERS_CONNECTIONS)) {
            migrate(owners, settings.database().user(), product.scripts(), product.rights());
        }
    }

    private Product product() {
        if (settings.pool().dataSource().isEmpty()) {
            return Product.of(settings.database());
        }
        try (Connection connection = dataSource.getConnection()) {
            if (connection.getTransactionIsolation() != Connection.TRANSACTION_READ_COMMITTED) {
                throw new IllegalStateException("setting " + JournalResources.SETTING
                        + ": the isolation of its connections is not READ COMMITTED");
            }
            return Product.of(connection.getMetaData());
        } catch (SQLException e) {
            throw new IllegalStateException("the database of " + JournalResources.SETTING + " cannot be reached", e);
        }
    }

    /** @param user who gets rights, if one of the scripts gives any */
    static void migrate(DataSource by, String user, String... scripts) {
        new Migration("sluice_schema", List.of(scripts), Map.of("user", user)).run(by);
    }
}
