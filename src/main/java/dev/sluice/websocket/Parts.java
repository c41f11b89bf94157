package dev.sluice.websocket;

import dev.sluice.access.Access;
import dev.sluice.hub.Hub;
import dev.sluice.hub.VolatileBus;
import dev.sluice.journal.Journal;
import dev.sluice.metrics.Refusals;
import dev.sluice.policy.Admission;
import dev.sluice.policy.Bulkhead;
import dev.sluice.presence.Presence;
import dev.sluice.session.Clients;
import dev.sluice.settings.CurrentSettings;
import dev.sluice.settings.Settings;
import dev.sluice.wire.DraftJson;

/**
 * The parts of the gateway that conversations speak with: one of these for all, and not each of them in each.
 *
 * @param waiting the threads of the server that may wait for clients which do not read their answers
 */
record Parts(
        Access access,
        Clients clients,
        Admission admission,
        Hub hub,
        Presence presence,
        Journal journal,
        VolatileBus bus,
        DraftJson drafts,
        Refusals refusals,
        Bulkhead waiting,
        CurrentSettings current) {

    Settings settings() {
        return current.now();
    }
}
