package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.sluice.harness.EventId;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Http;
import dev.sluice.harness.Json;
import dev.sluice.harness.Limits;
import dev.sluice.harness.Publication;
import dev.sluice.harness.RawSocket;
import dev.sluice.harness.RawWebSocket;
import dev.sluice.harness.Received;
import dev.sluice.harness.Run;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import dev.sluice.servers.ExceptWhere;
import dev.sluice.servers.OnEveryServer;
import dev.sluice.servers.Quirk;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages of the WebSocket, as the protocol page has them. */
@OnEveryServer
class WebSocketIT {

    private static final int FAR = 2_000;

    /** How many Payara has. */
    private static final int REQUEST_THREADS = 200;

    private final Gateway gateway = Gateway.shared();
    private final Http http = gateway.http();
    private final String topic = Fresh.topic("socket");

    @Test
    void theServerSpeaksFirst() {
        try (WsClient one = WsClient.plain(gateway);
                WsClient other = WsClient.sluice(gateway)) {
            JsonObject ready = one.take("first message", message -> true);
            assertThat(Json.text(ready, "type")).isEqualTo("ready");
            assertThat(ready.get("heartbeat").getAsInt()).isEqualTo(15);
            assertThat(Json.text(ready, "connection"))
                    .isNotEmpty()
                    .isNotEqualTo(Json.text(other.take("ready"), "connection"));
        }
    }

    /** On Payara such a client once held a request thread for ever, and two hundred of them all of those there are. */
    @Test
    @ExceptWhere(Quirk.DROPS_A_FRAME_THAT_COMES_WITH_THE_HANDSHAKE)
    void aFrameMayComeTogetherWithTheHandshake() {
        List<RawWebSocket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < REQUEST_THREADS + 10; i++) {
                RawWebSocket client =
                        RawWebSocket.openSending(RawSocket.open(gateway.port()), "{'type':'ping','ref':" + i + "}");
                clients.add(client);
                assertThat(client.take("pong", Limits.ANSWER).get("ref").getAsInt())
                        .isEqualTo(i);
            }
            assertThat(http.answers()).isTrue();
        } finally {
            clients.forEach(RawWebSocket::close);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "-1", "0.5", "'x'", "'a \\' \\n ä'"})
    void aRefComesBackAsItWas(String ref) {
        try (WsClient client = WsClient.plain(gateway)) {
            JsonObject ping = Json.object("{'type':'ping','ref':" + ref + "}");
            client.send(ping.toString());
            assertThat(client.take("pong").get("ref")).isEqualTo(ping.get("ref"));
        }
    }

    @Test
    void aRefMayBeLeftOut() {
        try (WsClient client = WsClient.plain(gateway)) {
            client.send("{\"type\":\"ping\"}");
            assertThat(client.take("pong").has("ref")).isFalse();
        }
    }

    /** Each message has an answer of its own: one that is wrong takes nothing from the others. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFrameMayHoldSeveralMessages(boolean subprotocol) {
        try (WsClient client = subprotocol ? WsClient.sluice(gateway) : WsClient.plain(gateway)) {
            client.subscribe("s", topic, "");
            client.send("""
                    [{'type':'publish','ref':1,'topic':'%1$s','data':'first'},
                     {'type':'nonsense','ref':2},
                     [{'type':'ping'}],
                     {'type':'publish','ref':3,'topic':'%1$s','data':'second'},
                     {'type':'ping','ref':4}]""".formatted(topic).replace('\'', '"'));
            Map<String, String> answers = new HashMap<>();
            for (int i = 0; i < 5; i++) {
                JsonObject answer = client.take(
                        "an answer", message -> Json.text(message, "type").matches("ack|error|pong"));
                answers.put(Json.text(answer, "ref"), Json.text(answer, "type"));
            }
            assertThat(answers).isEqualTo(Map.of("1", "ack", "2", "error", "", "error", "3", "ack", "4", "pong"));
            assertThat(client.message("s").get("data")).isEqualTo(new JsonPrimitive("first"));
            assertThat(client.message("s").get("data")).isEqualTo(new JsonPrimitive("second"));
        }
    }

    /** More of them than may wait for an answer: the client is held back, not sent away. */
    @Test
    void aFrameMayHoldMoreMessagesThanMayWaitForAnAnswer() {
        int many = 1_000;
        try (WsClient client = WsClient.sluice(gateway)) {
            client.send(IntStream.range(0, many)
                    .mapToObj(i -> "{\"type\":\"publish\",\"topic\":\"" + topic + "\",\"data\":" + i + "}")
                    .collect(Collectors.joining(",", "[", "]")));
            List<EventId> ids = IntStream.range(0, many)
                    .mapToObj(i -> EventId.parse(Json.text(client.take("ack"), "id")))
                    .toList();
            assertThat(ids)
                    .isSortedAccordingTo(Comparator.comparing(EventId::position))
                    .doesNotHaveDuplicates();
            assertThat(client.inbox().arrays())
                    .as("frames with several answers")
                    .isPositive();
        }
    }

    /** Or a client would take itself for subscribed that is not. */
    @Test
    void answersComeInTheOrderOfTheQuestions() {
        String frame = """
                [{'type':'ping'},{'type':'ping'},{'type':'ping'},
                 {'type':'subscribe','sub':'s','topics':['%s']},
                 {'type':'unsubscribe','sub':'s'}]""".formatted(topic).replace('\'', '"');
        try (WsClient client = WsClient.sluice(gateway)) {
            for (int i = 0; i < 100; i++) {
                // several on their way at once, so that some wait when others come
                IntStream.range(0, 10).forEach(n -> client.send(frame));
                for (int n = 0; n < 10; n++) {
                    assertThat(IntStream.range(0, 5).mapToObj(answer -> Json.text(client.answer(), "type")))
                            .containsExactly("pong", "pong", "pong", "subscribed", "unsubscribed");
                }
            }
        }
    }

    /** It may only store a cursor when it has seen all that comes before. */
    @Test
    void aSubscriptionWithSomethingStillToComeSaysNoCursor() {
        http.publish(topic, "before");
        try (WsClient client = WsClient.plain(gateway)) {
            assertThat(client.subscribe("snapshot", topic, "'snapshot':true").has("cursor"))
                    .isFalse();
            assertThat(client.subscribe("gap", topic, "'after':'other-1'").has("cursor"))
                    .isFalse();
        }
    }

    @Test
    void aSubscriptionSaysWhereItStands() {
        String cursor = http.publish(topic, "before").toString();
        try (WsClient client = WsClient.plain(gateway)) {
            JsonObject fresh = client.subscribe("fresh", topic, "");
            assertThat(Json.text(fresh, "sub")).isEqualTo("fresh");
            assertThat(Json.text(fresh, "cursor")).isEqualTo(cursor);
            assertThat(fresh.get("resumed").getAsBoolean()).isFalse();
            JsonObject resumed = client.subscribe("resumed", topic, "'after':'" + cursor + "'");
            assertThat(Json.text(resumed, "cursor")).isEqualTo(cursor);
            assertThat(resumed.get("resumed").getAsBoolean()).isTrue();
        }
    }

    @Test
    void anEventHasAllThatIsKnownOfIt() {
        try (WsClient client = WsClient.plain(gateway)) {
            client.subscribe("s", topic, "");
            JsonObject ack = client.ask(
                    "{'type':'publish','topic':'%s','event':'said','data':{'a':[1,null,'x']}}".formatted(topic), "ack");
            JsonObject event = client.message("s");
            assertThat(Json.text(event, "id")).isEqualTo(Json.text(ack, "id"));
            assertThat(Json.text(event, "topic")).isEqualTo(topic);
            assertThat(Json.text(event, "event")).isEqualTo("said");
            assertThat(Instant.parse(Json.text(event, "time"))).isAfter(Instant.EPOCH);
            assertThat(event.get("data")).isEqualTo(Json.object("{'a':[1,null,'x']}"));
        }
    }

    @Test
    void jsonIsJsonAndTextIsAString() {
        try (WsClient client = WsClient.plain(gateway)) {
            client.subscribe("s", topic, "");
            http.publish(Publication.to(topic).json("42")).id();
            http.publish(topic, "42");
            http.publish(Publication.to(topic).json("\"x\"")).id();
            http.publish(Publication.to(topic)
                            .contentType("application/vnd.a+json")
                            .text("[true]"))
                    .id();
            http.publish(topic, "\"quoted\"\r\n\u2028 ä 😀");
            assertThat(client.message("s").get("data")).isEqualTo(new JsonPrimitive(42));
            JsonObject text = client.message("s");
            assertThat(text.get("data")).isEqualTo(new JsonPrimitive("42"));
            assertThat(text.has("event")).isFalse();
            assertThat(client.message("s").get("data")).isEqualTo(new JsonPrimitive("x"));
            assertThat(client.message("s").get("data").getAsJsonArray()).hasSize(1);
            assertThat(client.message("s").get("data")).isEqualTo(new JsonPrimitive("\"quoted\"\r\n\u2028 ä 😀"));
        }
    }

    @Test
    void bytesTravelInABinaryFrameEitherWay() {
        byte[] bytes = {0, 1, 2, (byte) 0xff, '\n', '{'};
        try (WsClient publisher = WsClient.plain(gateway);
                WsClient client = WsClient.sluice(gateway);
                SseStream stream = gateway.stream("topic=" + topic)) {
            stream.ready();
            client.subscribe("s", topic, "");
            publisher.sendBinary(
                    "{'type':'publish','ref':7,'topic':'%s','event':'seen','contentType':'image/png'}".formatted(topic),
                    bytes);
            JsonObject ack = publisher.take("ack");
            assertThat(ack.get("ref").getAsInt()).isEqualTo(7);
            publisher.sendBinary("{'type':'publish','ref':8,'topic':'%s'}".formatted(topic), new byte[0]);
            publisher.take("ack");

            JsonObject event = client.message("s");
            assertThat(Json.text(event, "frame")).isEqualTo("binary");
            assertThat(Json.text(event, "id")).isEqualTo(Json.text(ack, "id"));
            assertThat(Json.text(event, "topic")).isEqualTo(topic);
            assertThat(Json.text(event, "event")).isEqualTo("seen");
            assertThat(Json.text(event, "contentType")).isEqualTo("image/png");
            assertThat(Json.text(event, "data")).isEqualTo(Base64.getEncoder().encodeToString(bytes));
            JsonObject empty = client.message("s");
            assertThat(Json.text(empty, "frame")).isEqualTo("binary");
            assertThat(Json.text(empty, "contentType")).isEqualTo("application/octet-stream");
            assertThat(Json.text(empty, "data")).isEmpty();
            assertThat(stream.nextEvent().data()).contains(Base64.getEncoder().encodeToString(bytes));
        }
    }

    @Test
    void binaryAndTextKeepTheirOrder() {
        List<EventId> ids = IntStream.range(0, 60)
                .mapToObj(i -> Publication.to(topic).text(Integer.toString(i)))
                .map(each -> each.body()[0] % 2 == 0 ? each.contentType("application/octet-stream") : each)
                .map(each -> http.publish(each).id())
                .toList();
        try (WsClient client = WsClient.sluice(gateway)) {
            client.subscribe("s", topic, "'after':'earliest'");
            assertThat(client.events("s", 60)).extracting(Received::id).isEqualTo(ids);
        }
    }

    @Test
    void aClientThatIsBehindGetsSeveralMessagesInAFrame() {
        Run journal = publishMany();
        try (WsClient client = WsClient.sluice(gateway)) {
            client.subscribe("s", topic, "'after':'earliest'");
            new Run(client.events("s", FAR)).assertSameAs(journal);
            assertThat(client.inbox().arrays()).as("arrays").isPositive();
        }
    }

    @Test
    void aClientWithoutTheSubprotocolGetsOneMessageInAFrame() {
        Run journal = publishMany();
        try (WsClient client = WsClient.plain(gateway)) {
            client.subscribe("s", topic, "'after':'earliest'");
            new Run(client.events("s", FAR)).assertSameAs(journal);
            assertThat(client.inbox().arrays()).as("arrays").isZero();
        }
    }

    @Test
    void theSameKeyAgainIsAcknowledgedWithTheSameId() {
        String key = Fresh.key();
        String publish = "{'type':'publish','topic':'%s','data':'once','key':'%s'}".formatted(topic, key);
        try (WsClient client = WsClient.plain(gateway)) {
            String id = Json.text(client.ask(publish, "ack"), "id");
            assertThat(Json.text(client.ask(publish, "ack"), "id")).isEqualTo(id);
            assertThat(http.publish(Publication.to(topic).text("once").key(key)).status())
                    .isEqualTo(200);
        }
        assertThat(http.history("topic=" + topic).events()).hasSize(1);
    }

    private Run publishMany() {
        List<String> texts =
                IntStream.range(0, FAR / 2).mapToObj(i -> "number " + i).toList();
        http.publishAll(topic, texts);
        http.publishAll(topic, texts);
        return http.everything("topic=" + topic, "earliest");
    }
}
