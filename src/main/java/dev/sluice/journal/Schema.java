package dev.sluice.journal;

import dev.sluice.settings.Settings;
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
        boolean separate = !owner.equals(database);
        Flyway.configure(Schema.class.getClassLoader())
                .dataSource(separate ? new JournalDataSource(owner) : dataSource)
                .locations(
                        separate
                                ? new String[] {product.scripts(), product.rights()}
                                : new String[] {product.scripts()})
                .placeholders(Map.of("user", database.user()))
                .table("sluice_schema")
                // the database may be the application's: its tables do not stand in our way
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }
}
