package dev.sluice.it;

import dev.sluice.databases.DatabaseServer;
import dev.sluice.databases.PostgresServer;
import dev.sluice.harness.Gateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Of PostgreSQL. */
class OutagePostgresIT extends Outages {

    private static DatabaseServer database;
    private static Gateway gateway;

    OutagePostgresIT() {
        super(gateway, database);
    }

    @BeforeAll
    static void start() {
        database = PostgresServer.start();
        gateway = start("outage-postgres", database);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        database.close();
    }
}
