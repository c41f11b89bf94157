package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import dev.sluice.harness.EventId;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Http;
import dev.sluice.harness.Json;
import dev.sluice.harness.Limits;
import dev.sluice.harness.Page;
import dev.sluice.harness.Publication;
import dev.sluice.harness.RawSocket;
import dev.sluice.harness.Received;
import dev.sluice.harness.Reply;
import dev.sluice.harness.Setup;
import dev.sluice.harness.SseBlock;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A journal that keeps fifty events. */
class RetentionIT {

    private static final int KEPT = 50;
    private static Gateway gateway;

    private final Http http = gateway.http();
    private final String topic = Fresh.topic("retention");
    private final String query = "topic=" + topic;

    @BeforeAll
    static void start() {
        gateway = Gateway.start(Setup.named("retention")
                .with("sluice.retention.count", KEPT)
                .with("sluice.retention.interval", 1)
                .with("sluice.heartbeat", 1)
                .with("sluice.tail.max-events", 100)
                .with("sluice.backlog.max-events", 10));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void whoResumesTooLateIsToldWhatIsGone() {
        EventId seen = http.publish(topic, "seen");
        List<EventId> ids = publish(200);
        awaitTrimming();
        EventId lastGone = ids.get(200 - KEPT - 1);

        try (SseStream stream = gateway.resume(query, seen.toString())) {
            assertThat(stream.ready().json().get("resumed").getAsBoolean()).isFalse();
            SseBlock gap = stream.gap();
            assertThat(gap.id()).contains(lastGone.toString());
            assertRetentionGap(gap.json(), seen.plus(1), lastGone);
            assertThat(stream.events(KEPT)).extracting(Received::id).isEqualTo(ids.subList(150, 200));
        }
        try (WsClient client = WsClient.sluice(gateway)) {
            JsonObject subscribed = client.subscribe("s", topic, "'after':'" + seen + "'");
            assertThat(subscribed.get("resumed").getAsBoolean()).isFalse();
            JsonObject gap = client.take("gap");
            assertThat(Json.text(gap, "id")).isEqualTo(lastGone.toString());
            assertRetentionGap(gap, seen.plus(1), lastGone);
            assertThat(client.events("s", KEPT)).extracting(Received::id).isEqualTo(ids.subList(150, 200));
        }
        Page page = http.history(query + "&after=" + seen);
        assertRetentionGap(page.gap(), seen.plus(1), lastGone);
        assertThat(page.received()).extracting(Received::id).isEqualTo(ids.subList(150, 200));
    }

    @Test
    void whoAsksForTheStartOfTheJournalMissesNothing() {
        publish(200);
        awaitTrimming();
        Page page = http.history("after=earliest&limit=1000");
        assertThat(page.hasGap()).isFalse();
        assertThat(page.events()).hasSize(KEPT);
        try (SseStream stream = gateway.stream("after=earliest")) {
            stream.ready();
            assertThat(stream.events(KEPT)).isEqualTo(page.received());
        }
    }

    @Test
    void whoStandsAtTheEdgeOfWhatIsLeftMissesNothing() {
        List<EventId> ids = publish(200);
        awaitTrimming();
        try (SseStream stream = gateway.resume(query, ids.get(149).toString())) {
            assertThat(stream.ready().json().get("resumed").getAsBoolean()).isTrue();
            assertThat(stream.events(KEPT)).extracting(Received::id).isEqualTo(ids.subList(150, 200));
        }
    }

    @Test
    void aQuietTopicNeverHasAFalseGap() {
        EventId first;
        SseStream stream = gateway.stream(query);
        stream.ready();
        first = http.publish(topic, "first");
        assertThat(stream.event().id()).isEqualTo(first);
        EventId last = publish("elsewhere", 200).get(199);
        awaitTrimming();
        while (!stream.cursor().equals(last.toString())) {
            stream.nextHeartbeat();
        }
        stream.cut();
        try (SseStream again = gateway.resume(query, stream.cursor())) {
            assertThat(again.ready().json().get("resumed").getAsBoolean()).isTrue();
            EventId second = http.publish(topic, "second");
            assertThat(again.event().id()).isEqualTo(second);
        }
    }

    @Test
    void aKeyIsForgottenWithItsEvent() {
        Publication once = Publication.to(topic).text("once").key(Fresh.key());
        EventId first = http.publish(once).id();
        assertThat(http.publish(once).status()).isEqualTo(200);
        publish(200);
        awaitTrimming();
        Reply again = http.publish(once);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.id().isAfter(first)).isTrue();
    }

    /** More than the sockets between hold is published while it does not read, and its place in the journal goes. */
    @Test
    void aReaderThatRetentionPassesIsToldInTheStream() {
        String large = "x".repeat(8_000);
        try (SseStream slow = SseStream.open(RawSocket.open(gateway.port(), 4096), query, "")) {
            EventId start = EventId.parse(Json.text(slow.ready().json(), "cursor"));
            slow.stopReading();
            for (int i = 0; i < 200; i++) {
                http.publishAll(topic, Collections.nCopies(20, large));
            }
            awaitTrimming();
            EventId end = EventId.parse(http.end());
            slow.readOn();
            assertContinuousButForGaps(slow, start, end);
        }
    }

    private static void assertContinuousButForGaps(SseStream stream, EventId start, EventId end) {
        EventId seen = start;
        int gaps = 0;
        while (!seen.equals(end)) {
            SseBlock block = stream.nextEvent();
            if (block.event().equals("sluice.gap")) {
                gaps++;
                EventId to = EventId.parse(Json.text(block.json(), "to"));
                assertThat(block.id()).contains(to.toString());
                assertThat(to.isAfter(seen)).isTrue();
                assertRetentionGap(block.json(), seen.plus(1), to);
                seen = to;
            } else {
                assertThat(block.received().id()).isEqualTo(seen.plus(1));
                seen = seen.plus(1);
            }
        }
        assertThat(gaps).as("gaps told").isPositive();
    }

    private static void assertRetentionGap(JsonObject gap, EventId from, EventId to) {
        assertThat(Json.text(gap, "reason")).isEqualTo("retention");
        assertThat(Json.text(gap, "from")).isEqualTo(from.toString());
        assertThat(Json.text(gap, "to")).isEqualTo(to.toString());
    }

    private List<EventId> publish(int count) {
        return publish(topic, count);
    }

    private List<EventId> publish(String where, int count) {
        List<String> texts =
                IntStream.range(0, count).mapToObj(i -> "number " + i).toList();
        return new ArrayList<>(http.publishAll(where, texts));
    }

    private void awaitTrimming() {
        EventId end = EventId.parse(http.end());
        await("retention")
                .atMost(Limits.ANSWER)
                .until(() -> http.history("after=earliest&limit=1")
                        .received()
                        .get(0)
                        .id()
                        .equals(end.plus(1 - KEPT)));
    }
}
