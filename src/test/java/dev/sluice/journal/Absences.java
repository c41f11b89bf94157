package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.databases.Database;
import dev.sluice.databases.DatabaseServer;
import dev.sluice.settings.Settings;
import dev.sluice.settings.TestSettings;
import io.agroal.api.AgroalDataSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Migration while the database is unavailable, and with a database that never becomes available. */
abstract class Absences {

    private final DatabaseServer server;
    private final Database database;

    Absences(DatabaseServer server) {
        this.server = server;
        this.database = server.emptyDatabase();
    }

    private static Throwable migrating(Database database) {
        Settings settings = TestSettings.with(Map.of(
                "sluice.jdbc.url", database.url(),
                "sluice.jdbc.user", database.user(),
                "sluice.jdbc.password", database.password()));
        try (AgroalDataSource dataSource = ConnectionPool.open(settings.database(), 2)) {
            return catchThrowable(() -> new Schema(dataSource, settings).migrate());
        }
    }

    private void assertThatItGoesOn() {
        assertThat(migrating(database)).isNull();
    }

    @Test
    void isAwayWhenItIsKilled() {
        server.kill();
        try {
            assertThat(DatabaseUnavailable.in(migrating(database))).isPresent();
        } finally {
            server.startAgain();
        }
        assertThatItGoesOn();
    }

    @Test
    void isAwayWhenItIsFrozen() {
        server.freeze();
        try {
            assertThat(DatabaseUnavailable.in(migrating(database))).isPresent();
        } finally {
            server.thaw();
        }
        assertThatItGoesOn();
    }

    @Test
    void isNotAwayWhenTheUserIsUnknown() {
        assertThat(migrating(new Database(database.url(), "nobody", "at all")))
                .isNotNull()
                .satisfies(fault -> assertThat(DatabaseUnavailable.in(fault)).isEmpty());
    }

    @Test
    void isNotAwayWhenItIsNotThere() {
        String nowhere = database.url().replaceAll("/journal[0-9]+", "/nowhere");
        assertThat(migrating(new Database(nowhere, database.user(), database.password())))
                .isNotNull()
                .satisfies(fault -> assertThat(DatabaseUnavailable.in(fault)).isEmpty());
    }
}
