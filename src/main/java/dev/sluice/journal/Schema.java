package dev.sluice.journal;

import dev.sluice.settings.Settings;
import io.agroal.api.AgroalDataSource;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * Brings the tables to the version that this WAR needs, by the scripts of {@code sql/}. Where the tables have an owner of
 * their own, the gateway's user is given the rights that it needs, and no others.
 */
@Singleton
class Schema {

    private static final int OWNERS_CONNECTIONS = 4;

    private final DataSource dataSource;
    private final Settings.Database database;
    private final Settings.Database owner;

    @Inject
    Schema(DataSource dataSource, Settings settings) {
        this(dataSource, settings.database(), settings.owner());
    }

    Schema(DataSource dataSource, Settings.Database database, Settings.Database owner) {
        this.dataSource = dataSource;
        this.database = database;
        this.owner = owner;
    }

    void migrate() {
        Product product = Product.of(database);
        if (owner.equals(database)) {
            migrate(dataSource, product.scripts());
            return;
        }
        try (AgroalDataSource pool = ConnectionPool.open(owner, OWNERS_CONNECTIONS)) {
            migrate(pool, product.scripts(), product.rights());
        }
    }

    private void migrate(DataSource by, String... scripts) {
        Flyway.configure(Schema.class.getClassLoader())
                .dataSource(by)
                .locations(scripts)
                .placeholders(Map.of("user", database.user()))
                .table("sluice_schema")
                // the database may be the application's: its tables do not stand in our way
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }
}
