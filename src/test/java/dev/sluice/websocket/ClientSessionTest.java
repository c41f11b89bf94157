package dev.sluice.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.access.Caller;
import dev.sluice.access.Grants;
import dev.sluice.access.Token;
import dev.sluice.access.Visitor;
import dev.sluice.event.Filters;
import dev.sluice.event.RejectedException;
import dev.sluice.event.TopicFilter;
import dev.sluice.hub.Connection;
import dev.sluice.hub.Start;
import dev.sluice.hub.Subscription;
import dev.sluice.policy.Admission;
import dev.sluice.policy.Bulkhead;
import dev.sluice.policy.TestAdmission;
import dev.sluice.session.Client;
import dev.sluice.session.IncomingMessage;
import dev.sluice.settings.CurrentSettings;
import dev.sluice.settings.Settings;
import dev.sluice.settings.TestSettings;
import jakarta.websocket.CloseReason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session on the real parts of the gateway, with a recording WebSocket and a journal in memory. */
class ClientSessionTest {

    private static final Subscription SUBSCRIPTION = new Subscription("s", Filters.ALL, new Start.Latest());

    private static final Grants ALL = new Grants(List.of(new TopicFilter("**")), List.of(new TopicFilter("**")), false);

    private final CurrentSettings current =
            TestSettings.current(Map.of("sluice.publish.rate-per-address", "100", "sluice.batch.max-events", "100"));
    private final Settings settings = current.now();
    private final TestSessions parts = new TestSessions(current);
    private final RecordingSession webSocket = new RecordingSession();
    private final Logger log = Logger.getLogger(RejectedException.class.getName());
    private final FrameWriter frames = new FrameWriter(webSocket.session(), false);
    private final ReplyQueue queue = new ReplyQueue();
    private Connection connection;
    private Client client;

    @BeforeEach
    void open() {
        log.setLevel(Level.OFF);
    }

    private void connect(Grants grants) {
        connect(grants, Optional.empty());
    }

    private void connect(Grants grants, Optional<Token> token) {
        Caller caller = new Caller(Optional.empty(), grants, token);
        client = parts.clients().admit(new Visitor(caller, "192.0.2.1"));
        connection = client.connect(new WebSocketOutlet(frames, queue, settings.delivery()));
    }

    @AfterEach
    void close() {
        parts.close();
        log.setLevel(null);
    }

    private ClientSession session(Grants grants) {
        return session(grants, TestAdmission.of(current));
    }

    private ClientSession session(Grants grants, Admission admission) {
        connect(grants);
        return session(admission);
    }

    private ClientSession session(Admission admission) {
        MessageLimits limits = new MessageLimits(client, connection, webSocket.session(), admission, current);
        return new ClientSession(connection, client, replies(new Bulkhead(1, 1)), limits, parts.dispatcher(admission));
    }

    private ReplySender replies(Bulkhead waitingThreads) {
        return new ReplySender(queue, frames, connection, client, waitingThreads, parts.refusals());
    }

    /** Replies to a client for which no thread may wait. */
    private ReplySender replies() {
        connect(ALL);
        return replies(new Bulkhead(0, 0));
    }

    private void awaitReply(String part) {
        await().untilAsserted(() -> assertThat(webSocket.texts()).anyMatch(text -> text.contains(part)));
    }

    /** The connection itself is closed a moment later, by the ticker. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "'type':'publish','topic':'a','data':1",
                "'type':'subscribe','topics':['a']",
                "'type':'members','topic':'a'",
                "'type':'state','topic':'a','state':1"
            })
    void doesNothingForATokenThatHasExpired(String message) {
        Instant now = Instant.now();
        connect(ALL, Optional.of(new Token(Optional.of("1"), now.minusSeconds(60), now)));
        session(TestAdmission.of(current)).receive("{" + message.replace('\'', '"') + ",\"ref\":1}");
        awaitReply("\"ref\":1,\"code\":\"token-expired\"");
    }

    @Test
    void repliesToAMessageThatFailsAndThoseAfterIt() {
        ClientSession clientSession = session(ALL);
        parts.afterAppend(() -> {
            throw new IllegalStateException("a fault that is no rejection");
        });
        clientSession.receive("{\"type\":\"publish\",\"ref\":1,\"topic\":\"a\",\"data\":1}");
        awaitReply("\"ref\":1,\"code\":\"internal-error\"");
        clientSession.receive("{\"type\":\"ping\",\"ref\":2}");
        awaitReply("{\"type\":\"pong\",\"ref\":2}");
    }

    @Test
    void sendsLaterRepliesAfterASubscriptionFailed() {
        ReplySender replies = replies();
        assertThatThrownBy(() -> replies.sendWhenOpened(SUBSCRIPTION, Ref.NONE, () -> {
                    throw new IllegalStateException("a fault that is no rejection");
                }))
                .isInstanceOf(IllegalStateException.class);
        replies.send("later");
        awaitReply("later");
    }

    @Test
    void sendsLaterRepliesAfterThatOfASubscription() {
        ReplySender replies = replies();
        replies.sendWhenOpened(SUBSCRIPTION, new Ref("1"), () -> {
            // as another thread does, before the connection opens the subscription
            replies.send("later");
            connection.subscribe(SUBSCRIPTION, parts.hub().locate(SUBSCRIPTION, client.key()));
        });
        awaitReply("later");
        assertThat(webSocket.texts().get(0)).startsWith("{\"type\":\"subscribed\",\"ref\":1,\"sub\":\"s\"");
    }

    @Test
    void acceptsAFewMessagesWithoutAnyGrant() {
        ClientSession clientSession = session(Grants.NONE);
        assertThat(clientSession.limits().messageBytes()).isEqualTo(MessageLimits.BYTES_WITHOUT_GRANTS);
        for (int i = 1; i <= MessageLimits.MESSAGES_WITHOUT_GRANTS; i++) {
            clientSession.receive("{\"type\":\"ping\",\"ref\":" + i + "}");
        }
        awaitReply("{\"type\":\"pong\",\"ref\":" + MessageLimits.MESSAGES_WITHOUT_GRANTS + "}");
        clientSession.receive("noise");
        awaitReply("\"code\":\"token-missing\"");
        await().untilAsserted(() -> assertThat(webSocket.closes())
                .extracting(CloseReason::getCloseCode)
                .containsExactly(CloseReason.CloseCodes.VIOLATED_POLICY));
    }

    /** The longest token that HTTP accepts, and the message around it. */
    @Test
    void acceptsTheLongestTokenWithoutAnyGrant() {
        String message =
                "{\"type\":\"token\",\"ref\":\"" + "r".repeat(128) + "\",\"token\":\"" + "t".repeat(8 << 10) + "\"}";
        assertThat(session(Grants.NONE).limits().messageBytes()).isGreaterThanOrEqualTo(message.length());
    }

    @Test
    void acceptsOnlyShortMessagesOfACallerThatMayNotPublish() {
        Grants reader = new Grants(List.of(), List.of(new TopicFilter("**")), false);
        assertThat(session(reader).limits().messageBytes()).isEqualTo(MessageLimits.BYTES_OF_READERS);
        assertThat(session(ALL).limits().messageBytes())
                .isEqualTo(settings.limits().messageBytes());
    }

    private void awaitClose(int code) {
        await().untilAsserted(() -> assertThat(webSocket.closes())
                .extracting(close -> close.getCloseCode().getCode())
                .containsExactly(code));
    }

    @Test
    void endsAMessageThatTakesTooLong() {
        ClientSession clientSession = session(ALL);
        AtomicLong clock = new AtomicLong();
        IncomingMessage message = new IncomingMessage(clock::get, Optional::empty);
        client.watch(message);
        client.beginHandling();
        message.begin();
        clock.addAndGet(settings.clients().requestTime().toNanos() + 2);
        // the time until now does not count as the client's
        client.endHandling();
        clientSession.receive("{\"type\":\"ping\",\"ref\":1}");
        awaitReply("{\"type\":\"pong\",\"ref\":1}");
        assertThat(connection.isLeaving()).isFalse();
        clock.addAndGet(settings.clients().requestTime().toNanos() + 2);
        awaitReply("\"code\":\"request-timeout\"");
        awaitClose(4408);
    }

    @Test
    void endsALargeMessageForWhichThereIsNoPlace() {
        session(ALL);
        IncomingMessage message = new IncomingMessage(System::nanoTime, Optional::empty);
        client.watch(message);
        message.begin();
        assertThat(message.grow(IncomingMessage.SMALL)).isTrue();
        assertThat(message.grow(1)).isFalse();
        awaitReply("\"code\":\"too-many-bodies\"");
        awaitClose(1013);
    }

    /** A client that has been dismissed gets no further reply, also to the same frame. */
    @Test
    void acceptsNoFurtherMessageOfOneFrame() {
        ClientSession clientSession = session(Grants.NONE);
        clientSession.receive("[" + "{},".repeat(999) + "{}]");
        await().until(() -> !webSocket.closes().isEmpty());
        assertThat(webSocket.texts()).hasSize(MessageLimits.MESSAGES_WITHOUT_GRANTS + 1);
    }

    @Test
    void refusesAFrameWithTooManyMessagesAtOnce() {
        ClientSession clientSession = session(ALL);
        clientSession.receive("[" + "{},".repeat(1_000) + "{}]");
        awaitReply("\"code\":\"data-too-large\"");
        assertThat(webSocket.texts()).hasSize(1);
    }

    /** The settings allow 100 a second, and as many at once. */
    @Test
    void countsEachMessageAsAnEvent() {
        ClientSession clientSession = session(ALL);
        clientSession.receive("[" + "{\"type\":\"ping\"},".repeat(249) + "{\"type\":\"ping\"}]");
        awaitReply("rate-limited");
        assertThat(webSocket.texts().subList(0, 100)).containsOnly("{\"type\":\"pong\"}");
    }

    /** Other clients behind the same address have used up its rate. */
    @Test
    void acceptsATokenAndAPingAtAnAddressThatHasUsedUpItsRate() {
        Admission admission = TestAdmission.of(
                TestSettings.current(Map.of("sluice.publish.rate-per-address", "1", "sluice.batch.max-events", "100")));
        ClientSession clientSession = session(ALL, admission);
        for (int i = 0; i < 100; i++) {
            admission.countRequest(client.visitor());
        }
        clientSession.receive("{\"type\":\"ping\",\"ref\":1}");
        awaitReply("{\"type\":\"pong\",\"ref\":1}");
        clientSession.receive("{\"type\":\"token\",\"ref\":2}");
        // accepted, and refused for its missing member
        awaitReply("\"ref\":2,\"code\":\"message-invalid\"");
        clientSession.receive("[" + "{\"type\":\"ping\"},".repeat(249) + "{\"type\":\"ping\"}]");
        awaitReply("rate-limited");
    }

    @Test
    void closesAClientThatIgnoresItsRefusals() {
        ClientSession clientSession = session(ALL);
        String pings = "[" + "{\"type\":\"ping\"},".repeat(999) + "{\"type\":\"ping\"}]";
        await().until(() -> {
            clientSession.receive(pings);
            return connection.isLeaving();
        });
        await().untilAsserted(() -> assertThat(webSocket.closes())
                .extracting(CloseReason::getCloseCode)
                .containsExactly(CloseReason.CloseCodes.TRY_AGAIN_LATER));
    }

    /** A client that opens a connection for each frame would never reach the excess of an old connection. */
    @Test
    void closesANewClientAfterFewRefusals() {
        Admission admission = TestAdmission.of(
                TestSettings.current(Map.of("sluice.publish.rate-per-address", "1", "sluice.batch.max-events", "100")));
        ClientSession clientSession = session(ALL, admission);
        for (int i = 0; i < 100; i++) {
            admission.countRequest(client.visitor());
        }
        clientSession.receive("[" + "{\"type\":\"ping\"},".repeat(899) + "{\"type\":\"ping\"}]");
        await().until(() -> !webSocket.closes().isEmpty());
        // the first pings use up a reserve
        assertThat(webSocket.texts()).hasSizeBetween(100, 200);
    }

    /** No thread may wait for the client. */
    @Test
    void closesAClientThatReadsNoReplies() {
        ReplySender replies = replies();
        replies.sendWhenOpened(SUBSCRIPTION, Ref.NONE, () -> {});
        int accepted = 0;
        while (accepted < 1_000 && replies.awaitPlace()) {
            replies.send("behind a subscription that does not open");
            accepted++;
        }
        assertThat(accepted).isEqualTo(256);
        assertThat(connection.isClosed()).isTrue();
    }

    @Test
    void boundsTheCharactersOfReplies() {
        ReplySender replies = replies();
        replies.sendWhenOpened(SUBSCRIPTION, Ref.NONE, () -> {});
        assertThat(replies.awaitPlace()).isTrue();
        replies.send("x".repeat(1 << 20));
        assertThat(replies.awaitPlace()).isFalse();
        assertThat(connection.isClosed()).isTrue();
    }
}
