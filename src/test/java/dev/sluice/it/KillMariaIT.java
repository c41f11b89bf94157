package dev.sluice.it;

import dev.sluice.databases.MariaDb;
import dev.sluice.databases.NeedsMariaDb;

/** On MariaDB, which outlives the gateway and finds itself with half a transaction. */
@NeedsMariaDb
class KillMariaIT extends Killing {

    KillMariaIT() {
        super(Setup.named("kill-maria").on(MariaDb.server().emptyDatabase()), 4);
    }
}
