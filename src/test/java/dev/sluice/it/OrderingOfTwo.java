package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import dev.sluice.databases.Database;
import dev.sluice.harness.EventId;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Http;
import dev.sluice.harness.Json;
import dev.sluice.harness.Limits;
import dev.sluice.harness.Publication;
import dev.sluice.harness.Received;
import dev.sluice.harness.Reply;
import dev.sluice.harness.Setup;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two nodes that share a journal, which is empty when both start on it at the same moment. */
abstract class OrderingOfTwo extends Ordering {

    private final List<Gateway> nodes;
    private final Database database;

    OrderingOfTwo(List<Gateway> nodes, Database database) {
        super(nodes);
        this.nodes = nodes;
        this.database = database;
    }

    static List<Gateway> start(String name, Database database) {
        List<CompletableFuture<Gateway>> starting = Stream.of("one", "other")
                .map(node -> Setup.named(name + "-" + node).on(database).with("sluice.poll", "20ms"))
                .map(setup -> CompletableFuture.supplyAsync(() -> Gateway.start(setup)))
                .toList();
        return starting.stream().map(CompletableFuture::join).toList();
    }

    /** Ends every connection that the nodes have. */
    abstract void endConnections();

    @Test
    void theSameKeyOnBothNodesIsOneEvent() {
        String topic = Fresh.topic("key");
        for (int i = 0; i < 50; i++) {
            Publication once = Publication.to(topic).text("once " + i).key(Fresh.key());
            List<CompletableFuture<Reply>> sent = nodes.stream()
                    .map(node -> CompletableFuture.supplyAsync(() -> node.http().publish(once)))
                    .toList();
            List<Reply> replies = sent.stream().map(CompletableFuture::join).toList();
            assertThat(replies).extracting(Reply::status).containsExactlyInAnyOrder(200, 201);
            assertThat(replies.get(0).id()).isEqualTo(replies.get(1).id());
        }
        assertThat(nodes.get(0).http().everything("topic=" + topic, "earliest").size())
                .isEqualTo(50);
    }

    /**
     * As when a standby takes over that has not received the last ten events, which have been acknowledged and delivered:
     * their positions are given out again.
     */
    @Test
    void tellsEverySubscriberOfBothNodesThatTheDatabaseHasGoneBack() {
        String topic = Fresh.topic("failover");
        try (SseStream here = nodes.get(0).stream("topic=" + topic);
                SseStream there = nodes.get(1).stream("topic=" + topic);
                WsClient client = WsClient.sluice(nodes.get(1))) {
            here.ready();
            there.ready();
            client.subscribe("s", topic, "");
            for (int i = 0; i < 20; i++) {
                nodes.get(0).http().publish(topic, "lost " + i);
            }
            EventId seen = here.events(20).get(19).id();
            there.events(20);
            client.eventsUpTo("s", seen);

            goBackTo(seen.position() - 10);
            EventId first = nodes.get(0).http().publish(topic, "new 0");
            assertThat(first.epoch()).isNotEqualTo(seen.epoch());
            assertThat(first.position()).isEqualTo(seen.position() - 9);
            EventId goneOnHere = assertGap(here.gap().json(), seen);
            EventId goneOnThere = assertGap(there.gap().json(), seen);
            EventId goneOnOverWebSocket = assertGap(client.take("gap"), seen);
            EventId last = nodes.get(1).http().publish(topic, "new 1");
            assertGapless(goneOnHere, here.eventsUpTo(last));
            assertGapless(goneOnThere, there.eventsUpTo(last));
            assertGapless(goneOnOverWebSocket, client.eventsUpTo("s", last));
            try (SseStream back = nodes.get(1).resume("topic=" + topic, seen.toString())) {
                back.ready();
                assertThat(Json.text(back.gap().json(), "reason")).isEqualTo("epoch");
            }

            execute("UPDATE journal_head SET epoch = '" + Long.toString(System.nanoTime(), Character.MAX_RADIX) + "'");
            assertGap(here.gap().json(), last);
            assertGap(there.gap().json(), last);
            assertThat(nodes.get(0).http().publish(topic, "newer").epoch()).isNotEqualTo(last.epoch());
        }
        assertThat(nodes)
                .allSatisfy(node -> assertThat(node.log())
                        .containsOnlyOnce("the journal has lost events that this node has seen")
                        .containsOnlyOnce("the journal's epoch has changed while this node runs"));
    }

    private static void assertGapless(EventId after, List<Received> events) {
        assertThat(events)
                .extracting(Received::id)
                .isEqualTo(LongStream.rangeClosed(1, events.size())
                        .mapToObj(after::plus)
                        .toList());
    }

    private static EventId assertGap(JsonObject gap, EventId seen) {
        assertThat(Json.text(gap, "reason")).isEqualTo("epoch");
        assertThat(Json.text(gap, "from")).isEqualTo(seen.toString());
        return EventId.parse(Json.text(gap, "to"));
    }

    private void goBackTo(long position) {
        execute(
                "UPDATE journal_head SET position = " + position
                        + ", total_bytes = (SELECT total_bytes FROM journal_entry WHERE position = " + position + ")",
                "DELETE FROM journal_entry WHERE position > " + position);
    }

    private void execute(String... sql) {
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String each : sql) {
                statement.execute(each);
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As when it restarts. A publisher sends again what was not acknowledged, as it may. */
    @Test
    void goesOnWhenTheDatabaseHasEndedEveryConnection() {
        String topic = Fresh.topic("ended");
        Http http = nodes.get(0).http();
        List<String> published =
                IntStream.range(0, 60).mapToObj(Integer::toString).toList();
        try (SseStream here = nodes.get(0).stream("topic=" + topic);
                SseStream there = nodes.get(1).stream("topic=" + topic)) {
            here.ready();
            there.ready();
            for (String data : published) {
                Publication once = Publication.to(topic).text(data).key(Fresh.key());
                CompletableFuture<Void> ending = Integer.parseInt(data) % 10 == 5
                        ? CompletableFuture.runAsync(this::endConnections)
                        : CompletableFuture.completedFuture(null);
                await("a publication")
                        .atMost(Limits.ANSWER)
                        .until(() -> http.publish(once).status() < 300);
                ending.join();
            }
            assertThat(here.events(published.size())).extracting(Received::data).isEqualTo(published);
            assertThat(there.events(published.size()))
                    .extracting(Received::data)
                    .isEqualTo(published);
        }
        nodes.get(1).http().everything("topic=**", "earliest").assertGapless();
    }
}
