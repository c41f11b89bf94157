package dev.sluice.schema;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationState;

/**
 * Runs the scripts that a database has not seen yet.
 *
 * @param table where is noted which it has seen
 * @param folders of scripts below {@code sql/}
 * @param placeholders what stands in the scripts as <code>${name}</code>, by its name
 */
public record Migration(String table, List<String> folders, Map<String, String> placeholders) {

    public Migration {
        folders = List.copyOf(folders);
        placeholders = Map.copyOf(placeholders);
    }

    /** @return whether the database has seen scripts of a newer version */
    public boolean run(DataSource dataSource) {
        Flyway flyway = Flyway.configure(new Loader())
                .dataSource(dataSource)
                .resourceProvider(new Scripts(folders))
                .javaMigrationClassProvider(List::of)
                // as for scripts, it would look for them by itself
                .callbackLocations(new String[0])
                .placeholders(placeholders)
                .table(table)
                // in PostgreSQL it would fail after 50 seconds, while another node is at it
                .lockRetryCount(-1)
                // the database may be the application's: its tables do not stand in our way
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load();
        flyway.migrate();
        return Stream.of(flyway.info().applied())
                .anyMatch(script -> script.getState() == MigrationState.FUTURE_SUCCESS);
    }

    /** None of Open Liberty's, with which Flyway looks for what nobody has in a way of its own, and logs an error. */
    private static final class Loader extends ClassLoader {

        private Loader() {
            super(Migration.class.getClassLoader());
        }
    }
}
