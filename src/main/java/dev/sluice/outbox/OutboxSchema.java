package dev.sluice.outbox;

import dev.sluice.schema.Migration;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;

/** Creates the tables of the outbox in the application's database, by the scripts of {@code sql/outbox/}. */
final class OutboxSchema {

    private static final String HISTORY_TABLE = "sluice_outbox_schema";

    private OutboxSchema() {}

    static void migrate(DataSource dataSource) {
        new Migration(HISTORY_TABLE, List.of("outbox/" + product(dataSource)), Map.of()).run(dataSource);
    }

    private static String product(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            return connection.getMetaData().getDatabaseProductName().toLowerCase(Locale.ROOT);
        } catch (SQLException e) {
            throw new IllegalStateException("the database of the outbox cannot be reached", e);
        }
    }
}
