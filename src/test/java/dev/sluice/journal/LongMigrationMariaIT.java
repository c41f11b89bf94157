package dev.sluice.journal;

import dev.sluice.databases.Database;
import dev.sluice.databases.MariaDbServer;
import dev.sluice.databases.NeedsMariaDb;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** In MariaDB. */
@NeedsMariaDb
class LongMigrationMariaIT extends LongMigrations {

    private static MariaDbServer server;

    LongMigrationMariaIT() {
        super(Duration.ofSeconds(12));
    }

    @BeforeAll
    static void start() {
        server = MariaDbServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    Database emptyDatabase() {
        return server.emptyDatabase();
    }

    @Override
    Connection holdUp(Database database) throws SQLException {
        return server.holdUpWrites();
    }

    @Override
    String waiting() {
        return "SELECT count(*) > 0 FROM information_schema.processlist WHERE state LIKE 'Waiting for %'";
    }
}
