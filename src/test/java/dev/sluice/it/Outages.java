package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.attack.StubbornLoad;
import dev.sluice.attack.StubbornSocket;
import dev.sluice.databases.DatabaseServer;
import dev.sluice.harness.EventId;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Limits;
import dev.sluice.harness.Received;
import dev.sluice.harness.Run;
import dev.sluice.harness.Setup;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The database is gone for half a minute, while publishers publish and subscribers read. */
abstract class Outages {

    private static final Duration LENGTH = Duration.ofSeconds(30);

    private static final int PUBLISHERS = 8;

    /** More than the tail holds and a connection swallows: who has not read it must go to the journal. */
    private static final int BEFORE = 2_000;

    private static final String LARGE = "x".repeat(5_000);

    private final Gateway gateway;
    private final DatabaseServer database;
    private final String topic = Fresh.topic("outage");

    Outages(Gateway gateway, DatabaseServer database) {
        this.gateway = gateway;
        this.database = database;
    }

    static Gateway start(String name, DatabaseServer database) {
        return Gateway.start(Setup.named(name).on(database.emptyDatabase()).with("sluice.tail.max-events", 100));
    }

    @Test
    void losesNothingAndNobodyWhenTheDatabaseIsKilled() {
        losesNothingAndNobody("killed", database::kill, database::startAgain);
    }

    @Test
    void losesNothingAndNobodyWhenTheDatabaseIsFrozen() {
        losesNothingAndNobody("frozen", database::freeze, database::thaw);
    }

    private void losesNothingAndNobody(String how, Runnable goAway, Runnable comeBack) {
        String start = gateway.http().end();
        try (SseStream live = gateway.stream("topic=" + topic + "/**");
                SseStream behind = gateway.stream("topic=" + topic + "/**&after=" + start);
                WsClient client = WsClient.sluice(gateway);
                StubbornSocket socket = new StubbornSocket(gateway, topic + "/socket");
                StubbornLoad load = new StubbornLoad(gateway, topic, PUBLISHERS)) {
            live.ready();
            client.subscribe("s", topic + "/**", "");
            behind.stopReading();
            for (int i = 0; i < BEFORE; i += 100) {
                gateway.http().publishAll(topic + "/before", Collections.nCopies(100, LARGE));
            }
            load.start();
            socket.start();
            load.awaitMore(50);
            socket.awaitMore(500);

            goAway.run();
            long gone = System.nanoTime();
            load.awaitRefusals(PUBLISHERS);
            Duration noticed = Duration.ofNanos(System.nanoTime() - gone);
            behind.readOn();
            await("refusals on the WebSocket").atMost(Limits.LOAD).until(() -> socket.refusals() > 0);
            int acknowledged = load.ledger().size() + socket.ledger().size();
            long before = load.refusals();
            await("an outage of half a minute")
                    .atMost(Limits.LOAD)
                    .until(() -> System.nanoTime() - gone >= LENGTH.toNanos());
            long refusals = load.refusals();
            assertThat(refusals).as("it lasts").isGreaterThan(before);
            assertThat(load.ledger().size() + socket.ledger().size())
                    .as("acknowledged meanwhile")
                    .isEqualTo(acknowledged);
            comeBack.run();
            long back = System.nanoTime();
            load.awaitAnswerForAll();
            Duration recovered = Duration.ofNanos(System.nanoTime() - back);
            load.awaitMore(50);
            socket.awaitMore(500);
            load.stop();
            socket.stop();
            load.assertUndisturbed();
            socket.assertUndisturbed();

            EventId last = gateway.http().publish(topic + "/last", "last");
            List<Received> overSse = live.eventsUpTo(last);
            List<Received> overWebSocket = client.eventsUpTo("s", last);
            List<Received> byTheSlow = behind.eventsUpTo(last);
            Run journal = gateway.http().everything("topic=**", start);
            List<String> published = journal.events().stream()
                    .map(Received::data)
                    .filter(data -> data.contains("#"))
                    .toList();
            System.out.printf(
                    "database %s: acknowledged=%d, lost=%d, doubled=%d, refused with 503=%d, noticed after %d ms,"
                            + " publishing again %d ms after its return%n",
                    how,
                    load.ledger().size() + socket.ledger().size(),
                    load.ledger().lostIn(journal) + socket.ledger().lostIn(journal),
                    published.size() - Set.copyOf(published).size(),
                    refusals,
                    noticed.toMillis(),
                    recovered.toMillis());
            journal.assertGapless();
            load.ledger().assertKeptBy(journal);
            socket.ledger().assertKeptBy(journal);
            assertThat(published)
                    .as("each publication once, although it was sent again and again")
                    .doesNotHaveDuplicates();
            new Run(overSse).assertSameAs(journal);
            new Run(overWebSocket).assertSameAs(journal);
            new Run(byTheSlow).assertSameAs(journal);
        }
    }
}
