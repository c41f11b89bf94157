package dev.sluice.websocket;

import dev.sluice.access.Visitor;
import dev.sluice.event.Topic;
import dev.sluice.policy.Admission;
import dev.sluice.presence.Presence;
import dev.sluice.wire.MemberJson;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Handles the messages {@code members} and {@code state}. */
@Singleton
class PresenceMessages {

    private final Admission admission;
    private final Presence presence;

    @Inject
    PresenceMessages(Admission admission, Presence presence) {
        this.admission = admission;
        this.presence = presence;
    }

    void listMembers(ClientMessage message, ClientSession session) {
        Visitor visitor = session.client().requireVisitor();
        admission.requireReader(visitor);
        Topic topic = message.topic();
        admission.admitRead(visitor, topic);
        session.replies()
                .send(ServerMessage.of("members", message.ref())
                        .member("topic", topic.value())
                        .raw("members", MemberJson.all(presence.members(topic)))
                        .end());
    }

    void changeState(ClientMessage message, ClientSession session) {
        Visitor visitor = session.client().requireVisitor();
        admission.requireReader(visitor);
        Topic topic = message.topic();
        admission.admitState(visitor, topic);
        presence.update(session.connection().id(), topic, message.state()).whenComplete((done, fault) -> {
            if (fault == null) {
                session.replies().send(ServerMessage.of("ack", message.ref()).end());
            } else {
                session.replies().reject(message.ref(), fault);
            }
        });
    }
}
