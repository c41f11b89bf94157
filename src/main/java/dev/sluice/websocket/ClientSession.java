package dev.sluice.websocket;

import static dev.sluice.event.Rejection.MESSAGE_INVALID;
import static dev.sluice.event.Rejection.SUBSCRIPTION_EXISTS;
import static dev.sluice.event.Rejection.TOO_MANY_SUBSCRIPTIONS;

import dev.sluice.access.Visitor;
import dev.sluice.event.Draft;
import dev.sluice.event.Filters;
import dev.sluice.event.Member;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Topic;
import dev.sluice.hub.CloseCause;
import dev.sluice.hub.Connection;
import dev.sluice.hub.Subscription;
import dev.sluice.session.Client;
import dev.sluice.wire.DraftJson;
import dev.sluice.wire.MemberJson;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A session of one WebSocket client: its messages and their answers. The server calls it with one message after another; each
 * has one {@linkplain ReplyQueue answer}.
 */
final class ClientSession {

    private static final Set<String> SUBSCRIBE = Set.of(
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

    private final Connection connection;
    private final WebSocketOutlet outlet;
    private final Client client;
    private final Parts parts;
    private final ReplyQueue replies;
    private final Allowance allowance;
    private int unnamed;

    ClientSession(Connection connection, WebSocketOutlet outlet, Client client, Parts parts) {
        this.connection = connection;
        this.outlet = outlet;
        this.client = client;
        this.parts = parts;
        this.replies = new ReplyQueue(connection, outlet, () -> parts.waiting().tryAcquire(client.visitor()));
        this.allowance = new Allowance(client, connection, outlet, parts);
    }

    void begin() {
        String ready = ServerMessage.of("ready", Ref.NONE)
                .member("connection", connection.id().value())
                .member("heartbeat", parts.settings().delivery().heartbeat().toSeconds())
                .end();
        connection.say(() -> outlet.text(ready));
    }

    void hearPong() {
        connection.heard();
    }

    /** The client has gone. */
    void end() {
        connection.close(CloseCause.CLIENT_GONE);
    }

    /** Of one message. */
    int mostBytes() {
        return allowance.mostBytes();
    }

    /** One message, or several as an array: each has its own answer. */
    void hear(String text) {
        hearing(() -> take(text));
    }

    void hear(byte[] frame) {
        hearing(() -> take(frame));
    }

    /** The wait is not counted as the client's silence. */
    private void hearing(Runnable taking) {
        connection.hearing();
        client.beginHandling();
        try {
            taking.run();
        } finally {
            client.endHandling();
            connection.heard();
        }
    }

    private void take(String text) {
        if (connection.isLeaving()) {
            return;
        }
        List<JsonValue> messages;
        try {
            messages = ClientMessage.parseAll(text, parts.settings().limits().messages());
        } catch (RejectedException e) {
            if (mayCome()) {
                answering(Ref.NONE, () -> allowance.charge(e));
            }
            return;
        }
        for (JsonValue each : messages) {
            if (!mayCome()) {
                return;
            }
            answering(Ref.NONE, () -> {
                ClientMessage message = allowance.charged(() -> ClientMessage.of(each));
                answering(message.ref(), () -> handle(message));
            });
        }
    }

    private void take(byte[] frame) {
        if (mayCome()) {
            answering(Ref.NONE, () -> {
                BinaryFrame binary = allowance.charged(() -> BinaryFrame.parse(frame));
                answering(binary.header().ref(), () -> handle(binary));
            });
        }
    }

    /** Whether a message is answered: what comes after the last word to a client is not. */
    private boolean mayCome() {
        return !connection.isLeaving() && allowance.hasAnother() && replies.mayCome();
    }

    private void answering(Ref ref, Runnable handling) {
        try {
            handling.run();
        } catch (RejectedException e) {
            replies.add(refusal(ref, e));
        } catch (RuntimeException | Error e) {
            // an error, too: a message without an answer keeps its place among those under way for ever
            replies.add(failure(ref, e));
        }
    }

    private String failure(Ref ref, Throwable fault) {
        return refusal(ref, RejectedException.of(fault));
    }

    private void handle(BinaryFrame binary) {
        allowance.charge();
        if (!binary.header().type().equals("publish")) {
            throw MESSAGE_INVALID.because("a binary frame is a publish");
        }
        publish(binary.header(), draft -> parts.drafts().read(draft, binary.payload()));
    }

    private void handle(ClientMessage message) {
        allowance.charge(message.type());
        switch (message.type()) {
            case "subscribe" -> subscribe(message);
            case "unsubscribe" -> unsubscribe(message);
            case "publish" -> publish(message, parts.drafts()::read);
            case "members" -> answerMembers(message);
            case "state" -> changeState(message);
            case "token" -> takeToken(message);
            case "ping" -> replies.add(ServerMessage.of("pong", message.ref()).end());
            default -> throw MESSAGE_INVALID.because("there is no message of this type");
        }
    }

    private void subscribe(ClientMessage message) {
        Visitor visitor = client.visitor();
        parts.admission().requireReader(visitor);
        Filters wanted = parts.admission().requireRead(visitor, message.topics(), connection.filters());
        if (connection.subscriptions() >= parts.settings().limits().subscriptions()) {
            throw TOO_MANY_SUBSCRIPTIONS.because(
                    "a connection has at most " + parts.settings().limits().subscriptions() + " subscriptions");
        }
        message.requireOnly(SUBSCRIBE);
        String name = message.subscription().orElseGet(this::newName);
        if (connection.hasSubscription(name)) {
            throw SUBSCRIPTION_EXISTS.because("there is a subscription of this name");
        }
        Optional<Member> member = message.member(said ->
                        parts.access().memberName(visitor.caller(), said).orElseGet(connection.id()::alias))
                .map(who -> parts.presence().check(who, wanted));
        Subscription subscription =
                new Subscription(name, wanted, message.start(), message.format(), message.conflates());
        parts.admission().admitRead(visitor, wanted);
        replies.expectFirstWord(firstWord -> {
            outlet.expect(subscription, message.ref(), () -> replies.said(firstWord));
            open(subscription, member);
        });
    }

    private void open(Subscription subscription, Optional<Member> member) {
        boolean open = false;
        try {
            connection.subscribe(
                    subscription,
                    parts.hub().locate(subscription, client.key()),
                    parts.presence().listener(connection, subscription, member));
            open = true;
        } finally {
            if (!open) {
                outlet.expectNot(subscription);
            }
        }
    }

    private String newName() {
        String name;
        do {
            name = Integer.toString(++unnamed);
        } while (connection.hasSubscription(name));
        return name;
    }

    private void unsubscribe(ClientMessage message) {
        String name = message.subscription()
                .orElseThrow(() -> MESSAGE_INVALID.because("unsubscribe needs the name of the subscription: sub"));
        connection.unsubscribe(name);
        replies.add(ServerMessage.of("unsubscribed", message.ref())
                .member("sub", name)
                .end());
    }

    private void answerMembers(ClientMessage message) {
        Visitor visitor = client.visitor();
        parts.admission().requireReader(visitor);
        Topic topic = message.topic();
        parts.admission().admitRead(visitor, topic);
        replies.add(ServerMessage.of("members", message.ref())
                .member("topic", topic.value())
                .raw("members", MemberJson.all(parts.presence().members(topic)))
                .end());
    }

    private void changeState(ClientMessage message) {
        Visitor visitor = client.visitor();
        parts.admission().requireReader(visitor);
        Topic topic = message.topic();
        parts.admission().admitState(visitor, topic);
        parts.presence()
                .update(connection.id(), topic, message.state())
                .whenComplete((done, fault) -> replies.add(
                        fault == null ? ServerMessage.of("ack", message.ref()).end() : failure(message.ref(), fault)));
    }

    /** Before the old one expires, or to become somebody at all. */
    private void takeToken(ClientMessage message) {
        client.renew(connection, parts.access().bearerOf(message.token()));
        allowance.look();
        replies.add(ServerMessage.of("ack", message.ref()).end());
    }

    private void publish(ClientMessage message, Function<JsonObject, Draft> reader) {
        Visitor visitor = client.visitor();
        parts.admission().requirePublisher(visitor);
        parts.admission().requirePublish(visitor, DraftJson.topic(message.json()));
        Draft read = reader.apply(message.draft());
        Draft sent = message.wantsEcho() ? read : read.notTo(connection.id());
        Draft draft = parts.admission().admitPublish(visitor, List.of(sent)).get(0);
        if (message.isVolatile()) {
            publishVolatile(message.ref(), draft);
        } else {
            publishDurable(message.ref(), draft);
        }
    }

    /** Answered only if the client asks for it: sixty answers a second would be noise. */
    private void publishVolatile(Ref ref, Draft draft) {
        parts.bus().pass(draft.unjournaled(parts.journal().clock().instant()));
        if (ref.isNone()) {
            replies.spare();
        } else {
            replies.add(ServerMessage.of("ack", ref).end());
        }
    }

    private void publishDurable(Ref ref, Draft draft) {
        parts.journal()
                .append(List.of(draft))
                .whenComplete((receipts, fault) ->
                        replies.add(fault == null ? ServerMessage.ack(ref, receipts.get(0)) : failure(ref, fault)));
    }

    private String refusal(Ref ref, RejectedException e) {
        parts.refusals().count(e);
        return ServerMessage.error(ref, e);
    }
}
