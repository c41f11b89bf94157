package dev.sluice.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Makes the tables of the outbox in the application's database, by the scripts of {@code sql/outbox/}. */
final class OutboxSchema {

    private OutboxSchema() {}

    static void migrate(DataSource dataSource) {
        Flyway.configure(OutboxSchema.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:sql/outbox/" + product(dataSource))
                .table("sluice_outbox_schema")
                // the other tables are the application's, and do not stand in our way
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }

    private static String product(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            return connection.getMetaData().getDatabaseProductName().toLowerCase(Locale.ROOT);
        } catch (SQLException e) {
            throw new IllegalStateException("the database of the outbox cannot be reached", e);
        }
    }
}
