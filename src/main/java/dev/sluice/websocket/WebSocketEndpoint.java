package dev.sluice.websocket;

import dev.sluice.access.Access;
import dev.sluice.event.RejectedException;
import dev.sluice.hub.CloseCause;
import dev.sluice.hub.Connection;
import dev.sluice.hub.Hub;
import dev.sluice.journal.Journal;
import dev.sluice.settings.Settings;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * One object per connection, made by the server. It only passes on: what a client says to its {@link Conversation}, and
 * that the client has gone to the hub.
 */
@ServerEndpoint(value = "/ws", subprotocols = WebSocketEndpoint.SUBPROTOCOL)
public class WebSocketEndpoint {

    static final String SUBPROTOCOL = "sluice.v1";

    private static final Logger LOG = System.getLogger(WebSocketEndpoint.class.getName());

    @Inject
    private Access access;

    @Inject
    private Hub hub;

    @Inject
    private Journal journal;

    @Inject
    private Settings settings;

    private Connection connection;
    private Conversation conversation;

    @OnOpen
    public void open(Session session) {
        session.setMaxIdleTimeout(0);
        session.setMaxTextMessageBufferSize(settings.limits().messageBytes());
        session.setMaxBinaryMessageBufferSize(settings.limits().messageBytes());
        WebSocketOutlet outlet = new WebSocketOutlet(
                session, SUBPROTOCOL.equals(session.getNegotiatedSubprotocol()), settings.delivery());
        try {
            connection = hub.connect(outlet);
        } catch (RejectedException e) {
            outlet.close(CloseCause.JOURNAL_UNAVAILABLE);
            return;
        }
        conversation = new Conversation(connection, outlet, access.anonymous(), hub, journal, settings);
        conversation.begin();
    }

    @OnMessage
    public void text(String message, Session session) throws IOException {
        if (mayBe(message.length(), session)) {
            conversation.hear(message);
        }
    }

    @OnMessage
    public void binary(byte[] frame, Session session) throws IOException {
        if (mayBe(frame.length, session)) {
            conversation.hear(frame);
        }
    }

    /** Tyrus holds only fragmented messages to the limit that it has been told. */
    private boolean mayBe(int size, Session session) throws IOException {
        if (size <= settings.limits().messageBytes()) {
            return true;
        }
        session.close(new CloseReason(CloseReason.CloseCodes.TOO_BIG, "the message is too large"));
        return false;
    }

    @OnClose
    public void close(CloseReason reason) {
        if (connection != null) {
            LOG.log(Level.DEBUG, "{0} is closed: {1}", connection.id(), reason.getCloseCode());
            connection.close(CloseCause.CLIENT_GONE);
        }
    }

    /** What the server found: a client that broke off, a message that is too large. It closes by itself after that. */
    @OnError
    public void error(Throwable fault) {
        LOG.log(Level.DEBUG, "a WebSocket failed", fault);
    }
}
