package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Http;
import dev.sluice.harness.Json;
import dev.sluice.harness.Limits;
import dev.sluice.harness.QuietLog;
import dev.sluice.harness.RawSocket;
import dev.sluice.harness.Reply;
import dev.sluice.servers.OnEveryServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Header fields as clients may write them, and as they may not: the same on every server, and nothing of it in the log. */
@OnEveryServer
class HeadersIT {

    private static final String STREAM = "text/event-stream";

    private static final String HANDSHAKE =
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    /** No {@code Accept} of RFC 9110, the first two apart. */
    private static final List<String> UNREADABLE = List.of(
            // of Java's HttpURLConnection, if nobody sets another one
            "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
            "*/*, ,",
            "a, ,b",
            "a:b",
            "\"",
            "/",
            ",",
            ";",
            "=",
            "x;q",
            "x/y;q",
            "x/y;q=abc",
            "x/y;q=2",
            "text/event-stream;q=abc",
            "text/event-stream;q=2, */*",
            "*/json",
            "a/b/c",
            "x/y;z=\"",
            "x/y;q=\"\\",
            "é/ü",
            "%",
            "\\",
            "(comment)");

    private static final List<String> OTHERS = List.of(
            "Accept-Language: ;",
            "Accept-Language: de;q=x",
            "Accept-Language: a-b-c-d-e-f-g",
            "Accept-Language: zh-Hant-CN-x-private, *;q=0.1",
            "Accept-Language: \"",
            "Accept-Charset: ;q=",
            "Accept-Charset: utf-8;q=2",
            "Accept-Encoding: gzip;q=a, ;;",
            "Accept-Encoding: \"",
            "Content-Language: \"",
            "Content-Language: de;q=x",
            "Content-Type: ;",
            "Content-Type: a:b",
            "Content-Type: text",
            "Content-Type: image/png;q=5",
            "Content-Type: image/png; q=\"a b\"",
            "Content-Type: text/plain;charset=\"",
            // of a body that there is not
            "Content-Type: application/x-www-form-urlencoded",
            "Content-Type: Application/X-www-form-urlencoded; charset=utf-8",
            "Date: yesterday",
            "If-Modified-Since: yesterday",
            "If-Unmodified-Since: \"",
            "If-Range: ;",
            "If-Match: \"",
            "If-None-Match: \"a\", W/",
            "Range: bytes=z",
            "Cookie: =;;$Version=\"; a",
            "Cookie: \"",
            "Cookie: $Path=/; é=ü",
            "Sec-Fetch-Site: \"",
            "Forwarded: for=\"",
            "X-Forwarded-For: ,,",
            "X-HTTP-Method-Override: \"",
            "traceparent: \"",
            "Authorization: Basic",
            "Expect: x");

    private final Gateway gateway = Gateway.shared();
    private final Http http = gateway.http();
    private QuietLog log;

    @BeforeEach
    void mark() {
        log = QuietLog.from(gateway);
    }

    @AfterEach
    void nothingIsLogged() {
        log.assertQuiet();
    }

    private Reply send(String line, String headers) {
        return send(line, headers, "");
    }

    private Reply send(String line, String headers, String body) {
        try (RawSocket socket = RawSocket.open(gateway.port())) {
            return socket.send((line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers
                                    + (line.startsWith("GET") ? "" : "Content-Length: " + body.length() + "\r\n")
                                    + "\r\n"
                                    + body)
                            .getBytes(StandardCharsets.ISO_8859_1))
                    .readReply();
        }
    }

    private RawSocket.Head head(String line, String headers) {
        try (RawSocket socket = RawSocket.open(gateway.port())) {
            return socket.send(line + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n")
                    .readWithin(Limits.ANSWER)
                    .readHead();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @FieldSource("UNREADABLE")
    void anAcceptThatCannotBeReadIsNone(String accept) {
        String header = "Accept: " + accept + "\r\n";
        for (String path : List.of(
                "/api/health/live",
                "/api/health/ready",
                "/api/events?limit=1",
                "/api/presence?topic=a",
                "/api/session",
                "/")) {
            assertReadOrRefusedByTheServer(header, send("GET " + path, header).status(), 200);
        }
        Reply published = send("POST /api/events?topic=headers", header + "Content-Type: text/plain\r\n", "x");
        assertReadOrRefusedByTheServer(header, published.status(), 201);
        assertReadOrRefusedByTheServer(header, send("GET /api/nothing", header).status(), 404);
    }

    /** Payara takes no request with a header beyond ASCII. */
    private static void assertReadOrRefusedByTheServer(String header, int status, int expected) {
        if (header.chars().allMatch(c -> c < 0x80) || status != 400) {
            assertThat(status).as(header).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @FieldSource("OTHERS")
    void aHeaderThatNobodyNeedsAndNobodyCanReadIsNone(String header) {
        for (String path : List.of("/api/health/live", "/api/events?limit=1", "/api/session")) {
            int status = send("GET " + path, header + "\r\n").status();
            if (header.startsWith("Expect")) {
                assertThat(status).isIn(200, 417);
            } else if (header.equals("Authorization: Basic")) {
                assertThat(status).isEqualTo(401);
            } else {
                assertReadOrRefusedByTheServer(header, status, 200);
            }
        }
        assertThat(send("GET /client/sluice.js", header + "\r\n").status()).isBetween(200, 499);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text/event-stream                           | stream
            Text/Event-Stream                           | stream
            text/event-stream, */*                      | stream
            */*;q=0.5, text/event-stream;charset=utf-8  | stream
            text/event-stream, application/json;q=0.9   | stream
            text/*                                      | stream
            text/event-stream, application/json         | history
            application/json, text/event-stream         | history
            text/event-stream;q=0.1, application/json   | history
            text/event-stream;q=0.1, text/*;q=0.9, application/json;q=0.5 | history
            text/event-stream;q=0.1, */*                | history
            text/event-stream;q=0, */*                  | history
            application/*                               | history
            application/json;profile="a,b;c"            | history
            text/event-stream;q=0                       | none
            text/html                                   | none
            text/html;q=0.2, application/xml            | none
            """)
    void oneRuleChoosesBetweenStreamAndHistory(String accept, String answer) {
        RawSocket.Head head = head("GET /api/events?topic=headers", "Accept: " + accept + "\r\n");
        assertThat(head.status()).isEqualTo(answer.equals("none") ? 406 : 200);
        assertThat(head.header("Content-Type"))
                .startsWith(
                        switch (answer) {
                            case "stream" -> STREAM;
                            case "history" -> "application/json";
                            default -> "application/problem+json";
                        });
        assertThat(head("HEAD /api/events?topic=headers", "Accept: " + accept + "\r\n")
                        .status())
                .isEqualTo(answer.equals("stream") ? 405 : head.status());
    }

    @Test
    void aListMayStandInSeveralLines() {
        assertThat(head("GET /api/events?topic=a", "Accept: text/html\r\nACCEPT:\t" + STREAM + "\t\r\n")
                        .header("Content-Type"))
                .startsWith(STREAM);
        assertThat(head("GET /api/events?topic=a", "Accept: " + STREAM + "\r\nAccept: application/json\r\n")
                        .header("Content-Type"))
                .startsWith("application/json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: keep-alive\r\nConnection: UPGRADE\r\nUpgrade: WebSocket\r\n",
                "Connection: keep-alive ,\tupgrade\r\nupgrade: websocket\r\n",
                "connection: Upgrade\r\nUpgrade:\twebsocket \r\n",
                "Connection: Upgrade\r\nUpgrade: h2c, websocket\r\n",
                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: websocket\r\nUpgrade: h2c\r\n"
            })
    void aHandshakeMayBeWrittenInManyWays(String headers) {
        RawSocket.Head head = head(
                "GET /ws",
                headers + HANDSHAKE
                        + "Sec-WebSocket-Protocol: other\r\nSec-WebSocket-Protocol: another,\tsluice.v1\r\n");
        assertThat(head.status()).isEqualTo(101);
        assertThat(head.header("Sec-WebSocket-Protocol")).isEqualTo("sluice.v1");
    }

    /** Of Payara's parts, two would fail at these paths, with a page of log each. */
    @ParameterizedTest
    @ValueSource(strings = {"/w\"", "/ws;\"", "//", "/api/events|", "/nothing/^", "/ws;%zz"})
    void aHandshakeForAPathThatIsNoneIsRefused(String path) {
        for (String upgrade : List.of("Connection: Upgrade\r\nUpgrade: websocket\r\n", "")) {
            assertThat(head("GET " + path, upgrade + HANDSHAKE).status()).isLessThan(500);
        }
    }

    /** As a proxy leaves it that does not know WebSockets. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Connection: close\r\n",
                "Connection: keep-alive\r\nUpgrade: websocket\r\n",
                "Connection: Upgrade\r\n",
                "Connection: Upgrade\r\nUpgrade: websockets\r\n",
                "Connection: close, TE\r\nUpgrade: websocket\r\n"
            })
    void aHandshakeWithoutItsUpgradeIsToldSo(String headers) throws IOException {
        for (String handshake : List.of(HANDSHAKE, "")) {
            try (RawSocket socket = RawSocket.open(gateway.port())) {
                String request = "GET /ws HTTP/1.1\r\nHost: localhost\r\n" + headers + handshake + "\r\n";
                RawSocket.Head head =
                        socket.send(request).readWithin(Limits.ANSWER).readHead();
                assertThat(head.status()).isEqualTo(426);
                assertThat(head.header("Upgrade")).isEqualTo("websocket");
                String body = new String(socket.body(head).readAllBytes(), StandardCharsets.UTF_8);
                assertThat(Json.text(Json.object(body), "code")).isEqualTo("upgrade-required");
                assertThat(Json.text(Json.object(body), "detail")).contains("proxy", "Upgrade");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Accept:",
                "Authorization:",
                "Content-Type:",
                "Cookie:",
                "Cookie: sluice_token=",
                "Idempotency-Key:",
                "If-None-Match:",
                "Last-Event-ID:",
                "Origin:",
                "Sec-Fetch-Site:",
                "traceparent:",
                "tracestate:"
            })
    void aHeaderThatIsEmptyIsNone(String header) {
        assertThat(send("GET /api/events?limit=1&access_token=", header + "\r\n")
                        .status())
                .isEqualTo(200);
        assertThat(send("POST /api/events?topic=headers&access_token=", header + "\r\n", "x")
                        .status())
                .isEqualTo(201);
        assertThat(head("GET /api/events?topic=headers", header + "\r\nAccept: " + STREAM + "\r\n")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Sec-WebSocket-Key:\r\n",
                "Sec-WebSocket-Key: YWJj\r\n",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZXg=\r\n",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ\r\n",
                "Sec-WebSocket-Key: ************************\r\n",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            })
    void aHandshakeHasAKeyOfSixteenBytes(String key) {
        Reply refused = refusedHandshake(400, "Sec-WebSocket-Version: 13\r\n" + key);
        refused.assertProblem(400, "parameter-invalid");
        assertThat(Json.text(refused.json(), "detail")).contains("Sec-WebSocket-Key", "16 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Sec-WebSocket-Version: 8\r\n",
                "Sec-WebSocket-Version: 13, 8\r\n",
                "Sec-WebSocket-Version: x\r\n"
            })
    void aHandshakeIsOfVersionThirteen(String version) {
        String key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        Reply refused = refusedHandshake(426, key + version);
        assertThat(Json.text(refused.json(), "code")).isEqualTo("upgrade-required");
        assertThat(Json.text(refused.json(), "detail")).contains("Sec-WebSocket-Version: 13");
        assertThat(refused.header("Sec-WebSocket-Version")).isEqualTo("13");
    }

    private Reply refusedHandshake(int status, String headers) {
        String request = "Upgrade: websocket\r\n" + headers;
        // an answer that opens a WebSocket has no end
        assertThat(head("GET /ws", "Connection: Upgrade\r\n" + request).status())
                .isEqualTo(status);
        try (RawSocket socket = RawSocket.open(gateway.port())) {
            return socket.send("GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nConnection: Upgrade\r\n"
                            + request + "\r\n")
                    .readReply();
        }
    }

    /** Two parts of Payara refuse a request for /openapi; the body still has one document. */
    @ParameterizedTest
    @ValueSource(strings = {"/openapi", "/openapi/", "/index.html/", "/client/sluice.js/", "/client/", "/nothing/"})
    void anErrorIsSaidOnce(String path) {
        Reply reply = send("GET " + path, "");
        assertThat(reply.status()).isIn(403, 404);
        assertThat(reply.body().split("\"code\"", -1)).as(reply.body()).hasSize(2);
        reply.assertProblem(reply.status(), Json.text(reply.json(), "code"));
    }

    /** Servers take these paths for a login by a form that nobody has made, before any filter. */
    @ParameterizedTest
    @ValueSource(strings = {"/j_security_check", "/api/events/j_security_check", "/ws/x/j_security_check"})
    void aLoginWithoutAFormIsNotLogged(String path) {
        String form = "Content-Type: application/x-www-form-urlencoded\r\n";
        assertThat(send("POST " + path, form, "j_username=a&j_password=b").status())
                .isIn(401, 404, 405, 415);
        send("POST " + path, form + "Authorization: Basic YTpi\r\n", "j_username=a&j_password=b");
    }

    @Test
    @EnabledIfSystemProperty(named = "sluice.it.server", matches = "payara.*|glassfish")
    void aLoginWithoutAFormIsAProblem() {
        send("POST /j_security_check", "Content-Type: application/x-www-form-urlencoded\r\n", "j_username=a")
                .assertProblem(401, "token-invalid");
    }

    @Test
    void keepsTheParametersOfAContentTypeAsTheyWereMeant() {
        String topic = Fresh.topic("types");
        for (String type :
                List.of("text/x ; Charset=\"ISO-8859-1\"; x=\"a;b\"", "application/vnd.a+json;\tprofile=\"\\\"\"")) {
            assertThat(send("POST /api/events?topic=" + topic, "Content-Type: " + type + "\r\n", "\"x\"")
                            .status())
                    .as(type)
                    .isEqualTo(201);
        }
        assertThat(http.history("topic=" + topic).events())
                .extracting(event -> Json.text(event, "contentType"))
                .containsExactly("text/x;x=\"a;b\"", "application/vnd.a+json;profile=\"\\\"\"");
    }

    /** Each server takes such bytes for something else: topics would have names that nobody gave them. */
    @Test
    void theRequestLineIsAscii() {
        for (String topic : List.of("\u00e9", "\u00c3\u00a9", "a\u00a0", "\u00ff")) {
            Reply published = send("POST /api/events?topic=" + topic, "Content-Type: text/plain\r\n", "x");
            assertThat(published.status()).as(topic).isEqualTo(400);
            assertThat(send("GET /api/events?topic=" + topic, "").status())
                    .as(topic)
                    .isEqualTo(400);
            assertThat(head("GET /api/events?topic=" + topic, "Accept: " + STREAM + "\r\n")
                            .status())
                    .as(topic)
                    .isEqualTo(400);
            assertThat(send("GET /api/event" + topic, "").status()).isIn(400, 404);
        }
    }

    @Test
    void namesInHeadersAreAscii() {
        String key = "Idempotency-Key: \u00c3\u00a9\r\nContent-Type: text/plain\r\n";
        assertThat(send("POST /api/events?topic=headers", key, "x").status()).isEqualTo(400);
        String event = "ce-specversion: 1.0\r\nce-id: 1\r\nce-source: /s\r\nce-type: t\r\nContent-Type: text/plain\r\n";
        assertThat(send("POST /api/events", event + "ce-subject: \u00c3\u00a9\r\n", "x")
                        .status())
                .isEqualTo(400);
        assertThat(send("POST /api/events", event + "ce-subject: headers%2F%C3%A9\r\n", "x")
                        .status())
                .isEqualTo(201);
    }
}
