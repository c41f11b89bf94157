package dev.sluice.it;

import dev.sluice.databases.MariaDb;
import dev.sluice.databases.NeedsMariaDb;
import dev.sluice.harness.Setup;
import org.junit.jupiter.api.Tag;

/** On MariaDB, which outlives the gateway and finds itself with half a transaction. */
@Tag("long")
@NeedsMariaDb
class KillMariaIT extends Killing {

    KillMariaIT() {
        super(Setup.named("kill-maria").on(MariaDb.server().emptyDatabase()), 4);
    }
}
