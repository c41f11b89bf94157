package dev.sluice.websocket;

import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.http.Gate;
import dev.sluice.hub.CloseCause;
import dev.sluice.hub.Connection;
import dev.sluice.metrics.Refusals;
import dev.sluice.policy.Admission;
import dev.sluice.policy.Bulkhead;
import dev.sluice.session.Client;
import dev.sluice.session.Clients;
import dev.sluice.settings.CurrentSettings;
import dev.sluice.wire.JsonText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.websocket.Session;
import java.util.Optional;

/** Creates the session of each client; one for all endpoints. Any thread may call. */
@Singleton
class ClientSessions {

    /** Threads of the server that may wait for clients to read their replies: well below the size of its pool. */
    private static final int WAITING_THREADS = 64;

    private static final int WAITING_THREADS_OF_ONE_CALLER = 16;

    private final Clients clients;
    private final Admission admission;
    private final MessageDispatcher dispatcher;
    private final Refusals refusals;
    private final CurrentSettings settings;
    private final Bulkhead waitingThreads = new Bulkhead(WAITING_THREADS, WAITING_THREADS_OF_ONE_CALLER);

    @Inject
    ClientSessions(
            Clients clients,
            Admission admission,
            MessageDispatcher dispatcher,
            Refusals refusals,
            CurrentSettings settings) {
        this.clients = clients;
        this.admission = admission;
        this.dispatcher = dispatcher;
        this.refusals = refusals;
        this.settings = settings;
    }

    /** @return empty if the gateway cannot admit the client now: then the WebSocket is closed with a reason */
    Optional<ClientSession> begin(Session session) {
        if (session.getMaxIdleTimeout() != 0) {
            // only if necessary: Tyrus schedules a new task, for which Payara searches all its archives
            session.setMaxIdleTimeout(0);
        }
        boolean batches = WebSocketEndpoint.SUBPROTOCOL.equals(session.getNegotiatedSubprotocol());
        FrameWriter frames = new FrameWriter(session, batches);
        ReplyQueue queue = new ReplyQueue();
        WebSocketOutlet outlet =
                new WebSocketOutlet(frames, queue, settings.now().delivery());
        try {
            Client client = clients.admit(Gate.visitorOf(session.getUserPrincipal()));
            client.watch(Gate.incomingMessageOf(session.getUserPrincipal()));
            Connection connection = client.connect(outlet);
            ReplySender replies = new ReplySender(queue, frames, connection, client, waitingThreads, refusals);
            MessageLimits limits = new MessageLimits(client, connection, session, admission, settings);
            String ready = ready(connection);
            connection.say(() -> frames.text(ready));
            return Optional.of(new ClientSession(connection, client, replies, limits, dispatcher));
        } catch (RejectedException e) {
            refusals.count(e);
            outlet.close(causeOf(e.rejection()));
            return Optional.empty();
        }
    }

    private String ready(Connection connection) {
        JsonText message = ServerMessage.of("ready", Ref.NONE);
        return message.member("connection", connection.id().value())
                .member("heartbeat", settings.now().delivery().heartbeat().toSeconds())
                .end();
    }

    private static CloseCause causeOf(Rejection rejection) {
        if (rejection == Rejection.DRAINING) {
            return CloseCause.DRAIN;
        }
        return rejection == Rejection.TOO_MANY_CONNECTIONS ? CloseCause.OVERLOADED : CloseCause.JOURNAL_UNAVAILABLE;
    }

    /** Counts a message that was too large: the gateway or the server has closed its WebSocket, with a code and no reply. */
    void countTooLarge() {
        refusals.count(Rejection.DATA_TOO_LARGE);
    }
}
