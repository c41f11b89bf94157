package dev.sluice.journal;

import dev.sluice.databases.DatabaseServer;
import dev.sluice.databases.MariaDbServer;
import dev.sluice.databases.NeedsMariaDb;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Of MariaDB. */
@NeedsMariaDb
class AbsenceMariaIT extends Absences {

    private static DatabaseServer server;

    AbsenceMariaIT() {
        super(server);
    }

    @BeforeAll
    static void start() {
        server = MariaDbServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }
}
