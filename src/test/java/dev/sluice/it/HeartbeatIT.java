package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.sluice.harness.EventId;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Http;
import dev.sluice.harness.Json;
import dev.sluice.harness.Received;
import dev.sluice.harness.Setup;
import dev.sluice.harness.SseBlock;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import dev.sluice.servers.OnEveryServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A heartbeat every second, and what it does to the cursor of somebody for whom nothing happens. */
@OnEveryServer
class HeartbeatIT {

    private static Gateway gateway;

    private final Http http = gateway.http();
    private final String topic = Fresh.topic("quiet");
    private final String query = "topic=" + topic;

    @BeforeAll
    static void start() {
        gateway = Gateway.start(Setup.named("heartbeat").with("sluice.heartbeat", 1));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void movesTheCursorOfAStreamOverWhatDoesNotMatch() {
        try (SseStream stream = gateway.stream(query)) {
            assertThat(stream.ready().json().get("heartbeat").getAsInt()).isEqualTo(1);
            EventId elsewhere = http.publish("elsewhere", "not for them");
            SseBlock heartbeat = stream.nextHeartbeat();
            while (!heartbeat.lastEventId().equals(elsewhere.toString())) {
                heartbeat = stream.nextHeartbeat();
            }
            assertThat(heartbeat.raw()).isEqualTo(": \nid: " + elsewhere + "\n\n");
        }
    }

    @Test
    void comesWhenNothingHappensAtAll() {
        try (SseStream stream = gateway.stream(query)) {
            stream.ready();
            String cursor = stream.cursor();
            assertThat(stream.nextHeartbeat().lastEventId()).isEqualTo(cursor);
            assertThat(stream.nextHeartbeat().lastEventId()).isEqualTo(cursor);
        }
    }

    @Test
    void aCursorThatAHeartbeatMovedResumesWithoutAGap() {
        EventId elsewhere;
        SseStream first = gateway.stream(query);
        first.ready();
        elsewhere = http.publish("elsewhere", "not for them");
        while (!first.cursor().equals(elsewhere.toString())) {
            first.nextHeartbeat();
        }
        first.cut();
        EventId missed = http.publish(topic, "missed");
        try (SseStream second = gateway.resume(query, first.cursor())) {
            assertThat(second.ready().json().get("resumed").getAsBoolean()).isTrue();
            assertThat(second.event()).isEqualTo(new Received(missed, "missed"));
        }
    }

    @Test
    void saysTheCursorOfEachSubscriptionOfAWebSocket() {
        try (WsClient client = WsClient.plain(gateway)) {
            assertThat(client.take("ready").get("heartbeat").getAsInt()).isEqualTo(1);
            client.subscribe("one", topic, "");
            client.subscribe("two", topic + "/*", "");
            String elsewhere = http.publish("elsewhere", "not for them").toString();
            client.take("heartbeat that has come so far", message -> cursorsOf(message, elsewhere));
        }
    }

    @Test
    void aCursorThatAHeartbeatMovedResumesOnTheOtherProtocol() {
        String cursor;
        try (WsClient client = WsClient.sluice(gateway)) {
            client.subscribe("s", topic, "");
            String elsewhere = http.publish("elsewhere", "not for them").toString();
            JsonObject heartbeat = client.take(
                    "heartbeat that has come so far",
                    message -> Json.text(message, "type").equals("heartbeat")
                            && message.getAsJsonObject("cursors")
                                    .get("s")
                                    .getAsString()
                                    .equals(elsewhere));
            cursor = heartbeat.getAsJsonObject("cursors").get("s").getAsString();
        }
        EventId missed = http.publish(topic, "missed");
        try (SseStream stream = gateway.resume(query, cursor)) {
            assertThat(stream.ready().json().get("resumed").getAsBoolean()).isTrue();
            assertThat(stream.event()).isEqualTo(new Received(missed, "missed"));
        }
    }

    private static boolean cursorsOf(JsonObject message, String cursor) {
        if (!Json.text(message, "type").equals("heartbeat")) {
            return false;
        }
        JsonObject cursors = message.getAsJsonObject("cursors");
        return Json.text(cursors, "one").equals(cursor)
                && Json.text(cursors, "two").equals(cursor);
    }
}
