package dev.sluice.journal;

import dev.sluice.databases.DatabaseServer;
import dev.sluice.databases.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Of PostgreSQL. */
class AbsencePostgresIT extends Absences {

    private static DatabaseServer server;

    AbsencePostgresIT() {
        super(server);
    }

    @BeforeAll
    static void start() {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }
}
