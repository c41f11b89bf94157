package dev.sluice.websocket;

import dev.sluice.access.Access;
import dev.sluice.event.RejectedException;
import dev.sluice.hook.Hooks;
import dev.sluice.hub.CloseCause;
import dev.sluice.hub.Connection;
import dev.sluice.hub.Hub;
import dev.sluice.journal.Journal;
import dev.sluice.presence.Presence;
import dev.sluice.runtime.VolatileBus;
import dev.sluice.settings.Settings;
import dev.sluice.wire.DraftJson;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.websocket.Session;
import java.util.Optional;

/** Begins conversations; one for all endpoints. */
@Singleton
class Conversations {

    private final Access access;
    private final Parts parts;

    @Inject
    Conversations(
            Access access,
            Hooks hooks,
            Hub hub,
            Presence presence,
            Journal journal,
            VolatileBus bus,
            Settings settings) {
        this.access = access;
        DraftJson drafts = new DraftJson(settings.limits().eventBytes());
        this.parts = new Parts(hooks, hub, presence, journal, bus, drafts, settings);
    }

    /** @return nothing if the gateway cannot be reached now, which the client has been told */
    Optional<Conversation> begin(Session session) {
        if (session.getMaxIdleTimeout() != 0) {
            // not in vain: Tyrus schedules a task anew, for which Payara looks through all its archives
            session.setMaxIdleTimeout(0);
        }
        session.setMaxTextMessageBufferSize(mostBytes());
        session.setMaxBinaryMessageBufferSize(mostBytes());
        boolean batches = WebSocketEndpoint.SUBPROTOCOL.equals(session.getNegotiatedSubprotocol());
        WebSocketOutlet outlet =
                new WebSocketOutlet(session, batches, parts.settings().delivery());
        try {
            Connection connection = parts.hub().connect(outlet);
            Conversation conversation = new Conversation(connection, outlet, access.anonymous(), parts);
            conversation.begin();
            return Optional.of(conversation);
        } catch (RejectedException e) {
            outlet.close(CloseCause.JOURNAL_UNAVAILABLE);
            return Optional.empty();
        }
    }

    /** Of one message. */
    int mostBytes() {
        return parts.settings().limits().messageBytes();
    }
}
