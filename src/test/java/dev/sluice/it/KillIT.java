package dev.sluice.it;

import dev.sluice.harness.Setup;
import dev.sluice.servers.OnEveryServer;
import dev.sluice.servers.Server;

/** On H2, in the process that is killed. */
@OnEveryServer
class KillIT extends Killing {

    /** H2 would keep what it has freed for 45 seconds, longer than the process lives; 2.5.252 loses commits in reused space. */
    private static final String REUSE_AT_ONCE = ";RETENTION_TIME=0";

    KillIT() {
        super(Setup.named("kill").h2(REUSE_AT_ONCE), Server.isDefault() ? 20 : 3);
    }
}
