package dev.sluice.journal;

import dev.sluice.databases.Database;
import dev.sluice.databases.MariaDbServer;
import dev.sluice.databases.NeedsMariaDb;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.mariadb.jdbc.MariaDbDataSource;

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
    DataSource emptyTrack(Database database, String name) throws SQLException {
        Database track = server.emptyDatabase();
        MariaDbDataSource dataSource = new MariaDbDataSource(track.url());
        dataSource.setUser(track.user());
        dataSource.setPassword(track.password());
        return dataSource;
    }

    @Override
    String scripts() {
        return "mariadb";
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
