package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.access.TestTokens;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Http;
import dev.sluice.harness.Json;
import dev.sluice.harness.Limits;
import dev.sluice.harness.RawSocket;
import dev.sluice.harness.Reply;
import dev.sluice.harness.Setup;
import dev.sluice.harness.WsClient;
import dev.sluice.servers.ExceptWhere;
import dev.sluice.servers.OnEveryServer;
import dev.sluice.servers.Quirk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From which pages and addresses requests come, what browsers are told, and how much each client may do. */
@OnEveryServer
class GateIT {

    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    private static final String COOKIE =
            "Cookie: sluice_token=" + TestTokens.sign("ada", List.of("**"), List.of("**")) + "\r\n";

    private static final String STREAM = "Accept: text/event-stream\r\n";

    /** Where I and i are no pair: no name, no token and no type may depend on that. */
    private static final String[] ELSEWHERE = {
        "-Duser.language=tr", "-Duser.country=TR", "-Duser.timezone=Pacific/Chatham", "-Dfile.encoding=ISO-8859-9"
    };

    private static final AtomicInteger COUNT = new AtomicInteger();

    /** Nobody else keeps them, and whoever is forgotten is closed. */
    private static final List<RawSocket> OPEN = new ArrayList<>();

    private static Gateway gateway;

    private final Http http = gateway.http();

    @BeforeAll
    static void start() {
        gateway = Gateway.start(Setup.named("gate")
                .jvm(ELSEWHERE)
                .with("sluice.token.secret", TestTokens.SECRET)
                // whoever has broken off is found when something is said to it
                .with("sluice.heartbeat", "1s")
                .with("sluice.origins", "https://app.example, http://localhost:3000")
                .with("sluice.trusted-proxies", "127.0.0.0/8, ::1")
                .with("sluice.connections.per-address", "3")
                .with("sluice.connections.per-subject", "2")
                .with("sluice.connections.max-filters", "10")
                .with("sluice.publish.rate-per-address", "5")
                .with("sluice.batch.max-events", "10")
                .with("sluice.publish.rate-per-subject", "20")
                .with("sluice.request.time-limit", "2s"));
    }

    @AfterAll
    static void stop() {
        OPEN.forEach(RawSocket::cut);
        gateway.close();
    }

    /** An answer's head; the connection is cut. */
    private static RawSocket.Head head(String line, String headers) {
        try (RawSocket socket = RawSocket.open(gateway.port())) {
            return head(socket, line, headers);
        }
    }

    private static RawSocket.Head head(RawSocket socket, String line, String headers) {
        try {
            String host = ("\r\n" + headers).contains("\r\nHost:") ? "" : "Host: gateway.example\r\n";
            socket.send(line + " HTTP/1.1\r\n" + host + headers + "\r\n");
            return socket.readWithin(Limits.ANSWER).readHead();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Arguments> origins() {
        return Stream.of(
                Arguments.of("its own", "Origin: http://gateway.example\r\n", "", 200),
                Arguments.of("its own, by TLS in front", "Origin: https://gateway.example\r\n", "", 200),
                Arguments.of(
                        "its own, by TLS in front that names its port",
                        "Host: gateway.example:443\r\nOrigin: https://gateway.example\r\n",
                        COOKIE,
                        200),
                Arguments.of(
                        "its own, with its port",
                        "Host: gateway.example:80\r\nOrigin: http://gateway.example\r\n",
                        COOKIE,
                        200),
                Arguments.of(
                        "its own, an address of IPv6",
                        "Host: [2001:db8::1]:443\r\nOrigin: https://[2001:db8::1]\r\n",
                        COOKIE,
                        200),
                Arguments.of(
                        "its own, by the name that a proxy was called by",
                        "Host: 10.0.0.7:8080\r\nForwarded: host=\"gateway.example:443\";proto=https\r\n"
                                + "Origin: https://gateway.example\r\n",
                        COOKIE,
                        200),
                Arguments.of(
                        "plain, where a proxy was called by TLS",
                        "Forwarded: proto=https\r\nOrigin: http://gateway.example\r\n",
                        COOKIE,
                        403),
                Arguments.of(
                        "by a header that the proxies do not write",
                        "X-Forwarded-Host: evil.example\r\nOrigin: https://evil.example\r\n",
                        COOKIE,
                        403),
                Arguments.of(
                        "the port of the other scheme",
                        "Host: gateway.example:80\r\nOrigin: https://gateway.example\r\n",
                        COOKIE,
                        403),
                Arguments.of("named", "Origin: https://app.example\r\n", "", 200),
                Arguments.of("named, with its port", "Origin: https://app.example:443\r\n", "", 200),
                Arguments.of("named, with its cookie", "Origin: https://app.example\r\n", COOKIE, 200),
                Arguments.of("none", "", "", 200),
                Arguments.of("none, with a cookie", "", COOKIE, 200),
                Arguments.of("none, a page of another site", "Sec-Fetch-Site: cross-site\r\n", COOKIE, 403),
                Arguments.of("none, a page of a sibling", "Sec-Fetch-Site: same-site\r\n", COOKIE, 403),
                Arguments.of("none, typed in", "Sec-Fetch-Site: none\r\n", COOKIE, 200),
                Arguments.of("another", "Origin: https://evil.example\r\n", "", 403),
                Arguments.of("another, with a cookie", "Origin: https://evil.example\r\n", COOKIE, 403),
                Arguments.of("another port", "Origin: http://gateway.example:81\r\n", COOKIE, 403),
                Arguments.of("one that ends alike", "Origin: https://evil-app.example\r\n", COOKIE, 403),
                Arguments.of("one that begins alike", "Origin: https://app.example.evil\r\n", COOKIE, 403),
                Arguments.of("another scheme", "Origin: http://app.example\r\n", COOKIE, 403),
                Arguments.of("hidden", "Origin: null\r\n", COOKIE, 403),
                Arguments.of("noise", "Origin: ://\r\n", "", 403));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("origins")
    void letsInPagesOfTheseOrigins(String what, String origin, String cookie, int status) {
        int number = COUNT.incrementAndGet();
        String token = TestTokens.sign("reader " + number, List.of(), List.of("**"));
        String bearer = from("10.8.0." + number)
                + (cookie.isEmpty() ? "Authorization: Bearer " : "Cookie: sluice_token=")
                + token
                + "\r\n";
        assertThat(head("GET /api/events?limit=1", origin + bearer).status()).isEqualTo(status);
        assertThat(head("GET /api/events", STREAM + origin + bearer).status()).isEqualTo(status);
        assertThat(head("GET /ws", UPGRADE + origin + bearer).status()).isEqualTo(status == 200 ? 101 : 403);
    }

    @Test
    void takesNoChangeByACookieFromNobodyKnowsWhere() {
        String post = "Content-Length: 0\r\nContent-Type: text/plain\r\n" + from("10.9.0.1") + COOKIE;
        assertThat(head("POST /api/events?topic=a", post).status()).isEqualTo(403);
        assertThat(head("POST /api/events?topic=a", post + "Origin: http://gateway.example\r\n")
                        .status())
                .isEqualTo(201);
        assertThat(head("POST /api/events?topic=a", post + "Sec-Fetch-Site: same-origin\r\n")
                        .status())
                .isEqualTo(201);
    }

    /** A browser asks for each header that is not among the simplest. */
    @Test
    void letsPagesSendWhatTheGuidesPromise() {
        String asked =
                "authorization, content-type,idempotency-key\t,if-match, if-none-match, last-event-id, traceparent,"
                        + " tracestate, baggage\r\nAccess-Control-Request-Headers: ce-id, CE-Type, ce-anything, x-other";
        RawSocket.Head answer = head(
                "OPTIONS /api/events",
                "Origin: https://app.example\r\nAccess-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: "
                        + asked + "\r\n");
        List<String> allowed = List.of(answer.header("Access-Control-Allow-Headers")
                .toLowerCase(Locale.ROOT)
                .split(", "));
        assertThat(allowed)
                .contains(
                        "authorization",
                        "content-type",
                        "idempotency-key",
                        "if-match",
                        "if-none-match",
                        "last-event-id",
                        "traceparent",
                        "tracestate",
                        "baggage",
                        "ce-id",
                        "ce-type",
                        "ce-anything")
                .doesNotContain("x-other");
        RawSocket.Head refused = head("GET /api/events?topic=a", "Origin: https://app.example\r\n");
        assertThat(refused.header("Access-Control-Expose-Headers")).contains("Retry-After", "WWW-Authenticate");
    }

    /** A proxy on the way asks for credentials of its own, and passes them on. */
    @Test
    void looksPastTheCredentialsOfAProxy() {
        String basic = "Authorization: Basic cm9vdDpyb290\r\n";
        assertThat(head("GET /api/events?topic=a", basic + COOKIE).status()).isEqualTo(200);
        assertThat(head("GET /ws", UPGRADE + basic + "Origin: http://gateway.example\r\n" + COOKIE + from("10.9.5.1"))
                        .status())
                .isEqualTo(101);
        assertThat(head(
                                "GET /api/session",
                                basic + "authorization:\tbearer   " + TestTokens.sign("ada", List.of(), List.of())
                                        + "\r\n")
                        .status())
                .isEqualTo(200);
        for (String bad : List.of("Bearer", "Bearer a b", "x.y.z")) {
            assertThat(head("GET /api/events?topic=a", "Authorization: " + bad + "\r\n" + COOKIE)
                            .status())
                    .as(bad)
                    .isEqualTo(401);
        }
    }

    /** RFC 7515, sections 2, 4.1.11 and 7.1. */
    @Test
    void aTokenIsReadStrictly() {
        String header = "{\"alg\":\"HS256\"}";
        String payload =
                TestTokens.claims("ada", List.of(), List.of("**")).build().toString();
        String good = TestTokens.signAsIs(header, payload);
        assertThat(bearer(good).status()).isEqualTo(200);
        assertTokenRefused(TestTokens.signAsIs(header + "x", payload), "header");
        assertTokenRefused(TestTokens.signAsIs("{\"alg\":\"HS256\",\"crit\":[]}", payload), "crit");
        assertTokenRefused(TestTokens.signAsIs(header, payload + "x"), "claims");
        assertTokenRefused(TestTokens.signAsIs(header, payload + payload), "claims");
        assertTokenRefused(good + "=", "signature");
        assertTokenRefused(good.replaceFirst("\\.", "=."), "header");
    }

    private static Reply bearer(String token) {
        try (RawSocket socket = RawSocket.open(gateway.port())) {
            return socket.send("GET /api/session HTTP/1.1\r\nHost: gateway.example\r\nConnection: close\r\n"
                            + "Authorization: Bearer " + token + "\r\n\r\n")
                    .readReply();
        }
    }

    private static void assertTokenRefused(String token, String part) {
        Reply reply = bearer(token);
        reply.assertProblem(401, "token-invalid");
        assertThat(Json.text(reply.json(), "detail")).contains(part);
    }

    @Test
    void tellsBrowsersWhatPagesMayDo() {
        String named = "Origin: https://app.example\r\n";
        RawSocket.Head asked = head(
                "OPTIONS /api/events",
                named + "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: authorization\r\n");
        assertThat(asked.status()).isEqualTo(204);
        assertThat(asked.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
        assertThat(asked.header("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(asked.header("Access-Control-Allow-Headers")).contains("Authorization");
        assertThat(asked.header("Access-Control-Allow-Methods")).contains("POST");
        RawSocket.Head refused =
                head("OPTIONS /api/events", "Origin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\n");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.headers()).doesNotContainKey("access-control-allow-origin");
        RawSocket.Head stream = head("GET /api/events", STREAM + named + COOKIE);
        assertThat(stream.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
        assertThat(stream.header("Vary")).contains("Origin");
        // so that a page can tell why
        assertThat(head("GET /api/events?topic=a", named).header("Access-Control-Allow-Origin"))
                .isEqualTo("https://app.example");
    }

    @Test
    void letsAnyPageTakeInTheClientAndNothingElse() {
        String foreign = "Origin: https://elsewhere.example\r\n";
        assertThat(head("GET /client/sluice.js", foreign).header("Access-Control-Allow-Origin"))
                .isEqualTo("*");
        assertThat(head("GET /client/sluice.js", foreign).header("Cross-Origin-Resource-Policy"))
                .isEqualTo("cross-origin");
        assertThat(head("GET /console/console.js", foreign).header("Cross-Origin-Resource-Policy"))
                .isEqualTo("same-origin");
        assertThat(head("GET /console/console.js", foreign).header("Access-Control-Allow-Origin"))
                .isEmpty();
    }

    @Test
    void keepsForeignScriptOutOfEveryPage() {
        for (String path : List.of("/", "/start/start.js", "/start/start.css", "/nowhere")) {
            RawSocket.Head page = head("GET " + path, "");
            assertThat(page.header("Content-Security-Policy"))
                    .as(path)
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
        }
    }

    @Test
    void makesACookieOfATokenThatNoScriptSees() {
        String token = TestTokens.sign("ada", List.of("**"), List.of("**"));
        RawSocket.Head begun =
                head("POST /api/session", "Content-Length: 0\r\nAuthorization: Bearer " + token + "\r\n");
        assertThat(begun.status()).isEqualTo(204);
        assertThat(begun.header("Set-Cookie"))
                .startsWith("sluice_token=" + token)
                .contains("HttpOnly", "Secure", "SameSite=Strict", "Path=/", "Max-Age=");
        String cookie = "Cookie: " + begun.header("Set-Cookie").split(";")[0] + "\r\n";
        assertThat(head("GET /api/events?topic=a", cookie).status()).isEqualTo(200);
        RawSocket.Head ended = head("DELETE /api/session", "Origin: http://gateway.example\r\n" + cookie);
        assertThat(ended.header("Set-Cookie")).contains("sluice_token=;", "Max-Age=0");
        // whoever comes back with it later is to be told so
        assertThat(Integer.parseInt(begun.header("Set-Cookie").replaceAll(".*Max-Age=([0-9]+).*", "$1")))
                .isGreaterThan(86_400);
        assertThat(head("DELETE /api/session", "Origin: http://gateway.example\r\nCookie: sluice_token=over\r\n")
                        .status())
                .isEqualTo(204);
        assertThat(head("POST /api/session", "Content-Length: 0\r\nOrigin: http://gateway.example\r\n" + cookie)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void tellsAPageWhomItsCookieMakesOfIt() {
        String token = TestTokens.sign("ada", List.of("a/*"), List.of("**"));
        Reply ada = http.send(http.to("/api/session")
                .header("Cookie", "sluice_token=" + token)
                .GET());
        assertThat(ada.status()).isEqualTo(200);
        assertThat(Json.text(ada.json(), "subject")).isEqualTo("ada");
        assertThat(ada.json().has("publish") && ada.json().has("read")).isTrue();
        assertThat(ada.header("Cache-Control")).isEqualTo("no-store");
        Reply anybody = http.send(http.to("/api/session").GET());
        assertThat(anybody.status()).isEqualTo(200);
        assertThat(anybody.json().has("subject")).isFalse();
        http.send(http.to("/api/session")
                        .header("Cookie", "sluice_token=of nobody")
                        .GET())
                .assertProblem(401, "token-invalid");
    }

    @Test
    void takesNoTokenFromAnAddress() {
        http.get("topic=a&access_token=x.y.z", "application/json").assertProblem(401, "token-invalid");
    }

    /** What a client writes itself stands before what the proxies write. */
    @Test
    void believesProxiesOnly() {
        int number = 0;
        for (String forged : List.of(
                "Forwarded: for=10.1.1.1, for=10.9.4.1\r\n",
                "Forwarded: for=10.1.1.2\r\nForwarded: for=10.9.4.1;proto=https\r\n",
                "X-Forwarded-For: 10.1.1.3\r\nForwarded: for=\"10.9.4.1:4711\", for=127.0.0.9\r\n")) {
            open("GET /api/events?topic=a", STREAM + forged + reader("forwarded " + number++), 200);
        }
        for (String one : List.of(
                "for=10.1.1.4, for=10.9.4.1",
                "proto=http;host=\"a;for=10.1.1.5\";for=10.9.4.1",
                "for=10.9.4.1;host=\"a,for=10.1.1.6\"",
                "for=10.9.4.1;host=\"\\\",for=10.1.1.7\"",
                "for=\"[::ffff:10.9.4.1]\"",
                "for=\"[0:0:0:0:0:ffff:10.9.4.1]:99\"")) {
            assertThat(head("GET /ws", UPGRADE + "Forwarded: " + one + "\r\n" + reader("forwarded too many"))
                            .status())
                    .as(one)
                    .isEqualTo(429);
        }
        for (String noise :
                List.of("for=unknown", "for=_hidden", "for=\"", "for=" + ":".repeat(5_000) + "x", "for=999.1.1.1")) {
            assertThat(head("GET /api/events", "Forwarded: " + noise + "\r\n" + reader("noise"))
                            .status())
                    .as(noise)
                    .isEqualTo(200);
        }
    }

    /** An unreadable element hides the client: its requests count for the address of the proxy, which then reaches its limit. */
    @Test
    void anElementThatNamesAParameterTwiceHidesItsClient() {
        for (int i = 0; i < 3; i++) {
            open(
                    "GET /api/events?topic=a",
                    STREAM + "Forwarded: for=10.1.9." + i + ";for=10.1.8." + i + ", for=127.0.1.9\r\n"
                            + reader("twice " + i),
                    200);
        }
        assertThat(head(
                                "GET /ws",
                                UPGRADE + "Forwarded: for=10.1.9.9;for=10.1.8.9, for=127.0.1.9\r\n"
                                        + reader("twice too many"))
                        .status())
                .isEqualTo(429);
    }

    private static String reader(String subject) {
        return "Authorization: Bearer " + TestTokens.sign(subject, List.of(), List.of("**")) + "\r\n";
    }

    private static String from(String address) {
        return "Forwarded: for=" + address + "\r\n";
    }

    private static RawSocket open(String line, String headers, int status) {
        RawSocket socket = RawSocket.open(gateway.port());
        OPEN.add(socket);
        assertThat(head(socket, line, headers).status()).isEqualTo(status);
        return socket;
    }

    @Test
    void letsInSoManyOfOneAddress() throws IOException {
        String headers = from("\"[2001:db8::1]:4711\"");
        for (int i = 0; i < 2; i++) {
            String reader = "Authorization: Bearer " + TestTokens.sign("a" + i, List.of(), List.of("**")) + "\r\n";
            open("GET /api/events?topic=a", STREAM + headers + reader, 200);
        }
        String other = "Authorization: Bearer " + TestTokens.sign("b", List.of(), List.of("**")) + "\r\n";
        RawSocket last = open("GET /api/events?topic=a", STREAM + headers + other, 200);
        RawSocket.Head refused = head("GET /ws", UPGRADE + headers + other);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
        // not a status, after which an EventSource would never come back
        try (RawSocket socket = RawSocket.open(gateway.port())) {
            RawSocket.Head later =
                    head(socket, "GET /api/events?topic=a", STREAM + headers + other + "Connection: close\r\n");
            assertThat(later.status()).isEqualTo(200);
            String body = new String(socket.body(later).readAllBytes(), StandardCharsets.UTF_8);
            assertThat(body).startsWith("retry: ").contains("event: sluice.error", "too-many-connections");
        }
        assertThat(head("GET /ws", UPGRADE + from("10.9.0.2") + other).status()).isEqualTo(101);
        last.cut();
        await().atMost(Limits.ANSWER)
                .until(() -> head("GET /ws", UPGRADE + headers + other).status() == 101);
    }

    @Test
    void letsInSoManyOfOneSubject() {
        String eve = "Authorization: Bearer " + TestTokens.sign("eve", List.of(), List.of("**")) + "\r\n";
        open("GET /api/events?topic=a", STREAM + from("10.9.1.1") + eve, 200);
        open("GET /api/events?topic=a", STREAM + from("10.9.1.2") + eve, 200);
        assertThat(head("GET /ws", UPGRADE + from("10.9.1.3") + eve).status()).isEqualTo(429);
    }

    @Test
    void takesSoManyEventsASecond() {
        String token = "Bearer " + TestTokens.sign("ann", List.of("**"), List.of("**"));
        String batch = "[{\"topic\":\"a\",\"data\":1}" + ",{\"topic\":\"a\",\"data\":1}".repeat(9) + "]";
        Reply reply = batch(token, "for=10.9.2.1", batch);
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        Reply refused = batch(token, "for=10.9.2.1", batch);
        refused.assertProblem(429, "rate-limited");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 2);
        // the same subject from elsewhere, up to its own limit
        assertThat(batch(token, "for=10.9.2.2", batch).status()).isEqualTo(201);
        // a slow machine gets new ones meanwhile
        IntStream.rangeClosed(3, 40)
                .mapToObj(number -> batch(token, "for=10.9.2." + number, batch))
                .filter(answer -> answer.status() != 201)
                .findFirst()
                .orElseThrow()
                .assertProblem(429, "rate-limited");
    }

    private Reply batch(String token, String forwarded, String body) {
        return http.send(http.to("/api/events/batch")
                .header("Authorization", token)
                .header("Forwarded", forwarded)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    @Test
    void takesSoManyTopicsOfOneConnection() {
        String eleven = "topic=a" + "&topic=b".repeat(1)
                + String.join(
                        "", IntStream.range(0, 9).mapToObj(i -> "&topic=c" + i).toList());
        String token = "Bearer " + TestTokens.sign("amy", List.of("**"), List.of("**"));
        for (String accept : List.of("text/event-stream", "application/json")) {
            http.send(http.to("/api/events?" + eleven)
                            .header("Authorization", token)
                            .header("Accept", accept)
                            .GET())
                    .assertProblem(400, "too-many-topics");
        }
        try (WsClient client = WsClient.sluice(gateway, token)) {
            client.ask("{'type':'subscribe','topics':['1','2','3','4','5','6','7','8','9']}", "subscribed");
            assertThat(Json.text(client.ask("{'type':'subscribe','topics':['a','b']}", "error"), "code"))
                    .isEqualTo("too-many-topics");
            client.ask("{'type':'subscribe','topics':['a']}", "subscribed");
        }
    }

    /** Where its body ends nobody knows: what follows must not be taken for a request. */
    @Test
    void takesABodyOnlyAsItIsOrInChunks() throws IOException {
        try (RawSocket socket = RawSocket.open(gateway.port())) {
            RawSocket.Head refused =
                    head(socket, "POST /api/events?topic=a", "Transfer-Encoding: gzip\r\n" + reader("gzip"));
            assertThat(refused.status()).isEqualTo(415);
            assertThat(refused.header("Connection")).isEqualTo("close");
        }
    }

    /** A preflight, a page and a foreign page are answered before anything is read. */
    @Test
    void takesNoRequestWhoseEndIsUnknownForAnyAnswer() throws IOException {
        for (String line :
                List.of("GET /", "GET /client/sluice.js", "OPTIONS /api/events", "POST /api/events?topic=a")) {
            for (String origin : List.of("https://app.example", "https://evil.example")) {
                try (RawSocket socket = RawSocket.open(gateway.port())) {
                    RawSocket.Head refused = head(
                            socket,
                            line,
                            "Transfer-Encoding: gzip\r\nAccess-Control-Request-Method: POST\r\nOrigin: " + origin
                                    + "\r\n");
                    assertThat(refused.status()).as(line).isEqualTo(415);
                    assertThat(refused.header("Connection")).as(line).isEqualTo("close");
                }
            }
        }
        RawSocket.Head compressed =
                head("POST /api/events?topic=a", "Content-Encoding: gzip\r\nOrigin: https://app.example\r\n");
        assertThat(compressed.status()).isEqualTo(415);
        assertThat(compressed.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
    }

    @Test
    void appliesTheSameRulesWhereASlashEndsThePath() {
        String reader = from("10.9.7.1") + reader("slash");
        assertThat(head("HEAD /api/events/?topic=a", STREAM + reader).status()).isEqualTo(405);
        RawSocket.Head chosen =
                head("GET /api/events/?topic=a", "Accept: text/event-stream;q=0.5, application/*;q=0.9\r\n" + reader);
        assertThat(chosen.header("Content-Type")).startsWith("application/json");
        assertThat(head("DELETE /api/session/", "Origin: http://gateway.example\r\nCookie: sluice_token=old\r\n")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void takesNobodyForNobodyWhoShowsSomethingThatCannotBeRead() {
        for (String cookie :
                List.of("sluice_token=a b c", "a=1, sluice_token=abc", "$Version=1; sluice_token=\"a\\\"; b=\"c\"")) {
            assertThat(head("GET /api/events?topic=a", "Cookie: " + cookie + "\r\n")
                            .status())
                    .as(cookie)
                    .isEqualTo(401);
        }
        // that of another application
        assertThat(head("GET /api/events?topic=a", "Cookie: my_sluice_token=a; other=b\r\n")
                        .status())
                .isEqualTo(200);
        http.get("topic=a&access%5Ftoken=x", "application/json").assertProblem(401, "token-invalid");
    }

    /** A member's state goes to everybody who listens, as an event does. */
    @Test
    void changesSoManyStatesASecond() {
        try (WsClient client =
                WsClient.sluice(gateway, "Bearer " + TestTokens.sign("busy", List.of(), List.of("**")))) {
            client.subscribe("s", "busy", "'state':0");
            Set<String> codes = new HashSet<>();
            for (int i = 0; i < 30; i++) {
                codes.add(Json.text(client.ask("{'type':'state','topic':'busy','state':%d}".formatted(i)), "code"));
            }
            assertThat(codes).contains("rate-limited");
        }
    }

    /** Neither the log nor the counts say anything of them. */
    @Test
    void makesNoNoiseOfThoseWhoBreakOff() {
        int before = gateway.log().length();
        String requests = ("GET /api/events?topic=a HTTP/1.1\r\nHost: x\r\n" + reader("off") + "\r\n").repeat(50);
        for (int i = 0; i < 5; i++) {
            RawSocket.open(gateway.port()).send(requests).cut();
        }
        for (int i = 0; i < 5; i++) {
            RawSocket socket = RawSocket.open(gateway.port());
            socket.send("POST /api/events?topic=a HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
                    + "Content-Length: 100\r\n" + COOKIE + "Origin: http://x\r\n\r\nhalf");
            socket.cut();
        }
        // those have been worked off before this is answered, or are while others are asked
        await().during(Duration.ofSeconds(1)).until(http::answers);
        assertThat(gateway.log().substring(before)).doesNotContain("Connection is closed", "Connection reset", "\tat ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Idempotency-Key, If-Match, If-None-Match, Last-Event-ID",
                "idempotency-key, if-match," + " if-none-match, last-event-id",
                "IDEMPOTENCY-KEY, IF-MATCH, IF-NONE-MATCH, LAST-EVENT-ID"
            })
    void findsHeadersByTheirNamesUnderATurkishLocale(String list) throws IOException {
        String[] names = list.split(", ");
        String topic = Fresh.topic("turkish");
        String post = "POST /api/events?topic=" + topic;
        String text = "Content-Type: TEXT/PLAIN;CHARSET=ISO-8859-1\r\nContent-Length: 0\r\n"
                + from("10.9.6." + COUNT.incrementAndGet())
                + "AUTHORIZATION: BEARER " + TestTokens.sign(topic, List.of("**"), List.of("**")) + "\r\n";
        String key = names[0] + ": " + topic + "\r\n";
        assertThat(head(post, text + key).status()).isEqualTo(201);
        assertThat(head(post, text + key).status()).isEqualTo(200);
        String first = http.send(http.to("/api/events?topic=" + topic)
                        .header("Authorization", "Bearer " + TestTokens.sign("reader", List.of(), List.of("**")))
                        .GET())
                .json()
                .get("cursor")
                .getAsString();
        assertThat(head(post, text + names[1] + ": \"" + first + "\"\r\n").status())
                .isEqualTo(201);
        assertThat(head(post, text + names[1] + ": \"" + first + "\"\r\n").status())
                .isEqualTo(412);
        assertThat(head(post, text + names[2] + ": *\r\n").status()).isEqualTo(412);
        try (RawSocket socket = RawSocket.open(gateway.port())) {
            RawSocket.Head head = head(
                    socket,
                    "GET /api/events?topic=" + topic,
                    "ACCEPT: TEXT/EVENT-STREAM\r\n" + names[3] + ": " + first + "\r\n"
                            + text.replace("Content-Length: 0\r\n", ""));
            assertThat(head.header("Content-Type")).startsWith("text/event-stream");
            String begin = new String(socket.body(head).readNBytes(200), StandardCharsets.UTF_8);
            assertThat(begin).contains("\"resumed\":true");
        }
    }

    @Test
    void unpacksNothing() {
        http.send(http.to("/api/events?topic=a")
                        .header("Content-Encoding", "gzip")
                        .POST(BodyPublishers.ofByteArray(new byte[100])))
                .assertProblem(415, "media-type-unsupported");
    }

    /** One byte now and then, for ever. */
    @Test
    @ExceptWhere(Quirk.READS_A_BODY_AHEAD)
    void waitsForABodyOnlySoLong() throws IOException, InterruptedException {
        String token = "Authorization: Bearer " + TestTokens.sign("slow", List.of("**"), List.of()) + "\r\n";
        try (RawSocket socket = RawSocket.open(gateway.port())) {
            socket.send("POST /api/events?topic=a HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
                    + "Content-Length: 1000\r\n" + from("10.9.3.1") + token + "\r\n");
            socket.readWithin(Limits.ANSWER);
            Thread trickle = new Thread(() -> {
                try {
                    while (true) {
                        socket.send("x");
                        Thread.sleep(100);
                    }
                } catch (InterruptedException | UncheckedIOException over) {
                    // the test has its answer
                }
            });
            trickle.start();
            assertThat(socket.readHead().status()).isEqualTo(408);
            trickle.interrupt();
            trickle.join();
        }
    }
}
