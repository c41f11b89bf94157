package dev.sluice.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.hub.Connection;
import dev.sluice.hub.Hub;
import dev.sluice.hub.Owner;
import dev.sluice.journal.MemoryJournal;
import dev.sluice.metrics.Metrics;
import dev.sluice.metrics.Refusals;
import dev.sluice.runtime.Threads;
import dev.sluice.settings.CurrentSettings;
import dev.sluice.settings.Settings;
import dev.sluice.settings.TestSettings;
import dev.sluice.wire.DraftJson;
import java.time.Clock;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A conversation on a real hub, without the parts that a message needs: each message that needs one is a fault. */
class ConversationTest {

    private final CurrentSettings current = TestSettings.current(Map.of());
    private final Settings settings = current.now();
    private final Hub hub =
            new Hub(new MemoryJournal(Clock.systemUTC(), all -> {}), new Threads(Thread::new), settings);
    private final RecordingSession session = new RecordingSession();
    private final Logger log = Logger.getLogger(Conversation.class.getName());
    private WebSocketOutlet outlet;
    private Connection connection;

    @BeforeEach
    void open() {
        log.setLevel(Level.OFF);
        hub.open();
        outlet = new WebSocketOutlet(session.session(), false, settings.delivery());
        connection = hub.connect(outlet, Owner.NOBODY);
    }

    @AfterEach
    void close() {
        hub.close();
        log.setLevel(null);
    }

    private Conversation conversation() {
        Parts parts = new Parts(
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                new DraftJson(1_000),
                new Refusals(new Metrics()),
                current);
        return new Conversation(connection, outlet, null, parts);
    }

    private void awaitAnswer(String part) {
        await().untilAsserted(() -> assertThat(session.texts()).anyMatch(text -> text.contains(part)));
    }

    @Test
    void answersAMessageThatFailsAndThoseAfterIt() {
        Conversation conversation = conversation();
        conversation.hear("{\"type\":\"subscribe\",\"ref\":1,\"topics\":[\"a\"]}");
        awaitAnswer("\"ref\":1,\"code\":\"internal-error\"");
        conversation.hear("{\"type\":\"ping\",\"ref\":2}");
        awaitAnswer("{\"type\":\"pong\",\"ref\":2}");
    }

    @Test
    void saysLaterAnswersWhenASubscriptionFails() {
        Answers answers = new Answers(connection, outlet);
        assertThatThrownBy(() -> answers.expectFirstWord(firstWord -> {
                    throw new IllegalStateException("a fault that is no rejection");
                }))
                .isInstanceOf(IllegalStateException.class);
        answers.add("later");
        awaitAnswer("later");
    }

    @Test
    void saysLaterAnswersAfterTheFirstWord() {
        Answers answers = new Answers(connection, outlet);
        Answers.Word[] expected = new Answers.Word[1];
        answers.expectFirstWord(firstWord -> expected[0] = firstWord);
        answers.add("later");
        answers.said(expected[0]);
        awaitAnswer("later");
    }
}
