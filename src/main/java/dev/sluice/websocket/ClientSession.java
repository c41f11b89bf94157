package dev.sluice.websocket;

import dev.sluice.event.RejectedException;
import dev.sluice.hub.CloseCause;
import dev.sluice.hub.Connection;
import dev.sluice.session.Client;
import jakarta.json.JsonValue;
import java.util.List;

/**
 * The session of one WebSocket client: reads its messages, and gives each exactly one {@linkplain ReplySender reply}. The
 * server calls it with one message after another.
 */
final class ClientSession {

    private final Connection connection;
    private final Client client;
    private final ReplySender replies;
    private final MessageLimits limits;
    private final MessageDispatcher dispatcher;
    private int unnamedSubscriptions;

    ClientSession(
            Connection connection,
            Client client,
            ReplySender replies,
            MessageLimits limits,
            MessageDispatcher dispatcher) {
        this.connection = connection;
        this.client = client;
        this.replies = replies;
        this.limits = limits;
        this.dispatcher = dispatcher;
    }

    Connection connection() {
        return connection;
    }

    Client client() {
        return client;
    }

    ReplySender replies() {
        return replies;
    }

    MessageLimits limits() {
        return limits;
    }

    /** Gives a name that no subscription of the client has. */
    String newSubscriptionName() {
        String name;
        do {
            name = Integer.toString(++unnamedSubscriptions);
        } while (connection.hasSubscription(name));
        return name;
    }

    void receivePong() {
        connection.heard();
    }

    /** Ends the session of a client that has disconnected. */
    void end() {
        connection.close(CloseCause.CLIENT_GONE);
    }

    /** Receives the text of a frame: one message, or several as an array. */
    void receive(String text) {
        receiving(() -> read(text));
    }

    void receive(byte[] frame) {
        receiving(() -> read(frame));
    }

    /** Receives a frame. The time that its messages wait for a place does not count as the client's silence. */
    private void receiving(Runnable reading) {
        connection.hearing();
        client.beginHandling();
        try {
            reading.run();
        } finally {
            client.endHandling();
            connection.heard();
        }
    }

    private void read(String text) {
        if (connection.isLeaving()) {
            return;
        }
        List<JsonValue> messages;
        try {
            messages = ClientMessage.parseAll(text, limits.messagesPerFrame());
        } catch (RejectedException e) {
            if (isAccepted()) {
                replying(Ref.NONE, () -> limits.charge(e));
            }
            return;
        }
        for (JsonValue each : messages) {
            if (!isAccepted()) {
                return;
            }
            replying(Ref.NONE, () -> {
                ClientMessage message = limits.charged(() -> ClientMessage.of(each));
                replying(message.ref(), () -> handle(message));
            });
        }
    }

    private void read(byte[] frame) {
        if (isAccepted()) {
            replying(Ref.NONE, () -> {
                BinaryFrame binary = limits.charged(() -> BinaryFrame.parse(frame));
                replying(binary.header().ref(), () -> handle(binary));
            });
        }
    }

    /** Whether the next message gets a reply: messages of a client that has been dismissed get none. */
    private boolean isAccepted() {
        return !connection.isLeaving() && limits.allowsAnother() && replies.awaitPlace();
    }

    private void replying(Ref ref, Runnable handling) {
        try {
            handling.run();
        } catch (RuntimeException | Error e) {
            // an Error, too: a message without a reply would stay in progress for ever
            replies.reject(ref, e);
        }
    }

    private void handle(BinaryFrame binary) {
        limits.charge();
        dispatcher.dispatch(binary, this);
    }

    private void handle(ClientMessage message) {
        limits.charge(message.type());
        dispatcher.dispatch(message, this);
    }
}
