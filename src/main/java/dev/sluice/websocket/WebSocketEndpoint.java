package dev.sluice.websocket;

import dev.sluice.hub.CloseCause;
import dev.sluice.log.LogMessage;
import dev.sluice.wire.Utf8;
import jakarta.enterprise.inject.Vetoed;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * One object per connection, made by the server. It only passes on: what a client says to its {@link ClientSession}, and
 * that the client has gone to the hub. A server may deliver a frame to a client that was refused at open, and report a
 * close or an error before the open has ended.
 */
@Vetoed
@ServerEndpoint(value = "/ws", subprotocols = WebSocketEndpoint.SUBPROTOCOL, configurator = EndpointMaker.class)
public class WebSocketEndpoint {

    static final String SUBPROTOCOL = "sluice.v1";

    private static final Logger LOG = System.getLogger(WebSocketEndpoint.class.getName());

    private final ClientSessions clientSessions;

    /** Null for a client that was refused: servers deliver what it has sent before it knows. Servers call from more than one thread. */
    private volatile ClientSession clientSession;

    /** Without parameters, since Open Liberty refuses an endpoint that it could not make itself. */
    public WebSocketEndpoint() {
        this(CDI.current().select(ClientSessions.class).get());
    }

    WebSocketEndpoint(ClientSessions clientSessions) {
        this.clientSessions = clientSessions;
    }

    @OnOpen
    public void open(Session session) {
        clientSession = clientSessions.begin(session).orElse(null);
        if (clientSession != null && !session.isOpen()) {
            // closed while it was opened: no close will be reported, or it was reported before there was a conversation
            clientSession.end();
        }
    }

    @OnMessage
    public void text(String message, Session session) throws IOException {
        if (clientSession != null && mayBe(Utf8.length(message), session)) {
            clientSession.hear(message);
        }
    }

    @OnMessage
    public void binary(byte[] frame, Session session) throws IOException {
        if (clientSession != null && mayBe(frame.length, session)) {
            clientSession.hear(frame);
        }
    }

    /** The answer to a ping: the client is there. */
    @OnMessage
    public void pong(PongMessage message) {
        if (clientSession != null) {
            clientSession.hearPong();
        }
    }

    /** Tyrus holds only fragmented messages to the limit that it has been told, and counts characters. */
    private boolean mayBe(long size, Session session) throws IOException {
        if (size <= clientSession.mostBytes()) {
            return true;
        }
        session.close(new CloseReason(CloseReason.CloseCodes.TOO_BIG, "the message is too large"));
        return false;
    }

    @OnClose
    public void close(CloseReason reason) {
        if (reason.getCloseCode() == CloseReason.CloseCodes.TOO_BIG) {
            clientSessions.countTooLarge();
        }
        if (clientSession != null) {
            LOG.log(Level.DEBUG, LogMessage.of("a WebSocket is closed").with("code", reason.getCloseCode()));
            clientSession.end();
        }
    }

    /**
     * A client that broke off, or a message that is too large: the server closes by itself after that. A fault before there
     * is a conversation leaves a WebSocket that nobody counts, and that servers keep open.
     */
    @OnError
    public void error(Session session, Throwable fault) throws IOException {
        boolean ours = clientSession == null && session.isOpen();
        LOG.log(ours ? Level.WARNING : Level.DEBUG, "a WebSocket failed", fault);
        if (ours) {
            session.close(CloseReasons.of(CloseCause.INTERNAL_ERROR, Duration.ZERO));
        }
    }
}
