package dev.sluice.journal;

import dev.sluice.databases.Database;
import dev.sluice.databases.Postgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** In PostgreSQL. */
class LongMigrationPostgresIT extends LongMigrations {

    LongMigrationPostgresIT() {
        super(Duration.ofSeconds(32));
    }

    @Override
    Database emptyDatabase() {
        return Postgres.emptyDatabase();
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
