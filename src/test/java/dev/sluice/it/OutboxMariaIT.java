package dev.sluice.it;

import dev.sluice.databases.Database;
import dev.sluice.databases.MariaDb;
import dev.sluice.databases.NeedsMariaDb;
import dev.sluice.harness.ApplicationWar;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Setup;
import dev.sluice.servers.ExceptWhere;
import dev.sluice.servers.Quirk;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** An application on a MariaDB that has the journal, too. */
@NeedsMariaDb
@ExceptWhere(Quirk.HAS_ALL_DATA_SOURCES_ITSELF)
class OutboxMariaIT extends OutboxContract {

    private static Gateway gateway;

    @BeforeAll
    static void start() {
        Database database = MariaDb.server().databaseOfAnApplication();
        makeTables(database);
        gateway = Gateway.start(Setup.named("outbox-maria")
                .deploying(ApplicationWar.on(database))
                .on(database)
                .with("sluice.outbox.data-source", "java:app/jdbc/shop"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Override
    Gateway gateway() {
        return gateway;
    }
}
