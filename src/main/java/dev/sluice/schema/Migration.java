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
 * Runs the scripts that a database has not seen yet.
 *
 * @param table where is noted which it has seen
 * @param folders of scripts below {@code sql/}
 * @param placeholders what stands in the scripts as <code>${name}</code>, by its name
 */
public record Migration(String table, List<String> folders, Map<String, String> placeholders) {

    private static final Logger LOG = System.getLogger(Migration.class.getName());

    /** How often the start of a migration is tried, and how long to wait in between. */
    private static final int TRIES = 20;

    private static final long PAUSE_MILLIS = 200;

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
        migrate(flyway);
        return Stream.of(flyway.info().applied())
                .anyMatch(script -> script.getState() == MigrationState.FUTURE_SUCCESS);
    }

    /**
     * Several nodes may call at the same moment. One of them makes the table of what the database has seen, without a lock;
     * the others then fail on a table that is there and empty, and find it filled at their next try.
     */
    private static void migrate(Flyway flyway) {
        for (int tries = 1; !isDone(flyway, tries == TRIES); tries++) {
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while another node makes the tables", e);
            }
        }
    }

    private static boolean isDone(Flyway flyway, boolean last) {
        try {
            flyway.migrate();
            return true;
        } catch (FlywayMigrateException | FlywayValidateException | FlywaySqlUnableToConnectToDbException e) {
            // a script that fails, fails again
            throw e;
        } catch (FlywayException e) {
            if (last) {
                throw e;
            }
            LOG.log(Level.DEBUG, "another node may be making the tables", e);
            return false;
        }
    }

    /** None of Open Liberty's, with which Flyway looks for what nobody has in a way of its own, and logs an error. */
    private static final class Loader extends ClassLoader {

        private Loader() {
            super(Migration.class.getClassLoader());
        }
    }
}
