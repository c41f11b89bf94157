package dev.sluice.websocket;

import static dev.sluice.event.Rejection.MESSAGE_INVALID;

import dev.sluice.access.Access;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Passes each message of a client to the class that handles its type. All sessions share one dispatcher and its handlers,
 * which keep no state; the thread that receives the client's messages calls.
 */
@Singleton
class MessageDispatcher {

    private final SubscriptionMessages subscriptions;
    private final PublishMessages publishing;
    private final PresenceMessages presence;
    private final Access access;

    @Inject
    MessageDispatcher(
            SubscriptionMessages subscriptions, PublishMessages publishing, PresenceMessages presence, Access access) {
        this.subscriptions = subscriptions;
        this.publishing = publishing;
        this.presence = presence;
        this.access = access;
    }

    void dispatch(BinaryFrame binary, ClientSession session) {
        if (!binary.header().type().equals("publish")) {
            throw MESSAGE_INVALID.because("the type in the header of a binary frame has to be publish");
        }
        publishing.publish(binary, session);
    }

    void dispatch(ClientMessage message, ClientSession session) {
        switch (message.type()) {
            case "subscribe" -> subscriptions.subscribe(message, session);
            case "unsubscribe" -> subscriptions.unsubscribe(message, session);
            case "publish" -> publishing.publish(message, session);
            case "members" -> presence.listMembers(message, session);
            case "state" -> presence.changeState(message, session);
            case "token" -> renewToken(message, session);
            case "ping" ->
                session.replies().send(ServerMessage.of("pong", message.ref()).end());
            default ->
                throw MESSAGE_INVALID.because(
                        "the type of a message has to be subscribe, unsubscribe, publish, members,"
                                + " state, token or ping");
        }
    }

    /** Replaces the token before it expires, or gives an anonymous client its first one. */
    private void renewToken(ClientMessage message, ClientSession session) {
        session.client().renew(session.connection(), access.bearerOf(message.token()));
        session.limits().refresh();
        session.replies().send(ServerMessage.of("ack", message.ref()).end());
    }
}
