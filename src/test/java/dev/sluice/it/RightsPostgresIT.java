package dev.sluice.it;

import dev.sluice.databases.Database;
import dev.sluice.databases.Postgres;
import dev.sluice.harness.Gateway;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** On PostgreSQL. */
class RightsPostgresIT extends Rights {

    private static Database database;
    private static Gateway gateway;

    RightsPostgresIT() {
        super(gateway, database);
    }

    @BeforeAll
    static void start() {
        database = Postgres.databaseOf(OWNER, OWNERS_PASSWORD);
        gateway = start("rights-postgres", database);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Override
    boolean isWantOfRights(SQLException e) {
        return e.getSQLState().equals("42501");
    }
}
