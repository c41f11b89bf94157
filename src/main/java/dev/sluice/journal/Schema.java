package dev.sluice.journal;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings the tables to the version that this WAR needs, by the scripts of {@code sql/}. */
@Singleton
class Schema {

    private final DataSource dataSource;

    @Inject
    Schema(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    void migrate() {
        Flyway.configure(Schema.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:sql/h2")
                .table("sluice_schema")
                .load()
                .migrate();
    }
}
