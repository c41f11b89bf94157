package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.EventId;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Http;
import dev.sluice.harness.Json;
import dev.sluice.harness.Publication;
import dev.sluice.harness.Reply;
import dev.sluice.servers.ExceptWhere;
import dev.sluice.servers.OnEveryServer;
import dev.sluice.servers.Quirk;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What publishers send that is wrong: a clear code, nothing published, and the next one is served. */
@OnEveryServer
class BadPublishIT {

    private static final int LARGEST = 1 << 20;
    private static final String JSON = "application/json";
    private static final String TOPIC = Fresh.topic("bad");
    private static final Publication GOOD = Publication.to(TOPIC).text("x");

    private final Gateway gateway = Gateway.shared();
    private final Http http = gateway.http();

    /** A single publication, and the code that answers it. */
    record Single(String what, Publication publication, int status, String code) {
        @Override
        public String toString() {
            return what;
        }
    }

    /** A batch with a draft that is good and something that is not. */
    record Batch(String what, String body, int status, String code) {
        @Override
        public String toString() {
            return what;
        }
    }

    @ParameterizedTest
    @MethodSource({"topics", "typesAndKeys", "json", "cloudEvents", "texts", "sizes"})
    void isRefused(Single bad) {
        String end = http.end();
        http.publish(bad.publication()).assertProblem(bad.status(), bad.code());
        assertNothingWasPublishedAfter(end);
    }

    static Stream<Single> topics() {
        return Stream.of(
                topic("no topic", "event=x"),
                topic("an empty topic", "topic="),
                topic("two topics", "topic=a&topic=b"),
                topic("a pattern", "topic=a/*"),
                topic("a star inside", "topic=a*b"),
                topic("all", "topic=**"),
                topic("a topic of the system", "topic=$sys/x"),
                topic("513 bytes", "topic=" + "a".repeat(513)),
                topic("513 bytes in 171 characters", "topic=" + Publication.encode("€".repeat(171))),
                topic("a line feed", "topic=a%0Ab"),
                topic("a carriage return", "topic=a%0Db"),
                topic("NUL", "topic=a%00"),
                topic("DEL", "topic=a%7F"),
                topic("a C1 control character", "topic=a%C2%85"),
                topic("no UTF-8", "topic=a%FFb"),
                topic("UTF-8 that breaks off", "topic=a%E2%82"),
                topic("a surrogate in UTF-8", "topic=a%ED%A0%80"));
    }

    private static Single topic(String what, String query) {
        return new Single("topic: " + what, GOOD.rawQuery(query), 400, "topic-invalid");
    }

    static Stream<Single> typesAndKeys() {
        return Stream.of(
                new Single("type: 129 characters", GOOD.type("x".repeat(129)), 400, "event-invalid"),
                new Single("type: a control character", GOOD.type("a\tb"), 400, "event-invalid"),
                new Single("type: one of the gateway's", GOOD.type("sluice.ready"), 400, "event-invalid"),
                new Single("key: 256 characters", GOOD.key("x".repeat(256)), 400, "key-invalid"));
    }

    @Test
    @ExceptWhere(Quirk.READS_A_TABULATOR_AS_A_SPACE)
    void aTabulatorInAKeyIsRefused() {
        http.publish(GOOD.key("a\tb")).assertProblem(400, "key-invalid");
    }

    static Stream<Single> json() {
        return Stream.of(
                        "",
                        " ",
                        "{",
                        "}",
                        "{\"a\":1} x",
                        "{\"a\":1}{\"b\":2}",
                        "{\"a\":1,}",
                        "[1,]",
                        "{'a':1}",
                        "{a:1}",
                        "NaN",
                        "01",
                        "1.",
                        "+1",
                        "nul",
                        "\"open",
                        "\"a\tb\"",
                        "\"\\x\"",
                        "\"\\u12\"",
                        "\"\\ud83d\"",
                        "{\"a\":[\"\\ude00\\ud83d\"]}",
                        "{\"\\ud83d\":1}",
                        "// comment\n1",
                        "\0",
                        "[".repeat(100_000),
                        "[".repeat(100_000) + "]".repeat(100_000))
                .map(body -> new Single(
                        "json: " + (body.length() > 40 ? body.length() + " characters" : body),
                        GOOD.json(body),
                        400,
                        "body-invalid"));
    }

    /** A regular expression called itself once for each character of it. */
    @Test
    void aLongQuotedHeaderIsRead() {
        Publication event = Publication.to(TOPIC)
                .header("ce-specversion", "1.0")
                .header("ce-id", Fresh.key())
                .header("ce-type", "t")
                .header("ce-source", "\"" + "a".repeat(6_000) + "\"");
        assertThat(http.publish(event).status()).isEqualTo(201);
    }

    static Stream<Single> cloudEvents() {
        String event = "{'specversion':'1.0','id':'1','source':'/s','type':'t'";
        return Stream.of(
                        event + ",'data':'H'}",
                        event + ",'data':{'H':1}}",
                        event + ",'datacontenttype':'text/plain','data':'H'}",
                        event + ",'extension':'H'}",
                        event.replace("'t'", "'H'") + "}",
                        event.replace("/s", "H") + "}")
                .map(json -> new Single(
                        "CloudEvent: " + json,
                        GOOD.contentType("application/cloudevents+json")
                                .text(json.replace('\'', '"').replace("H", "\\ud83d")),
                        400,
                        "body-invalid"));
    }

    static Stream<Single> texts() {
        byte[] noUtf8 = {'"', (byte) 0xc3, (byte) 0x28, '"'};
        byte[] overlong = {'"', (byte) 0xc0, (byte) 0xaf, '"'};
        byte[] surrogate = {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'};
        byte[] half = {(byte) 0xd8, 0};
        return Stream.of(
                        new Single("text: no UTF-8", GOOD.bytes(noUtf8), 400, ""),
                        new Single("text: overlong UTF-8", GOOD.bytes(overlong), 400, ""),
                        new Single("text: a surrogate in UTF-8", GOOD.bytes(surrogate), 400, ""),
                        new Single("json: no UTF-8", GOOD.bytes(noUtf8).contentType(JSON), 400, ""),
                        new Single("xml: no UTF-8", GOOD.bytes(noUtf8).contentType("application/atom+xml"), 400, ""),
                        new Single(
                                "text: no ASCII", GOOD.text("ä").contentType("text/plain;charset=us-ascii"), 400, ""),
                        new Single(
                                "text: half UTF-16",
                                GOOD.bytes(half).contentType("text/plain;charset=utf-16"),
                                400,
                                ""),
                        new Single("charset: unknown", GOOD.contentType("text/plain;charset=klingon"), 400, ""),
                        new Single("charset: malformed", GOOD.contentType("text/plain;charset=\"a b\""), 400, ""),
                        new Single("content type: no slash", GOOD.contentType("text"), 400, ""),
                        new Single("content type: empty half", GOOD.contentType("/plain"), 400, ""),
                        new Single("content type: long", GOOD.contentType("text/" + "x".repeat(300)), 400, ""))
                .map(each -> new Single(each.what(), each.publication(), each.status(), "body-invalid"));
    }

    static Stream<Single> sizes() {
        return Stream.of(
                tooLarge("text: a byte too many", GOOD.text("x".repeat(LARGEST + 1))),
                tooLarge("bytes: a byte too many", GOOD.withoutContentType().bytes(new byte[LARGEST + 1])),
                tooLarge("json: a byte too many", GOOD.json('"' + "x".repeat(LARGEST - 1) + '"')),
                tooLarge("text: twenty megabytes", GOOD.bytes(new byte[20 << 20])),
                tooLarge(
                        "text: small in its charset, large in UTF-8",
                        GOOD.bytes("é".repeat(LARGEST - 1).getBytes(StandardCharsets.ISO_8859_1))
                                .contentType("text/plain;charset=iso-8859-1")));
    }

    private static Single tooLarge(String what, Publication publication) {
        return new Single(what, publication, 413, "data-too-large");
    }

    @Test
    void theLargestIsTaken() {
        assertThat(http.publish(GOOD.text("x".repeat(LARGEST))).status()).isEqualTo(201);
        assertThat(http.publish(GOOD.rawQuery("topic=" + "a".repeat(512))).status())
                .isEqualTo(201);
        assertThat(http.publish(GOOD.type("x".repeat(128)).key(Fresh.topic("k".repeat(200))))
                        .status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @MethodSource("batches")
    void aBatchWithAnythingBadIsRefusedAsAWhole(Batch bad) {
        String end = http.end();
        http.batch(JSON, bad.body()).assertProblem(bad.status(), bad.code());
        assertNothingWasPublishedAfter(end);
    }

    static Stream<Batch> batches() {
        List<Batch> all = new ArrayList<>();
        Stream.of("", "{", "{}", "1", "\"x\"", "null", "[", "[]", "[1,]", good() + "x", good() + good())
                .forEach(body -> all.add(new Batch("batch: " + body, body, 400, "body-invalid")));
        Stream.of("1", "null", "[]", "\"x\"", "{\"topic\":\"a\",\"data\":1,\"other\":1}", draft("\"topic\":5"))
                .forEach(bad -> all.add(with(bad, 400, "body-invalid")));
        all.add(with("{\"data\":1}", 400, "topic-invalid"));
        all.add(with(draft("\"topic\":\"\""), 400, "topic-invalid"));
        all.add(with(draft("\"topic\":\"a/*\""), 400, "topic-invalid"));
        all.add(with(draft("\"topic\":\"$a\""), 400, "topic-invalid"));
        all.add(with(draft("\"topic\":\"a\\n\""), 400, "topic-invalid"));
        all.add(with(draft("\"topic\":\"a\\ud800\""), 400, "topic-invalid"));
        all.add(with(draft("\"topic\":\"a\",\"event\":\"a\\nid: 1\""), 400, "event-invalid"));
        all.add(with(draft("\"topic\":\"a\",\"event\":5"), 400, "body-invalid"));
        all.add(with(draft("\"topic\":\"a\",\"key\":\"\""), 400, "key-invalid"));
        all.add(with(draft("\"topic\":\"a\",\"ifMatch\":\"\""), 400, "cursor-invalid"));
        all.add(with(draft("\"topic\":\"a\",\"ifNoneMatch\":\"\""), 400, "parameter-invalid"));
        all.add(with(draft("\"topic\":\"a\",\"key\":5"), 400, "body-invalid"));
        all.add(with("{\"topic\":\"a\"}", 400, "body-invalid"));
        all.add(with("{\"topic\":\"a\",\"data\":\"x\\udc00\"}", 400, "body-invalid"));
        all.add(with("{\"topic\":\"a\",\"data\":{\"x\":\"\\ud800\"}}", 400, "body-invalid"));
        all.add(with("{\"topic\":\"a\",\"data\":\"?\",\"encoding\":\"base64\"}", 400, "body-invalid"));
        all.add(with("{\"topic\":\"a\",\"data\":5,\"encoding\":\"base64\"}", 400, "body-invalid"));
        all.add(with("{\"topic\":\"a\",\"data\":\"x\",\"encoding\":\"hex\"}", 400, "body-invalid"));
        all.add(with("{\"topic\":\"a\",\"data\":\"x\",\"contentType\":\"nonsense\"}", 400, "body-invalid"));
        all.add(with("{\"topic\":\"a\",\"data\":1,\"contentType\":\"text/plain\"}", 400, "body-invalid"));
        all.add(with(
                "{\"topic\":\"a\",\"data\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}", 400, "body-invalid"));
        all.add(with("{\"topic\":\"a\",\"data\":\"" + "x".repeat(LARGEST + 1) + "\"}", 413, "data-too-large"));
        all.add(new Batch(
                "batch: 1,001 drafts",
                "[" + draftOf(1) + ("," + draftOf(1)).repeat(1_000) + "]",
                413,
                "data-too-large"));
        all.add(new Batch(
                "batch: nine megabytes",
                "[" + draftOf(1) + (",{\"topic\":\"a\",\"data\":\"" + "x".repeat(900_000) + "\"}").repeat(10) + "]",
                413,
                "data-too-large"));
        return all.stream();
    }

    @Test
    void aLineThatIsBadIsNamed() {
        String end = http.end();
        Reply reply = http.batch("application/x-ndjson", draftOf(1) + "\n{\"topic\"\n" + draftOf(3) + "\n");
        reply.assertProblem(400, "body-invalid");
        assertThat(Json.text(reply.json(), "detail")).contains("2");
        assertNothingWasPublishedAfter(end);
    }

    @ParameterizedTest
    @MethodSource("otherTypes")
    void aBatchInAnotherFormatIsRefused(String contentType) {
        http.batch(contentType, good()).assertProblem(415, "media-type-unsupported");
    }

    static List<String> otherTypes() {
        return List.of("text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data");
    }

    @Test
    void theSameKeyTwiceInABatchMustMeanTheSame() {
        String key = Fresh.key();
        String end = http.end();
        String one = "{\"topic\":\"%s\",\"data\":1,\"key\":\"%s\"}".formatted(TOPIC, key);
        String other = "{\"topic\":\"%s\",\"data\":2,\"key\":\"%s\"}".formatted(TOPIC, key);
        http.batch(JSON, "[" + one + "," + other + "]").assertProblem(409, "key-conflict");
        assertNothingWasPublishedAfter(end);
        List<EventId> ids = http.batch(JSON, "[" + one + "," + one + "]").ids();
        assertThat(ids.get(0)).isEqualTo(ids.get(1));
    }

    private static Batch with(String bad, int status, String code) {
        String what = bad.length() > 80 ? bad.substring(0, 80) + "…" : bad;
        return new Batch("draft: " + what, "[" + draftOf(1) + "," + draftOf(2) + "," + bad + "]", status, code);
    }

    private static String good() {
        return "[" + draftOf(1) + "]";
    }

    private static String draftOf(int data) {
        return "{\"topic\":\"" + TOPIC + "\",\"data\":" + data + "}";
    }

    private static String draft(String members) {
        return "{" + members + ",\"data\":1}";
    }

    /** The journal is where it was, and goes on: the next event has the next position. */
    private void assertNothingWasPublishedAfter(String end) {
        assertThat(http.publish(TOPIC, "good")).isEqualTo(EventId.parse(end).plus(1));
    }
}
