package dev.sluice.schema;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.internal.exception.FlywayMigrateException;
import org.flywaydb.core.internal.exception.sqlExceptions.FlywaySqlUnableToConnectToDbException;

/**
 * Runs the scripts that have not run in a database yet.
 *
 * @param table the table in which Flyway records the scripts that have run
 * @param folders the folders of scripts below {@code sql/}
 * @param placeholders the values for <code>${name}</code> in the scripts, by name
 */
public record Migration(String table, List<String> folders, Map<String, String> placeholders) {

    private static final Logger LOG = System.getLogger(Migration.class.getName());

    /** The number of attempts to start a migration. */
    private static final int TRIES = 20;

    private static final long PAUSE_MILLIS = 200;

    public Migration {
        folders = List.copyOf(folders);
        placeholders = Map.copyOf(placeholders);
    }

    /** @return whether scripts of a newer version have run in the database */
    public boolean run(DataSource dataSource) {
        Flyway flyway = Flyway.configure(new Loader())
                .dataSource(dataSource)
                .resourceProvider(new Scripts(folders))
                .javaMigrationClassProvider(List::of)
                // no folders, because Flyway cannot search them on every server: see Scripts
                .callbackLocations(new String[0])
                .placeholders(placeholders)
                .table(table)
                // waits without a limit: by default PostgreSQL gives up after 50 seconds while another node migrates
                .lockRetryCount(-1)
                // the database may be the application's and have tables already
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load();
        migrate(flyway);
        return Stream.of(flyway.info().applied())
                .anyMatch(script -> script.getState() == MigrationState.FUTURE_SUCCESS);
    }

    /**
     * Migrates, with further attempts for nodes that start at the same moment. One node creates Flyway's table, without a lock.
     * The others may find that table empty and fail; their next attempt finds it filled.
     */
    private static void migrate(Flyway flyway) {
        for (int tries = 1; !isDone(flyway, tries == TRIES); tries++) {
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while another node creates the tables", e);
            }
        }
    }

    private static boolean isDone(Flyway flyway, boolean last) {
        try {
            flyway.migrate();
            return true;
        } catch (FlywayMigrateException | FlywayValidateException | FlywaySqlUnableToConnectToDbException e) {
            // another attempt would fail in the same way
            throw e;
        } catch (FlywayException e) {
            if (last) {
                throw e;
            }
            LOG.log(Level.DEBUG, "another node may be creating the tables", e);
            return false;
        }
    }

    /** Hides the type of Open Liberty's class loader, for which Flyway scans in a special way and logs an error. */
    private static final class Loader extends ClassLoader {

        private Loader() {
            super(Migration.class.getClassLoader());
        }
    }
}
