package dev.sluice.it;

import dev.sluice.databases.Postgres;
import dev.sluice.harness.Setup;

/** On PostgreSQL, which outlives the gateway and finds itself with half a transaction. */
class KillPostgresIT extends Killing {

    KillPostgresIT() {
        super(Setup.named("kill-postgres").on(Postgres.emptyDatabase()), 4);
    }
}
