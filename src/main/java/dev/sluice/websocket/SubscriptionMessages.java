package dev.sluice.websocket;

import static dev.sluice.event.Rejection.MESSAGE_INVALID;
import static dev.sluice.event.Rejection.SUBSCRIPTION_EXISTS;
import static dev.sluice.event.Rejection.TOO_MANY_SUBSCRIPTIONS;

import dev.sluice.access.Access;
import dev.sluice.access.Visitor;
import dev.sluice.event.Filters;
import dev.sluice.event.Member;
import dev.sluice.hub.Connection;
import dev.sluice.hub.Hub;
import dev.sluice.hub.Subscription;
import dev.sluice.policy.Admission;
import dev.sluice.presence.Presence;
import dev.sluice.settings.CurrentSettings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;

/** Handles the messages {@code subscribe} and {@code unsubscribe}. */
@Singleton
class SubscriptionMessages {

    private static final Set<String> MEMBERS_OF_SUBSCRIBE = Set.of(
            "type",
            "ref",
            "sub",
            "topics",
            "channel",
            "after",
            "since",
            "last",
            "snapshot",
            "format",
            "conflate",
            "member",
            "state");

    private final Access access;
    private final Admission admission;
    private final Hub hub;
    private final Presence presence;
    private final CurrentSettings settings;

    @Inject
    SubscriptionMessages(Access access, Admission admission, Hub hub, Presence presence, CurrentSettings settings) {
        this.access = access;
        this.admission = admission;
        this.hub = hub;
        this.presence = presence;
        this.settings = settings;
    }

    void subscribe(ClientMessage message, ClientSession session) {
        Connection connection = session.connection();
        Visitor visitor = session.client().requireVisitor();
        admission.requireReader(visitor);
        Filters wanted = admission.requireRead(visitor, message.topics(), connection.filters());
        int limit = settings.now().limits().subscriptions();
        if (connection.subscriptions() >= limit) {
            throw TOO_MANY_SUBSCRIPTIONS.because("a connection has at most " + limit + " subscriptions");
        }
        message.requireOnly(MEMBERS_OF_SUBSCRIBE);
        String name = message.subscription().orElseGet(session::newSubscriptionName);
        if (connection.hasSubscription(name)) {
            throw SUBSCRIPTION_EXISTS.because("this connection already has a subscription of this name");
        }
        Optional<Member> member = message.member(
                        wish -> access.memberName(visitor.caller(), wish).orElseGet(connection.id()::alias))
                .map(named -> presence.check(named, wanted));
        Subscription subscription =
                new Subscription(name, wanted, message.start(), message.format(), message.conflates());
        admission.admitRead(visitor, wanted);
        session.replies().sendWhenOpened(subscription, message.ref(), () -> open(subscription, member, session));
    }

    private void open(Subscription subscription, Optional<Member> member, ClientSession session) {
        Connection connection = session.connection();
        connection.subscribe(
                subscription,
                hub.locate(subscription, session.client().key()),
                presence.listener(connection, subscription, member));
    }

    void unsubscribe(ClientMessage message, ClientSession session) {
        String name = message.subscription()
                .orElseThrow(() -> MESSAGE_INVALID.because("unsubscribe needs sub, the name of the subscription"));
        session.connection().unsubscribe(name);
        session.replies()
                .send(ServerMessage.of("unsubscribed", message.ref())
                        .member("sub", name)
                        .end());
    }
}
