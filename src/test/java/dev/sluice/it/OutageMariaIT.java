package dev.sluice.it;

import dev.sluice.databases.DatabaseServer;
import dev.sluice.databases.MariaDbServer;
import dev.sluice.databases.NeedsMariaDb;
import dev.sluice.harness.Gateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** Of MariaDB. */
@Tag("long")
@NeedsMariaDb
class OutageMariaIT extends Outages {

    private static DatabaseServer database;
    private static Gateway gateway;

    OutageMariaIT() {
        super(gateway, database);
    }

    @BeforeAll
    static void start() {
        database = MariaDbServer.start();
        gateway = start("outage-maria", database);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        database.close();
    }
}
