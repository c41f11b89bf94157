package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Http;
import dev.sluice.harness.Json;
import dev.sluice.harness.RawSocket;
import dev.sluice.harness.RawWebSocket;
import dev.sluice.harness.Reply;
import dev.sluice.harness.Setup;
import dev.sluice.harness.SseBlock;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who is on a topic. */
class PresenceIT {

    private static Gateway gateway;

    private final String topic = Fresh.topic("room");
    private final Http http = gateway.http();

    @BeforeAll
    static void start() {
        gateway = Gateway.start(
                Setup.named("presence").with("sluice.presence.grace", "1s").with("sluice.presence.silence", "4s"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private List<String> members() {
        Reply reply = http.send(http.to("/api/presence?topic=" + topic).GET());
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return Json.objects(reply.json().getAsJsonArray("members")).stream()
                .map(member -> Json.text(member, "member") + member.get("state"))
                .toList();
    }

    private static String told(JsonObject message) {
        JsonObject data = message.getAsJsonObject("data");
        return Json.text(message, "event") + " " + Json.text(data, "member") + data.get("state");
    }

    private WsClient watching() {
        WsClient watcher = WsClient.sluice(gateway);
        watcher.subscribe("watch", "$presence/" + topic, "");
        JsonObject present = watcher.message("watch");
        assertThat(Json.text(present, "event")).isEqualTo("present");
        return watcher;
    }

    @Test
    void tellsWhoComesChangesAndGoes() {
        try (WsClient watcher = watching();
                WsClient ann = WsClient.sluice(gateway)) {
            ann.subscribe("s", topic, "'member':'ann','state':{'name':'Ann'}");
            assertThat(told(watcher.message("watch"))).isEqualTo("join ann{\"name\":\"Ann\"}");
            assertThat(members()).containsExactly("ann{\"name\":\"Ann\"}");
            ann.ask("{'type':'state','topic':'%s','state':{'typing':true}}".formatted(topic), "ack");
            assertThat(told(watcher.message("watch"))).isEqualTo("update ann{\"typing\":true}");
            JsonObject list = watcher.ask("{'type':'members','topic':'%s'}".formatted(topic), "members");
            assertThat(list.getAsJsonArray("members")).hasSize(1);
            ann.ask("{'type':'unsubscribe','sub':'s'}", "unsubscribed");
            assertThat(told(watcher.message("watch"))).isEqualTo("leave ann{\"typing\":true}");
            assertThat(members()).isEmpty();
        }
    }

    @Test
    void beginsWithWhoIsThere() {
        try (WsClient ann = WsClient.sluice(gateway)) {
            ann.subscribe("s", topic, "'member':'ann'");
            await().until(() -> !members().isEmpty());
            try (SseStream stream = gateway.stream("format=envelope&topic=$presence/" + topic)) {
                stream.ready();
                JsonObject present = stream.nextEvent().json();
                assertThat(Json.text(present, "event")).isEqualTo("present");
                assertThat(Json.text(present, "topic")).isEqualTo("$presence/" + topic);
                assertThat(present.getAsJsonObject("data").getAsJsonArray("members"))
                        .hasSize(1);
            }
        }
    }

    @Test
    void makesNoNoiseForAReloadNorForASecondTab() {
        try (WsClient watcher = watching()) {
            try (SseStream stream = gateway.stream("topic=" + topic + "&member=ann")) {
                stream.ready();
                assertThat(told(watcher.message("watch"))).isEqualTo("join annnull");
            }
            try (SseStream reloaded = gateway.stream("topic=" + topic + "&member=ann");
                    WsClient tab = WsClient.sluice(gateway)) {
                reloaded.ready();
                tab.subscribe("s", topic, "'member':'ann'");
                try (WsClient bob = WsClient.sluice(gateway)) {
                    bob.subscribe("s", topic, "'member':'bob'");
                    assertThat(told(watcher.message("watch"))).isEqualTo("join bobnull");
                }
                assertThat(told(watcher.message("watch"))).isEqualTo("leave bobnull");
                assertThat(members()).containsExactly("annnull");
            }
            assertThat(told(watcher.message("watch"))).isEqualTo("leave annnull");
        }
    }

    @Test
    void letsAStreamSayItsState() {
        try (WsClient watcher = watching();
                SseStream stream = gateway.stream("topic=" + topic + "&member=ann&state=%7B%22x%22%3A1%7D")) {
            String connection = Json.text(stream.ready().json(), "connection");
            assertThat(told(watcher.message("watch"))).isEqualTo("join ann{\"x\":1}");
            assertThat(put(connection, "{\"x\":2}").status()).isEqualTo(204);
            assertThat(told(watcher.message("watch"))).isEqualTo("update ann{\"x\":2}");
            put(connection, "{").assertProblem(400, "body-invalid");
            put(connection, "\"" + "x".repeat(5_000) + "\"").assertProblem(413, "data-too-large");
            // wherever it is cut, there is half a character
            for (String unit : List.of("é", "€", "😀", "x😀")) {
                put(connection, "\"" + unit.repeat(4_096) + "\"").assertProblem(413, "data-too-large");
            }
            put(connection, "1" + " ".repeat(4_096)).assertProblem(413, "data-too-large");
            put(connection, "\"\\ud83d\"").assertProblem(400, "body-invalid");
            put(connection, "{\"a\":[\"\\ude00\"]}").assertProblem(400, "body-invalid");
            put("c-another", "1").assertProblem(404, "connection-unknown");
        }
    }

    private Reply put(String connection, String state) {
        return http.send(http.to("/api/presence?topic=" + topic + "&connection=" + connection)
                .PUT(BodyPublishers.ofString(state)));
    }

    /** A client whose machine has lost its power says nothing; this one answers no ping any more. */
    @Test
    void findsThatAWebSocketHasGoneWithoutAWord() {
        try (WsClient watcher = watching();
                RawWebSocket dead = RawWebSocket.open(RawSocket.open(gateway.port()))) {
            dead.send("{\"type\":\"subscribe\",\"topics\":[\"%s\"],\"member\":\"dead\"}".formatted(topic));
            assertThat(told(watcher.message("watch"))).isEqualTo("join deadnull");
            dead.stopReading();
            assertThat(told(watcher.message("watch"))).isEqualTo("leave deadnull");
        }
    }

    /** One that answers pings, and says nothing else, stays. */
    @Test
    void keepsAQuietWebSocket() {
        try (WsClient watcher = watching();
                WsClient quiet = WsClient.sluice(gateway)) {
            quiet.subscribe("s", topic, "'member':'quiet'");
            assertThat(told(watcher.message("watch"))).isEqualTo("join quietnull");
            try (RawWebSocket dead = RawWebSocket.open(RawSocket.open(gateway.port()))) {
                dead.send("{\"type\":\"subscribe\",\"topics\":[\"%s\"],\"member\":\"dead\"}".formatted(topic));
                assertThat(told(watcher.message("watch"))).isEqualTo("join deadnull");
                dead.stopReading();
                dead.stopReading();
                assertThat(told(watcher.message("watch"))).isEqualTo("leave deadnull");
            }
            assertThat(members()).containsExactly("quietnull");
        }
    }

    /** A stream is sent away now and then: whoever is there comes back at once, and whoever is not is gone. */
    @Test
    void findsThatAStreamHasGoneWithoutAWord() {
        try (WsClient watcher = watching();
                SseStream stream = gateway.stream("topic=" + topic + "&member=ann")) {
            stream.ready();
            assertThat(told(watcher.message("watch"))).isEqualTo("join annnull");
            SseBlock last = stream.next();
            while (last.retry().isEmpty()) {
                last = stream.next();
            }
            assertThat(last.retry()).hasValue(1);
            try (SseStream back = gateway.resume("topic=" + topic + "&member=ann", stream.cursor())) {
                back.ready();
                http.publish(topic, "x");
                assertThat(back.event().data()).isEqualTo("x");
                assertThat(members()).containsExactly("annnull");
            }
            assertThat(told(watcher.message("watch"))).isEqualTo("leave annnull");
        }
    }

    @Test
    void leavesNobodyBehindWhenTheServerIsKilled() {
        try (Gateway own = Gateway.start(Setup.named("presence-killed"))) {
            try (WsClient ann = WsClient.sluice(own)) {
                ann.subscribe("s", topic, "'member':'ann'");
                own.kill();
                own.restart();
                try (SseStream stream = own.stream("format=envelope&topic=$presence/" + topic)) {
                    stream.ready();
                    JsonObject present = stream.nextEvent().json();
                    assertThat(present.getAsJsonObject("data").getAsJsonArray("members"))
                            .isEmpty();
                }
            }
        }
    }

    /** With it, anybody could speak for its client. */
    @Test
    void tellsNobodyTheNameOfAConnection() {
        try (WsClient client = WsClient.sluice(gateway)) {
            String connection = Json.text(client.take("ready"), "connection");
            client.subscribe("s", topic, "'state':1");
            await().until(() -> !members().isEmpty());
            assertThat(members().get(0)).startsWith("guest-").doesNotContain(connection.substring(2));
        }
    }

    @Test
    void takesBackNoStateForATabThatSaysNothing() {
        try (WsClient watcher = watching();
                WsClient ann = WsClient.sluice(gateway);
                WsClient tab = WsClient.sluice(gateway)) {
            ann.subscribe("s", topic, "'member':'ann','state':1");
            assertThat(told(watcher.message("watch"))).isEqualTo("join ann1");
            tab.subscribe("s", topic, "'member':'ann'");
            ann.subscribe("bob", topic, "'member':'bob'");
            assertThat(told(watcher.message("watch"))).isEqualTo("join bobnull");
            assertThat(members()).contains("ann1");
        }
    }

    @Test
    void refusesWhoCannotBePresent() {
        try (WsClient client = WsClient.sluice(gateway)) {
            String subscribe = "{'type':'subscribe','topics':['%s'],%s}";
            assertThat(code(client, subscribe.formatted(topic + "/*", "'member':'ann'")))
                    .isEqualTo("parameter-invalid");
            // as an empty parameter is none over HTTP
            client.ask(subscribe.formatted(topic + "/empty", "'member':''"), "subscribed");
            assertThat(code(client, subscribe.formatted(topic, "'member':'" + "中".repeat(100) + "'")))
                    .isEqualTo("parameter-invalid");
            assertThat(code(client, subscribe.formatted("$presence/x", "'member':'ann'")))
                    .isEqualTo("topic-invalid");
            assertThat(code(client, subscribe.formatted(topic, "'state':'%s'".formatted("x".repeat(5_000)))))
                    .isEqualTo("data-too-large");
            assertThat(code(client, "{'type':'state','topic':'%s','state':1}".formatted(topic)))
                    .isEqualTo("connection-unknown");
            assertThat(code(client, "{'type':'state','topic':'%s'}".formatted(topic)))
                    .isEqualTo("message-invalid");
            assertThat(code(client, "{'type':'members'}")).isEqualTo("topic-invalid");
        }
        http.get("topic=" + topic + "&state=1", "text/event-stream").assertProblem(400, "parameter-invalid");
        http.get("topic=" + topic + "&member=a&state=%7B", "text/event-stream").assertProblem(400, "body-invalid");
        http.get("topic=" + topic + "&member=a&state=%22%5Cud83d%22", "text/event-stream")
                .assertProblem(400, "body-invalid");
        http.get("topic=" + topic + "&member=a&state=%22%ED%A0%BD%22", "text/event-stream")
                .assertProblem(400, "parameter-invalid");
        http.get("topic=" + topic + "&member=a&state=%22" + "x".repeat(4_200), "text/event-stream")
                .assertProblem(413, "data-too-large");
    }

    private static String code(WsClient client, String message) {
        return Json.text(client.ask(message, "error"), "code");
    }
}
