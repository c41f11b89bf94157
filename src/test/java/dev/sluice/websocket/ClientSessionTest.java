package dev.sluice.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.access.Caller;
import dev.sluice.access.Grants;
import dev.sluice.access.Revocations;
import dev.sluice.access.Visitor;
import dev.sluice.event.RejectedException;
import dev.sluice.event.TopicFilter;
import dev.sluice.hub.Connection;
import dev.sluice.hub.Hub;
import dev.sluice.journal.MemoryJournal;
import dev.sluice.metrics.Metrics;
import dev.sluice.metrics.Refusals;
import dev.sluice.policy.Admission;
import dev.sluice.policy.Bulkhead;
import dev.sluice.policy.TestAdmission;
import dev.sluice.runtime.Threads;
import dev.sluice.session.Client;
import dev.sluice.session.Clients;
import dev.sluice.session.IncomingMessage;
import dev.sluice.settings.CurrentSettings;
import dev.sluice.settings.Settings;
import dev.sluice.settings.TestSettings;
import dev.sluice.wire.DraftJson;
import jakarta.websocket.CloseReason;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A conversation on a real hub, without the parts that a message needs: each message that needs one is a fault. */
class ClientSessionTest {

    private static final Grants ALL = new Grants(List.of(new TopicFilter("**")), List.of(new TopicFilter("**")), false);

    private final CurrentSettings current =
            TestSettings.current(Map.of("sluice.publish.rate-per-address", "100", "sluice.batch.max-events", "100"));
    private final Settings settings = current.now();
    private final Hub hub =
            new Hub(new MemoryJournal(Clock.systemUTC(), all -> {}), new Threads(Thread::new), settings);
    private final RecordingSession session = new RecordingSession();
    private final Logger log = Logger.getLogger(RejectedException.class.getName());
    private final Clients clients = new Clients(hub, new Revocations(), settings, Clock.systemUTC());
    private WebSocketOutlet outlet;
    private Connection connection;
    private Client client;

    @BeforeEach
    void open() {
        log.setLevel(Level.OFF);
        hub.open();
        outlet = new WebSocketOutlet(session.session(), false, settings.delivery());
    }

    private void connect(Grants grants) {
        Caller caller = new Caller(Optional.empty(), grants, Optional.empty());
        client = clients.admit(new Visitor(caller, "192.0.2.1"));
        connection = client.connect(outlet);
    }

    @AfterEach
    void close() {
        hub.close();
        log.setLevel(null);
    }

    private ClientSession conversation(Grants grants) {
        return conversation(grants, TestAdmission.of(current));
    }

    private ClientSession conversation(Grants grants, Admission admission) {
        connect(grants);
        Parts parts = new Parts(
                null,
                null,
                admission,
                null,
                null,
                null,
                null,
                new DraftJson(1_000),
                new Refusals(new Metrics()),
                new Bulkhead(1, 1),
                current);
        return new ClientSession(connection, outlet, client, parts);
    }

    private ReplyQueue answers() {
        connect(ALL);
        return new ReplyQueue(connection, outlet, Optional::empty);
    }

    private void awaitAnswer(String part) {
        await().untilAsserted(() -> assertThat(session.texts()).anyMatch(text -> text.contains(part)));
    }

    @Test
    void answersAMessageThatFailsAndThoseAfterIt() {
        ClientSession clientSession = conversation(ALL);
        clientSession.hear("{\"type\":\"subscribe\",\"ref\":1,\"topics\":[\"a\"]}");
        awaitAnswer("\"ref\":1,\"code\":\"internal-error\"");
        clientSession.hear("{\"type\":\"ping\",\"ref\":2}");
        awaitAnswer("{\"type\":\"pong\",\"ref\":2}");
    }

    @Test
    void saysLaterAnswersWhenASubscriptionFails() {
        ReplyQueue replies = answers();
        assertThatThrownBy(() -> replies.expectFirstWord(firstWord -> {
                    throw new IllegalStateException("a fault that is no rejection");
                }))
                .isInstanceOf(IllegalStateException.class);
        replies.add("later");
        awaitAnswer("later");
    }

    @Test
    void saysLaterAnswersAfterTheFirstWord() {
        ReplyQueue replies = answers();
        ReplyQueue.Word[] expected = new ReplyQueue.Word[1];
        replies.expectFirstWord(firstWord -> expected[0] = firstWord);
        replies.add("later");
        replies.said(expected[0]);
        awaitAnswer("later");
    }

    @Test
    void hearsAFewMessagesOfAStranger() {
        ClientSession clientSession = conversation(Grants.NONE);
        assertThat(clientSession.mostBytes()).isEqualTo(Allowance.STRANGERS_BYTES);
        for (int i = 1; i <= Allowance.STRANGERS_MESSAGES; i++) {
            clientSession.hear("{\"type\":\"ping\",\"ref\":" + i + "}");
        }
        awaitAnswer("{\"type\":\"pong\",\"ref\":" + Allowance.STRANGERS_MESSAGES + "}");
        clientSession.hear("noise");
        awaitAnswer("\"code\":\"token-missing\"");
        await().untilAsserted(() -> assertThat(session.closes())
                .extracting(CloseReason::getCloseCode)
                .containsExactly(CloseReason.CloseCodes.VIOLATED_POLICY));
    }

    /** The longest token that HTTP takes, and the message around it. */
    @Test
    void letsAStrangerShowTheLongestToken() {
        String message =
                "{\"type\":\"token\",\"ref\":\"" + "r".repeat(128) + "\",\"token\":\"" + "t".repeat(8 << 10) + "\"}";
        assertThat(conversation(Grants.NONE).mostBytes()).isGreaterThanOrEqualTo(message.length());
    }

    @Test
    void hearsOnlySubscriptionsOfACallerThatMayPublishNothing() {
        Grants reader = new Grants(List.of(), List.of(new TopicFilter("**")), false);
        assertThat(conversation(reader).mostBytes()).isEqualTo(Allowance.READERS_BYTES);
        assertThat(conversation(ALL).mostBytes()).isEqualTo(settings.limits().messageBytes());
    }

    private void awaitClose(int code) {
        await().untilAsserted(() -> assertThat(session.closes())
                .extracting(close -> close.getCloseCode().getCode())
                .containsExactly(code));
    }

    @Test
    void endsAMessageThatTakesTooLong() {
        ClientSession clientSession = conversation(ALL);
        AtomicLong clock = new AtomicLong();
        IncomingMessage message = new IncomingMessage(clock::get, Optional::empty);
        client.watch(message);
        client.beginHandling();
        message.begin();
        clock.addAndGet(settings.clients().requestTime().toNanos() + 2);
        // the time until now was not the client's
        client.endHandling();
        clientSession.hear("{\"type\":\"ping\",\"ref\":1}");
        awaitAnswer("{\"type\":\"pong\",\"ref\":1}");
        assertThat(connection.isLeaving()).isFalse();
        clock.addAndGet(settings.clients().requestTime().toNanos() + 2);
        awaitAnswer("\"code\":\"request-timeout\"");
        awaitClose(4408);
    }

    @Test
    void endsAMessageForWhichThereIsNoPlace() {
        conversation(ALL);
        IncomingMessage message = new IncomingMessage(System::nanoTime, Optional::empty);
        client.watch(message);
        message.begin();
        assertThat(message.grow(IncomingMessage.SMALL)).isTrue();
        assertThat(message.grow(1)).isFalse();
        awaitAnswer("\"code\":\"too-many-bodies\"");
        awaitClose(1013);
    }

    /** All in one frame: what follows the last word is not answered. */
    @Test
    void hearsNoMoreInOneFrame() {
        ClientSession clientSession = conversation(Grants.NONE);
        clientSession.hear("[" + "{},".repeat(999) + "{}]");
        await().until(() -> !session.closes().isEmpty());
        assertThat(session.texts()).hasSize(Allowance.STRANGERS_MESSAGES + 1);
    }

    @Test
    void refusesAFrameWithTooManyMessagesAtOnce() {
        ClientSession clientSession = conversation(ALL);
        clientSession.hear("[" + "{},".repeat(1_000) + "{}]");
        awaitAnswer("\"code\":\"data-too-large\"");
        assertThat(session.texts()).hasSize(1);
    }

    /** The settings allow 100 a second, and as many at once. */
    @Test
    void countsEachMessageAsAnEvent() {
        ClientSession clientSession = conversation(ALL);
        clientSession.hear("[" + "{\"type\":\"ping\"},".repeat(249) + "{\"type\":\"ping\"}]");
        awaitAnswer("rate-limited");
        assertThat(session.texts().subList(0, 100)).containsOnly("{\"type\":\"pong\"}");
    }

    /** Neighbours behind the same address have used up its rate. */
    @Test
    void hearsATokenAndAPingWhateverNeighboursHaveUsedUp() {
        Admission admission = TestAdmission.of(
                TestSettings.current(Map.of("sluice.publish.rate-per-address", "1", "sluice.batch.max-events", "100")));
        ClientSession clientSession = conversation(ALL, admission);
        for (int i = 0; i < 100; i++) {
            admission.countRequest(client.visitor());
        }
        clientSession.hear("{\"type\":\"ping\",\"ref\":1}");
        awaitAnswer("{\"type\":\"pong\",\"ref\":1}");
        clientSession.hear("{\"type\":\"token\",\"ref\":2}");
        // heard, and refused for what it lacks
        awaitAnswer("\"ref\":2,\"code\":\"message-invalid\"");
        clientSession.hear("[" + "{\"type\":\"ping\"},".repeat(249) + "{\"type\":\"ping\"}]");
        awaitAnswer("rate-limited");
    }

    @Test
    void closesWhoDoesNotHeedThatItIsTooMuch() {
        ClientSession clientSession = conversation(ALL);
        String pings = "[" + "{\"type\":\"ping\"},".repeat(999) + "{\"type\":\"ping\"}]";
        await().until(() -> {
            clientSession.hear(pings);
            return connection.isLeaving();
        });
        await().untilAsserted(() -> assertThat(session.closes())
                .extracting(CloseReason::getCloseCode)
                .containsExactly(CloseReason.CloseCodes.TRY_AGAIN_LATER));
    }

    /** One that opens a connection for each frame would never come to the excess of an old one. */
    @Test
    void closesSoonWhoHasHadNothingTaken() {
        Admission admission = TestAdmission.of(
                TestSettings.current(Map.of("sluice.publish.rate-per-address", "1", "sluice.batch.max-events", "100")));
        ClientSession clientSession = conversation(ALL, admission);
        for (int i = 0; i < 100; i++) {
            admission.countRequest(client.visitor());
        }
        clientSession.hear("[" + "{\"type\":\"ping\"},".repeat(899) + "{\"type\":\"ping\"}]");
        await().until(() -> !session.closes().isEmpty());
        // the first ones come out of a reserve
        assertThat(session.texts()).hasSizeBetween(100, 200);
    }

    /** Nobody reads the answers, and no thread may wait for that. */
    @Test
    void closesWhoDoesNotReadAnswersWhereNoThreadIsLeftToWait() {
        ReplyQueue replies = answers();
        ReplyQueue.Word[] never = new ReplyQueue.Word[1];
        replies.expectFirstWord(firstWord -> never[0] = firstWord);
        int taken = 0;
        while (taken < 1_000 && replies.mayCome()) {
            replies.add("behind what is never said");
            taken++;
        }
        assertThat(taken).isEqualTo(256);
        assertThat(connection.isClosed()).isTrue();
    }

    @Test
    void takesNoMoreThanSoManyCharactersOfAnswers() {
        ReplyQueue replies = answers();
        replies.expectFirstWord(firstWord -> {});
        assertThat(replies.mayCome()).isTrue();
        replies.add("x".repeat(1 << 20));
        assertThat(replies.mayCome()).isFalse();
        assertThat(connection.isClosed()).isTrue();
    }
}
