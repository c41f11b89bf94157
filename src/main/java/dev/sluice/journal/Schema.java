package dev.sluice.journal;

import dev.sluice.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings the tables to the version that this WAR needs, by the scripts of {@code sql/}. */
@Singleton
class Schema {

    private final DataSource dataSource;
    private final Settings.Database database;

    @Inject
    Schema(DataSource dataSource, Settings settings) {
        this(dataSource, settings.database());
    }

    Schema(DataSource dataSource, Settings.Database database) {
        this.dataSource = dataSource;
        this.database = database;
    }

    void migrate() {
        Flyway.configure(Schema.class.getClassLoader())
                .dataSource(dataSource)
                .locations(Product.of(database).scripts())
                .table("sluice_schema")
                // the database may be the application's: its tables do not stand in our way
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }
}
