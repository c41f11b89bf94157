package dev.sluice.it;

import dev.sluice.databases.Database;
import dev.sluice.databases.MariaDb;
import dev.sluice.databases.NeedsMariaDb;
import dev.sluice.harness.Gateway;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** On MariaDB. */
@NeedsMariaDb
class RightsMariaIT extends Rights {

    /** Of a statement on a table. */
    private static final int COMMAND_DENIED = 1142;

    private static Database database;
    private static Gateway gateway;

    RightsMariaIT() {
        super(gateway, database);
    }

    @BeforeAll
    static void start() {
        database = MariaDb.server().databaseOf(OWNER, OWNERS_PASSWORD);
        gateway = start("rights-maria", database);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Override
    boolean isWantOfRights(SQLException e) {
        return e.getErrorCode() == COMMAND_DENIED;
    }
}
