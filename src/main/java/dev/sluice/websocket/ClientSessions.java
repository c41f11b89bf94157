package dev.sluice.websocket;

import dev.sluice.access.Access;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.http.Gate;
import dev.sluice.hub.CloseCause;
import dev.sluice.hub.Connection;
import dev.sluice.hub.Hub;
import dev.sluice.hub.VolatileBus;
import dev.sluice.journal.Journal;
import dev.sluice.metrics.Refusals;
import dev.sluice.policy.Admission;
import dev.sluice.policy.Bulkhead;
import dev.sluice.presence.Presence;
import dev.sluice.session.Client;
import dev.sluice.session.Clients;
import dev.sluice.settings.CurrentSettings;
import dev.sluice.wire.DraftJson;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.websocket.Session;
import java.util.Optional;

/** Begins conversations; one for all endpoints. */
@Singleton
class ClientSessions {

    /** Threads of the server that may wait for clients at once, well below its pool; of one caller. */
    private static final int WAITING = 64;

    private static final int WAITING_OF_ONE = 16;

    private final Parts parts;

    @Inject
    ClientSessions(
            Access access,
            Clients clients,
            Admission admission,
            Hub hub,
            Presence presence,
            Journal journal,
            VolatileBus bus,
            Refusals refusals,
            CurrentSettings settings) {
        DraftJson drafts = new DraftJson(settings.now().limits().eventBytes());
        Bulkhead waiting = new Bulkhead(WAITING, WAITING_OF_ONE);
        this.parts =
                new Parts(access, clients, admission, hub, presence, journal, bus, drafts, refusals, waiting, settings);
    }

    /** @return nothing if the client is not let in now, which the client has been told */
    Optional<ClientSession> begin(Session session) {
        if (session.getMaxIdleTimeout() != 0) {
            // not in vain: Tyrus schedules a task anew, for which Payara looks through all its archives
            session.setMaxIdleTimeout(0);
        }
        boolean batches = WebSocketEndpoint.SUBPROTOCOL.equals(session.getNegotiatedSubprotocol());
        WebSocketOutlet outlet =
                new WebSocketOutlet(session, batches, parts.settings().delivery());
        try {
            Client client = parts.clients().admit(Gate.visitorOf(session.getUserPrincipal()));
            client.watch(Gate.incomingMessageOf(session.getUserPrincipal()));
            Connection connection = client.connect(outlet);
            ClientSession clientSession = new ClientSession(connection, outlet, client, parts);
            clientSession.begin();
            return Optional.of(clientSession);
        } catch (RejectedException e) {
            parts.refusals().count(e);
            outlet.close(causeOf(e.rejection()));
            return Optional.empty();
        }
    }

    private static CloseCause causeOf(Rejection rejection) {
        if (rejection == Rejection.DRAINING) {
            return CloseCause.DRAIN;
        }
        return rejection == Rejection.TOO_MANY_CONNECTIONS ? CloseCause.OVERLOADED : CloseCause.JOURNAL_UNAVAILABLE;
    }

    /** A client is told so by the close code alone, by us or by the server. */
    void countTooLarge() {
        parts.refusals().count(Rejection.DATA_TOO_LARGE);
    }
}
