package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.sluice.harness.EventId;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Json;
import dev.sluice.harness.Limits;
import dev.sluice.harness.RawSocket;
import dev.sluice.harness.RawWebSocket;
import dev.sluice.harness.Received;
import dev.sluice.harness.Reply;
import dev.sluice.harness.WsClient;
import dev.sluice.servers.OnEveryServer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What WebSocket clients say that is wrong: an error with a clear code, and the connection goes on. */
@OnEveryServer
class BadMessageIT {

    private static final int LARGEST_EVENT = 1 << 20;
    private static final int LARGEST_MESSAGE = 2 << 20;
    private static final String TOPIC = Fresh.topic("bad");

    private static final List<String> NO_MESSAGES = List.of(
            "",
            " ",
            "hello",
            "{",
            "null",
            "5",
            "\"ping\"",
            "[]",
            "[[{\"type\":\"ping\"}]]",
            "{}",
            "{\"ref\":1}",
            "{\"type\":5}",
            "{\"type\":null}",
            "{\"type\":\"\"}",
            "{\"type\":\"nonsense\"}",
            "{\"type\":\"PING\"}",
            "{\"type\":\"event\"}",
            "{\"type\":\"ready\"}",
            "{\"type\":\"ping\"} x",
            "{\"type\":\"ping\"}{\"type\":\"ping\"}",
            "{\"type\":\"ping\",\"ref\":{}}",
            "{\"type\":\"ping\",\"ref\":[1]}",
            "{\"type\":\"ping\",\"ref\":true}",
            "{\"type\":\"subscribe\",\"topics\":\"a\"}",
            "{\"type\":\"subscribe\",\"topics\":[1]}",
            "{\"type\":\"subscribe\",\"topics\":[[\"a\"]]}",
            "{\"type\":\"subscribe\",\"topics\":{\"a\":1}}",
            "{\"type\":\"subscribe\",\"channel\":5}",
            "{\"type\":\"subscribe\",\"sub\":5}",
            "{\"type\":\"subscribe\",\"after\":5}",
            "{\"type\":\"subscribe\",\"since\":5}",
            "{\"type\":\"subscribe\",\"last\":\"5\"}",
            "{\"type\":\"subscribe\",\"snapshot\":\"true\"}",
            "{\"type\":\"unsubscribe\",\"sub\":5}",
            "{\"type\":\"unsubscribe\"}",
            "{\"type\":\"unsubscribe\",\"sub\":\"\"}",
            "{\"type\":\"subscribe\",\"topics\":\"\"}",
            "[".repeat(100_000),
            "{\"type\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}");

    /** A question with its answer's code. */
    record Case(String message, String code) {
        @Override
        public String toString() {
            return code + ": " + (message.length() > 80 ? message.substring(0, 80) + "…" : message);
        }
    }

    private final Gateway gateway = Gateway.shared();

    @ParameterizedTest
    @FieldSource("NO_MESSAGES")
    void whatIsNoMessageIsRefused(String text) {
        try (WsClient client = WsClient.plain(gateway)) {
            client.send(text);
            assertError(client.answer(), "message-invalid");
            assertGoesOn(client);
        }
    }

    @ParameterizedTest
    @MethodSource("questions")
    void whatCannotBeDoneIsRefusedWithItsRef(Case bad) {
        try (WsClient client = WsClient.sluice(gateway)) {
            assertError(client.ask(bad.message(), "error"), bad.code());
            assertGoesOn(client);
        }
    }

    static Stream<Case> questions() {
        return Stream.of(
                subscribe("'topics':['']", "topic-invalid"),
                subscribe("'topics':['a','b**']", "topic-invalid"),
                subscribe("'topics':['a/**/b']", "topic-invalid"),
                subscribe("'topics':['a\\u0000']", "topic-invalid"),
                subscribe("'topics':['" + "a".repeat(513) + "']", "topic-invalid"),
                subscribe("'channel':''", "topic-invalid"),
                subscribe("'after':'rubbish'", "cursor-invalid"),
                subscribe("'after':''", "cursor-invalid"),
                subscribe("'since':'yesterday'", "parameter-invalid"),
                subscribe("'last':0", "parameter-invalid"),
                subscribe("'last':-1", "parameter-invalid"),
                subscribe("'last':1.5", "parameter-invalid"),
                subscribe("'last':10001", "parameter-invalid"),
                subscribe("'last':1e99", "parameter-invalid"),
                subscribe("'topics':['a'],'channel':'a'", "message-invalid"),
                new Case("{'type':'unsubscribe','sub':'nobody'}", "subscription-unknown"),
                publish("'data':1", "topic-invalid"),
                publish("'topic':'a/*','data':1", "topic-invalid"),
                publish("'topic':'$a','data':1", "topic-invalid"),
                publish("'topic':5,'data':1", "body-invalid"),
                publish("'topic':'a'", "body-invalid"),
                publish("'topic':'a','data':1,'event':'a\\nid: 1'", "event-invalid"),
                publish("'topic':'a','data':1,'event':'sluice.end'", "event-invalid"),
                publish("'topic':'a','data':1,'key':''", "key-invalid"),
                publish("'topic':'a','data':1,'ifMatch':''", "cursor-invalid"),
                publish("'topic':'a','data':1,'ifNoneMatch':''", "parameter-invalid"),
                publish("'topic':'','data':1", "topic-invalid"),
                publish("'topic':'a','data':1,'other':1", "body-invalid"),
                publish("'topic':'a','data':'?','encoding':'base64'", "body-invalid"),
                publish("'topic':'a','data':'" + "x".repeat(LARGEST_EVENT + 1) + "'", "data-too-large"));
    }

    private static Case subscribe(String members, String code) {
        return new Case("{'type':'subscribe'," + members + "}", code);
    }

    private static Case publish(String members, String code) {
        return new Case("{'type':'publish'," + members + "}", code);
    }

    /** Gson would mend it: sent as it is. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "body-invalid    | 'type':'publish','topic':'a','data':'H'",
                "body-invalid    | 'type':'publish','topic':'a','data':{'H':1}",
                "body-invalid    | 'type':'publish','topic':'a','data':[[{'a':'xHx'}]]",
                "body-invalid    | 'type':'publish','topic':'a','data':'H','contentType':'text/plain'",
                "topic-invalid   | 'type':'publish','topic':'H','data':1",
                "event-invalid   | 'type':'publish','topic':'a','data':1,'event':'H'",
                "event-invalid   | 'type':'publish','topic':'a','data':1,'subject':'H'",
                "key-invalid     | 'type':'publish','topic':'a','data':1,'key':'H'",
                "message-invalid | 'type':'subscribe','sub':'H'",
                "message-invalid | 'type':'subscribe','member':'H','topics':['a']",
                "message-invalid | 'type':'subscribe','after':'H'",
                "topic-invalid   | 'type':'subscribe','topics':['H']",
                "message-invalid | 'type':'unsubscribe','sub':'H'",
                "message-invalid | 'type':'token','token':'H'",
                "body-invalid    | 'type':'subscribe','topics':['a'],'state':{'a':'H'}",
                "body-invalid    | 'type':'state','topic':'a','state':'H'",
                "message-invalid | 'type':'H'"
            })
    void halfACharacterIsRefusedWhereverItStands(String code, String members) {
        try (WsClient client = WsClient.plain(gateway)) {
            client.send(("{'ref':1," + members + "}").replace('\'', '"').replace("H", "\\ud83d"));
            JsonObject error = client.answer();
            assertError(error, code);
            assertThat(error.get("ref").getAsInt()).isOne();
            assertGoesOn(client);
        }
    }

    @Test
    void halfACharacterIsNoRef() {
        try (WsClient client = WsClient.plain(gateway)) {
            client.send("{\"type\":\"ping\",\"ref\":\"\\ud83d\"}");
            assertError(client.answer(), "message-invalid");
            client.sendBinary(whole("{\"type\":\"publish\",\"ref\":\"\\ud83d\",\"topic\":\"a\"}"));
            assertError(client.answer(), "message-invalid");
            assertGoesOn(client);
        }
    }

    @Test
    void nullIsNoMember() {
        try (WsClient client = WsClient.sluice(gateway)) {
            client.ask(
                    "{'type':'subscribe','sub':'s','topics':['%s'],'channel':null,'after':null,'since':null,'last':null,"
                                    .formatted(TOPIC)
                            + "'snapshot':null,'format':null,'conflate':null,'member':null,'state':null}",
                    "subscribed");
            JsonObject members = client.ask("{'type':'members','topic':'%s'}".formatted(TOPIC), "members");
            assertThat(members.getAsJsonArray("members")).isEmpty();
            client.ask(
                    "{'type':'publish','topic':'%s','data':1,'event':null,'subject':null,'contentType':null,"
                                    .formatted(TOPIC)
                            + "'encoding':null,'key':null,'ttl':null,'final':null,'ifMatch':null,'ifNoneMatch':null,"
                            + "'volatile':null,'echo':null,'traceparent':null}",
                    "ack");
            client.send("{\"type\":\"ping\",\"ref\":null}");
            assertThat(client.take("pong").has("ref")).isFalse();
            assertGoesOn(client);
        }
    }

    /** An empty member counts as none, as an empty parameter over HTTP; exceptions are topic, cursor, key and condition. */
    @Test
    void anEmptyTextIsNoMember() {
        try (WsClient client = WsClient.sluice(gateway)) {
            JsonObject subscribed = client.ask(
                    "{'type':'subscribe','sub':'','topics':['%s'],'since':'','last':'','snapshot':'',".formatted(TOPIC)
                            + "'format':'','conflate':'','member':''}",
                    "subscribed");
            assertThat(Json.text(subscribed, "sub")).isEqualTo("1");
            assertThat(subscribed.get("resumed").getAsBoolean()).isFalse();
            String empty = "'topic':'%s','event':'','subject':'','contentType':'','ttl':'','final':'',".formatted(TOPIC)
                    + "'traceparent':'','tracestate':''";
            client.ask("{'type':'publish','data':1,'encoding':'','volatile':'','echo':''," + empty + "}", "ack");
            client.sendBinary("{'type':'publish','ref':'binary'," + empty + "}", new byte[] {1});
            assertThat(Json.text(client.take("ack"), "ref")).isEqualTo("binary");
            client.send("{\"type\":\"ping\",\"ref\":\"\"}");
            assertThat(client.take("pong").has("ref")).isFalse();
            String batch = Json.object("{'data':1,'encoding':''," + empty + "}").toString();
            assertThat(gateway.http()
                            .batch("application/json", "[" + batch + "]")
                            .ids())
                    .hasSize(1);
        }
    }

    @Test
    void theSameSubscriptionTwiceIsRefusedAndTheFirstGoesOn() {
        try (WsClient client = WsClient.plain(gateway)) {
            client.subscribe("s", TOPIC, "");
            assertError(client.ask("{'type':'subscribe','sub':'s','topics':['b']}", "error"), "subscription-exists");
            EventId id = client.publish(TOPIC, "x");
            assertThat(client.events("s", 1)).containsExactly(new Received(id, "x"));
        }
    }

    @Test
    void moreSubscriptionsThanAllowedAreRefused() {
        try (WsClient client = WsClient.plain(gateway)) {
            for (int i = 0; i < 100; i++) {
                client.subscribe("s" + i, TOPIC, "");
            }
            assertError(client.ask("{'type':'subscribe','sub':'more'}", "error"), "too-many-subscriptions");
            client.ask("{'type':'unsubscribe','sub':'s0'}", "unsubscribed");
            assertGoesOn(client);
        }
    }

    @Test
    void aKeyThatStandsForSomethingElseIsAConflict() {
        String publish = "{'type':'publish','topic':'%s','data':%d,'key':'%s'}";
        String key = Fresh.key();
        try (WsClient client = WsClient.plain(gateway)) {
            client.ask(publish.formatted(TOPIC, 1, key), "ack");
            assertError(client.ask(publish.formatted(TOPIC, 2, key), "error"), "key-conflict");
            assertGoesOn(client);
        }
    }

    @Test
    void aTextThatIsTooLargeClosesTheConnection() {
        try (WsClient client = WsClient.plain(gateway)) {
            client.send("x".repeat(LARGEST_MESSAGE + 1));
            assertThat(client.awaitClose()).isEqualTo(1009);
        }
        assertThat(gateway.http().answers()).isTrue();
    }

    @Test
    void bytesThatAreTooManyCloseTheConnection() {
        try (WsClient client = WsClient.plain(gateway)) {
            client.sendBinary(new byte[LARGEST_MESSAGE + 1]);
            assertThat(client.awaitClose()).isEqualTo(1009);
        }
        assertThat(gateway.http().answers()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("frames")
    void aBinaryFrameThatIsNoneIsRefused(String what, byte[] frame, String code) {
        try (WsClient client = WsClient.plain(gateway)) {
            client.sendBinary(frame);
            assertError(client.answer(), code);
            assertGoesOn(client);
        }
    }

    static Stream<Object[]> frames() {
        String publish = "{\"type\":\"publish\",\"topic\":\"a\"";
        return Stream.of(
                new Object[] {"nothing", new byte[0], "message-invalid"},
                new Object[] {"one byte", new byte[1], "message-invalid"},
                new Object[] {"no header", frame(0, ""), "message-invalid"},
                new Object[] {"a header beyond the frame", frame(500, "{}"), "message-invalid"},
                new Object[] {"the largest header length", frame(0xffff, "{}"), "message-invalid"},
                new Object[] {"a header that is no JSON", frame(5, "hello"), "message-invalid"},
                new Object[] {"a header that is no object", frame(2, "[]"), "message-invalid"},
                new Object[] {"a header that breaks off", frame(5, publish + "}"), "message-invalid"},
                new Object[] {"a header that is no UTF-8", new byte[] {0, 2, (byte) 0xc3, 0x28}, "message-invalid"},
                new Object[] {"a ping", whole("{\"type\":\"ping\"}"), "message-invalid"},
                new Object[] {"a publish without a topic", whole("{\"type\":\"publish\"}"), "topic-invalid"},
                new Object[] {"data beside the payload", whole(publish + ",\"data\":1}"), "body-invalid"},
                new Object[] {"a broken type", whole(publish + ",\"event\":\"a\\nb\"}"), "event-invalid"});
    }

    private static byte[] whole(String header) {
        return frame(header.length(), header);
    }

    private static byte[] frame(int headerLength, String header) {
        byte[] bytes = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + bytes.length)
                .putShort((short) headerLength)
                .put(bytes)
                .array();
    }

    /** RFC 6455, section 8.1: text that is no UTF-8 fails the connection; the server itself sees to that. */
    @Test
    void textThatIsNoUtf8ClosesTheConnection() {
        try (RawWebSocket client = RawWebSocket.open(RawSocket.open(gateway.port()))) {
            client.take("ready", Limits.ANSWER);
            client.send(RawWebSocket.TEXT, new byte[] {'{', (byte) 0xc3, (byte) 0x28});
            assertThat(client.closed()).succeedsWithin(Limits.ANSWER).isEqualTo(1007);
        }
        assertThat(gateway.http().answers()).isTrue();
    }

    private static void assertError(JsonObject error, String code) {
        assertThat(Json.text(error, "type")).as(error.toString()).isEqualTo("error");
        assertThat(Json.text(error, "code")).as(error.toString()).isEqualTo(code);
        assertThat(Json.text(error, "message")).as(error.toString()).isNotEmpty();
        Reply.assertSaysNothingOfTheInside(error.toString());
    }

    private static void assertGoesOn(WsClient client) {
        client.ask("{'type':'ping'}", "pong");
        client.subscribe("still", TOPIC, "");
        EventId id = client.publish(TOPIC, "good");
        assertThat(client.events("still", 1)).containsExactly(new Received(id, "good"));
    }
}
