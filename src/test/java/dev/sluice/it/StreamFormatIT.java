package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.sluice.harness.EventId;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Http;
import dev.sluice.harness.Json;
import dev.sluice.harness.Publication;
import dev.sluice.harness.Received;
import dev.sluice.harness.SseBlock;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import dev.sluice.servers.OnEveryServer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The stream byte for byte, and what a browser makes of it. */
@OnEveryServer
class StreamFormatIT {

    private final Gateway gateway = Gateway.shared();
    private final Http http = gateway.http();
    private final String topic = Fresh.topic("format");
    private final String query = "topic=" + topic;

    @Test
    void theFirstBlockSaysWhereTheStreamStands() {
        String cursor = http.publish(topic, "before").toString();
        try (SseStream stream = gateway.resume(query, cursor)) {
            // RESTEasy writes an event of no name before anything that is not an event of some name, or an id
            String expected = "(event: \n)?retry: [1-9][0-9]*\nevent: sluice.ready\nid: " + cursor
                    + "\ndata: \\{\"connection\":\"c-[^\"]+\",\"cursor\":\"" + cursor
                    + "\",\"resumed\":true,\"heartbeat\":15}\n\n";
            assertThat(stream.next().raw()).matches(Pattern.compile(expected));
        }
    }

    @Test
    void anEventIsItsIdItsTypeAndItsData() {
        try (SseStream stream = gateway.stream(query)) {
            stream.ready();
            EventId typed = http.publish(Publication.to(topic).type("created").json("{\"order\":42}"))
                    .id();
            EventId plain = http.publish(topic, "hello");
            assertThat(stream.next().raw()).isEqualTo("id: " + typed + "\nevent: created\ndata: {\"order\":42}\n\n");
            assertThat(stream.next().raw()).isEqualTo("id: " + plain + "\ndata: hello\n\n");
        }
    }

    @Test
    void theHeadersKeepProxiesFromHoldingItBack() {
        try (SseStream stream = gateway.stream(query)) {
            assertThat(stream.head().header("Content-Type")).startsWith("text/event-stream");
            assertThat(stream.head().header("Cache-Control")).isEqualTo("no-cache, no-transform");
            assertThat(stream.head().header("X-Accel-Buffering")).isEqualTo("no");
            assertThat(stream.head().header("Content-Encoding")).isEmpty();
            assertThat(stream.head().header("Set-Cookie")).isEmpty();
        }
    }

    @Test
    void eachClientIsToldAnotherTimeToReconnectAfter() {
        Set<Integer> retries = new HashSet<>();
        Set<String> connections = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            try (SseStream stream = gateway.stream(query)) {
                SseBlock ready = stream.ready();
                retries.add(ready.retry().orElseThrow());
                connections.add(Json.text(ready.json(), "connection"));
            }
        }
        assertThat(retries).hasSizeGreaterThan(5).allMatch(retry -> retry > 0);
        assertThat(connections).hasSize(10);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void textArrivesLineByLine(String published, String received) {
        try (SseStream stream = gateway.stream(query)) {
            stream.ready();
            EventId id = http.publish(topic, published);
            SseBlock block = stream.nextEvent();
            assertThat(block.data()).contains(received);
            assertThat(block.id()).contains(id.toString());
            assertThat(block.event()).isEmpty();
            assertThat(block.retry()).isEmpty();
            assertThat(stream.cursor()).isEqualTo(id.toString());
            EventId next = http.publish(topic, "next");
            assertThat(stream.nextEvent().received()).isEqualTo(new Received(next, "next"));
        }
    }

    static List<String[]> texts() {
        return List.of(
                same("one line"),
                same(""),
                same(" leading and trailing "),
                same("one\ntwo"),
                same("\n"),
                same("\n\n\n"),
                same("ends with a line break\n"),
                new String[] {"one\rtwo", "one\ntwo"},
                new String[] {"one\r\ntwo", "one\ntwo"},
                new String[] {"\r\r\n\n", "\n\n\n"},
                new String[] {"a\n\rb", "a\n\nb"},
                same("forged\nid: k3f9-1\nevent: sluice.end\nretry: 1\n\ndata: second"),
                new String[] {"forged\rid: k3f9-1\r\rdata: second", "forged\nid: k3f9-1\n\ndata: second"},
                new String[] {"forged\r\nid: k3f9-1\r\n\r\ndata: second", "forged\nid: k3f9-1\n\ndata: second"},
                same(": no comment"),
                same("id: k3f9-1"),
                same("\uFEFFbegins with a byte order mark"),
                same("\u0085 \u2028 \u2029 \u000B \u000C end no line"),
                same("nul \0 and bell \7"),
                same("ä € 😀 \u05D0"),
                same("x".repeat(200_000)),
                same("many\n".repeat(20_000)));
    }

    private static String[] same(String text) {
        return new String[] {text, text};
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a\nid: k3f9-1", "a\rdata: x", "a\r\n\r\n", "sluice.ready", "sluice.gap", "sluice.", "nul\0"})
    void anEventTypeCannotForgeAField(String type) {
        http.publish(Publication.to(topic).type(type).text("x")).assertProblem(400, "event-invalid");
        http.batch("application/json", "[" + draft(type) + "]").assertProblem(400, "event-invalid");
        try (WsClient client = WsClient.plain(gateway)) {
            JsonObject message = Json.object(draft(type));
            message.addProperty("type", "publish");
            assertThat(Json.text(client.ask(message.toString(), "error"), "code"))
                    .isEqualTo("event-invalid");
        }
        assertThat(http.history(query).events()).isEmpty();
    }

    private String draft(String type) {
        JsonObject draft = new JsonObject();
        draft.addProperty("topic", topic);
        draft.addProperty("event", type);
        draft.addProperty("data", "x");
        return draft.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "ä", "😀", "a:b", ":", "data", "x\"y\\z", "message", "error", "open"})
    void anyOtherEventTypeArrives(String type) {
        try (SseStream stream = gateway.stream(query)) {
            stream.ready();
            http.publish(Publication.to(topic).type(type).text("x")).id();
            assertThat(stream.nextEvent().event()).isEqualTo(type);
        }
    }

    @Test
    void bytesAreBase64() {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        String base64 = Base64.getEncoder().encodeToString(bytes);
        try (SseStream stream = gateway.stream(query)) {
            stream.ready();
            http.publish(Publication.to(topic).contentType("image/png").bytes(bytes))
                    .id();
            http.publish(Publication.to(topic).withoutContentType().bytes(bytes))
                    .id();
            http.publish(Publication.to(topic).withoutContentType()).id();
            assertThat(stream.nextEvent().data()).contains(base64);
            assertThat(stream.nextEvent().data()).contains(base64);
            assertThat(stream.nextEvent().data()).contains("");
        }
    }

    @Test
    void otherCharsetsBecomeUtf8() {
        try (SseStream stream = gateway.stream(query)) {
            stream.ready();
            byte[] latin = {(byte) 0xe4, ' ', (byte) 0xf6};
            http.publish(Publication.to(topic)
                            .contentType("text/plain; charset=iso-8859-1")
                            .bytes(latin))
                    .id();
            assertThat(stream.nextEvent().data()).contains("ä ö");
        }
    }

    @Test
    void theEnvelopeAnswersWhichTopicThatWas() {
        try (SseStream stream = gateway.stream("topic=" + topic + "/*&format=envelope")) {
            stream.ready();
            http.publish(Publication.to(topic + "/json").type("created").json("{\"a\":[1,\"x\\ny\"]}"))
                    .id();
            http.publish(topic + "/text", "one\ntwo");
            http.publish(Publication.to(topic + "/bytes")
                            .contentType("image/png")
                            .bytes(new byte[] {1, 2, 3}))
                    .id();
            List<JsonObject> history = http.history("topic=" + topic + "/*").events();
            for (JsonObject event : history) {
                SseBlock block = stream.nextEvent();
                assertThat(block.id()).contains(Json.text(event, "id"));
                assertThat(block.event()).isEqualTo(Json.text(event, "event"));
                JsonObject inHistory = event.deepCopy();
                inHistory.remove("id");
                assertThat(block.json()).isEqualTo(inHistory);
            }
            assertThat(history)
                    .extracting(event -> Json.text(event, "topic"))
                    .containsExactlyElementsOf(Stream.of("/json", "/text", "/bytes")
                            .map(topic::concat)
                            .toList());
            assertThat(history.get(2).get("encoding").getAsString()).isEqualTo("base64");
            assertThat(history.get(1).get("data").getAsString()).isEqualTo("one\ntwo");
        }
    }

    @Test
    void theLargestEventArrivesWhole() {
        String large = "é".repeat(512 << 10);
        List<Received> seen = new ArrayList<>();
        try (SseStream stream = gateway.stream(query)) {
            stream.ready();
            EventId id = http.publish(topic, large);
            seen.add(stream.event());
            assertThat(seen).containsExactly(new Received(id, large));
        }
    }
}
