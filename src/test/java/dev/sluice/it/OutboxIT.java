package dev.sluice.it;

import dev.sluice.databases.Database;
import dev.sluice.harness.ApplicationWar;
import dev.sluice.harness.Folder;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Setup;
import dev.sluice.servers.ExceptWhere;
import dev.sluice.servers.Quirk;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The application's data in an H2 of its own, the journal in another. */
@ExceptWhere(Quirk.HAS_ALL_DATA_SOURCES_ITSELF)
class OutboxIT extends OutboxContract {

    private static Gateway gateway;

    @BeforeAll
    static void start() {
        Path file = Folder.make("shop").file("shop");
        // as the journal's own: H2 gives an older result of the same query again, and two orders the same number
        String url = "jdbc:h2:file:" + file + ";DB_CLOSE_ON_EXIT=FALSE;OPTIMIZE_REUSE_RESULTS=0";
        Database database = new Database(url, "shop", "secret");
        makeTables(database);
        gateway = Gateway.start(Setup.named("outbox")
                .deploying(ApplicationWar.on(database))
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
