package dev.sluice.journal;

import dev.sluice.databases.Database;
import dev.sluice.databases.Postgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** In PostgreSQL. */
class LongMigrationPostgresIT extends LongMigrations {

    LongMigrationPostgresIT() {
        super(Duration.ofSeconds(32));
    }

    @Override
    Database emptyDatabase() {
        return Postgres.emptyDatabase();
    }

    @Override
    DataSource emptyTrack(Database database, String name) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + name);
        }
        PGSimpleDataSource track = new PGSimpleDataSource();
        track.setUrl(database.url() + "?currentSchema=" + name);
        track.setUser(database.user());
        track.setPassword(database.password());
        return track;
    }

    @Override
    String scripts() {
        return "postgresql";
    }

    /** By a table of the same name of which it is not known yet whether it stays. */
    @Override
    Connection holdUp(Database database) throws SQLException {
        Connection connection = DriverManager.getConnection(database.url(), database.user(), database.password());
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE journal_head (id int)");
        }
        return connection;
    }

    @Override
    String waiting() {
        return "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)";
    }
}
