package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.databases.Database;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two nodes that share a journal, which is empty when both start on it at the same moment. */
abstract class OrderingOfTwo extends Ordering {

    private final List<Gateway> nodes;

    OrderingOfTwo(List<Gateway> nodes) {
        super(nodes);
        this.nodes = nodes;
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
