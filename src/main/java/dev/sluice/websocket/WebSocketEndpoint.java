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
 * The entry point of WebSockets: the server creates one object per connection. It passes messages, and the end of the
 * connection, to the {@link ClientSession}. A server may deliver a frame of a client that was refused at open, and may
 * report a close or an error before the open has ended.
 */
@Vetoed
@ServerEndpoint(value = "/ws", subprotocols = WebSocketEndpoint.SUBPROTOCOL, configurator = EndpointConfigurator.class)
public class WebSocketEndpoint {

    static final String SUBPROTOCOL = "sluice.v1";

    private static final Logger LOG = System.getLogger(WebSocketEndpoint.class.getName());

    private final ClientSessions clientSessions;

    /** Null for a client that was refused: servers still deliver its early messages. Servers call from several threads. */
    private volatile ClientSession clientSession;

    /** Has no parameters: Open Liberty refuses an endpoint class that it could not create without the configurator. */
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
            // closed while it was being opened: the server reports no close, or reported it before the session existed
            clientSession.end();
        }
    }

    @OnMessage
    public void text(String message, Session session) throws IOException {
        if (clientSession != null && fits(Utf8.length(message), session)) {
            clientSession.receive(message);
        }
    }

    @OnMessage
    public void binary(byte[] frame, Session session) throws IOException {
        if (clientSession != null && fits(frame.length, session)) {
            clientSession.receive(frame);
        }
    }

    /** Takes the answer to a ping as a sign of life. */
    @OnMessage
    public void pong(PongMessage message) {
        if (clientSession != null) {
            clientSession.receivePong();
        }
    }

    /** Checks the size again: Tyrus applies its limit to fragmented messages only, and counts characters. */
    private boolean fits(long size, Session session) throws IOException {
        if (size <= clientSession.limits().messageBytes()) {
            return true;
        }
        session.close(new CloseReason(
                CloseReason.CloseCodes.TOO_BIG, "the message has more bytes than this client may send"));
        return false;
    }

    @OnClose
    public void close(CloseReason reason) {
        if (reason.getCloseCode() == CloseReason.CloseCodes.TOO_BIG) {
            clientSessions.countTooLarge();
        }
        if (clientSession != null) {
            LOG.log(Level.DEBUG, LogMessage.of("a WebSocket has been closed").with("code", reason.getCloseCode()));
            clientSession.end();
        }
    }

    /**
     * Handles a lost connection or a message that is too large: the server then closes the WebSocket itself. After a fault
     * before the session existed, servers keep the WebSocket open, and the gateway would not count it.
     */
    @OnError
    public void error(Session session, Throwable fault) throws IOException {
        boolean failedAtOpen = clientSession == null && session.isOpen();
        LOG.log(failedAtOpen ? Level.WARNING : Level.DEBUG, "a WebSocket failed", fault);
        if (failedAtOpen) {
            session.close(CloseReasons.of(CloseCause.INTERNAL_ERROR, Duration.ZERO));
        }
    }
}
