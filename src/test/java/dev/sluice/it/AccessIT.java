package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.PlainJWT;
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
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who may do what: every caller, every operation, every kind of topic, and the code that each must get. The tables are
 * written down, not worked out.
 */
class AccessIT {

    private static final Map<String, String> CODES = Map.of(
            "ok", "",
            "M", "token-missing",
            "F", "topic-forbidden",
            "I", "topic-invalid",
            "A", "administration-forbidden",
            "P", "parameter-invalid",
            "U", "connection-unknown",
            "B", "body-invalid",
            "C", "cursor-invalid",
            "G", "message-invalid");

    /** Of those whose credentials do not hold, whatever they ask for. */
    private static final Map<String, String> REFUSED = Map.of(
            "expired", "token-expired",
            "forged", "token-invalid",
            "unsigned", "token-invalid",
            "static", "token-invalid");

    /** The one call that the token for scrapers is for. */
    private static final Arguments SCRAPED = Arguments.of("static", "administer", "metrics", "");

    private static final String SCRAPE_TOKEN = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    /** Anybody may publish to in/* and read public/**; ada publishes to orders/* and reads orders/**; bob has nothing. */
    private static final String READING = """
            topic                     nobody  ada  bob  root  admin  scrape
            orders/1                  M       ok   F    ok    F      F
            orders/1/2                M       ok   F    ok    F      F
            orders/*                  M       ok   F    ok    F      F
            orders/*/x                M       ok   F    ok    F      F
            orders/**                 M       ok   F    ok    F      F
            orders                    M       F    F    ok    F      F
            orders2/1                 M       F    F    ok    F      F
            other/1                   M       F    F    ok    F      F
            */1                       M       F    F    ok    F      F
            *                         M       F    F    ok    F      F
            **                        M       F    F    ok    F      F
            orders/1,other/1          M       F    F    ok    F      F
            public/x                  ok      ok   ok   ok    ok     ok
            public/**                 ok      ok   ok   ok    ok     ok
            public/x,orders/1         M       ok   F    ok    F      F
            public                    M       F    F    ok    F      F
            $presence/orders/1        M       ok   F    ok    F      F
            $presence/other/1         M       F    F    ok    F      F
            $presence/**              M       F    F    ok    F      F
            $presence/public/x        ok      ok   ok   ok    ok     ok
            $sys/x                    M       F    F    ok    ok     F
            $sys/**                   M       F    F    ok    ok     F
            a*b                       I       I    I    I     I      I
            **/x                      I       I    I    I     I      I
            -                         ok      ok   ok   ok    ok     ok
            """;

    private static final String PUBLISHING = """
            topic                     nobody  ada  bob  root  admin  scrape
            orders/1                  M       ok   F    ok    F      F
            orders/1/2                M       F    F    ok    F      F
            orders                    M       F    F    ok    F      F
            in/1                      ok      ok   ok   ok    ok     ok
            in/1/2                    M       F    F    ok    F      F
            other                     M       F    F    ok    F      F
            public/x                  M       F    F    ok    F      F
            $presence/orders/1        I       I    I    I     I      I
            $sys/x                    I       I    I    I     I      I
            orders/*                  I       I    I    I     I      I
            """;

    private static final String PRESENCE = """
            topic                     nobody  ada  bob  root  admin  scrape
            orders/1                  M       ok   F    ok    F      F
            other/1                   M       F    F    ok    F      F
            public/x                  ok      ok   ok   ok    ok     ok
            $sys/x                    I       I    I    I     I      I
            """;

    private static final String ADMINISTERING = """
            call                      nobody  ada  bob  root  admin  scrape
            list                      M       A    A    ok    ok     A
            revoke                    M       A    A    ok    ok     A
            end                       M       A    A    U     U      A
            metrics                   M       A    A    ok    ok     ok
            connections               M       A    A    ok    ok     A
            connection                M       A    A    U     U      A
            explain                   M       A    A    U     U      A
            topics                    M       A    A    ok    ok     A
            node                      M       A    A    ok    ok     A
            reload                    M       A    A    ok    ok     A
            drain                     M       A    A    P     P      A
            cancel-drain              M       A    A    ok    ok     A
            """;

    private static final String OWN = """
            call                      nobody  ada  bob  root  admin  scrape
            session                   M       ok   ok   ok    ok     ok
            whose                     ok      ok   ok   ok    ok     ok
            renew                     M       U    U    U     U      U
            state                     U       U    U    U     U      U
            """;

    /** Each is about a topic, or for administrators, and is wrong in every other way that there is. */
    private static final String WRONG = """
            call                      nobody  ada  bob  root  admin
            stream                    M       P    F    P     F
            history                   M       P    F    P     F
            publish                   M       B    F    B     F
            batch                     M       B    F    B     F
            state                     M       P    F    P     F
            subscribe_frame           M       G    F    G     F
            publish_frame             M       B    F    B     F
            binary_frame              M       B    F    B     F
            state_frame               M       G    F    G     F
            revoke                    M       A    A    B     B
            end                       M       A    A    P     P
            explain                   M       A    A    C     C
            connections               M       A    A    P     P
            topics                    M       A    A    I     I
            drain                     M       A    A    P     P
            """;

    private static final Map<String, String> AUTHORIZATION = new LinkedHashMap<>();

    private static final Map<String, WsClient> SOCKETS = new HashMap<>();

    private static Gateway gateway;

    private final Http http = gateway.http();

    @BeforeAll
    static void start() {
        gateway = Gateway.start(Setup.named("access")
                .with("sluice.anonymous.publish", "in/*")
                .with("sluice.anonymous.read", "public/**")
                .with("sluice.metrics.token", SCRAPE_TOKEN)
                .with("sluice.token.secret", TestTokens.SECRET));
    }

    @AfterAll
    static void stop() {
        SOCKETS.values().forEach(WsClient::close);
        gateway.close();
    }

    private static Map<String, String> callers() {
        if (AUTHORIZATION.isEmpty()) {
            AUTHORIZATION.put("nobody", "");
            AUTHORIZATION.put(
                    "ada", bearer(TestTokens.sign("ada", List.of("orders/*"), List.of("orders/**", "$sys/**"))));
            AUTHORIZATION.put("bob", bearer(TestTokens.sign("bob", List.of(), List.of())));
            AUTHORIZATION.put(
                    "root",
                    bearer(TestTokens.sign(TestTokens.claims("root", List.of(), List.of())
                            .claim("sluice", Map.of("publish", List.of("**"), "read", List.of("**"), "admin", true)))));
            AUTHORIZATION.put(
                    "scrape",
                    bearer(TestTokens.sign(TestTokens.claims("scrape", List.of(), List.of())
                            .claim("sluice", Map.of("metrics", true)))));
            AUTHORIZATION.put("static", bearer(SCRAPE_TOKEN));
            AUTHORIZATION.put("admin", bearer(TestTokens.sign(TestTokens.administrator())));
            AUTHORIZATION.put(
                    "expired",
                    bearer(TestTokens.sign(TestTokens.claims("ada", List.of("**"), List.of("**"))
                            .expirationTime(Date.from(Instant.now().minusSeconds(1))))));
            AUTHORIZATION.put("forged", bearer(forged()));
            AUTHORIZATION.put(
                    "unsigned",
                    bearer(new PlainJWT(TestTokens.claims("ada", List.of("**"), List.of("**"))
                                    .build())
                            .serialize()));
            AUTHORIZATION.put("basic", "Basic cm9vdDpyb290");
        }
        return AUTHORIZATION;
    }

    private static String forged() {
        try {
            return TestTokens.sign(
                    TestTokens.claims("ada", List.of("**"), List.of("**")),
                    new JWSHeader(JWSAlgorithm.HS256),
                    new MACSigner("another secret of 256 bits or so"));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String bearer(String token) {
        return "Bearer " + token;
    }

    /** Every row of the tables, for every operation that they are about. */
    static Stream<Arguments> rows() {
        List<Arguments> rows = new ArrayList<>();
        add(rows, READING, "stream", "snapshot", "history", "subscribe", "snapshot frame");
        add(rows, PUBLISHING, "publish", "batch", "volatile", "cloud event", "frame", "volatile frame", "binary frame");
        add(rows, PRESENCE, "present", "members");
        add(rows, ADMINISTERING, "administer");
        add(rows, OWN, "own");
        add(rows, WRONG, "wrong");
        rows.removeIf(
                row -> Arrays.equals(row.get(), new Object[] {"static", "administer", "metrics", "token-invalid"}));
        rows.add(SCRAPED);
        return rows.stream();
    }

    private static void add(List<Arguments> rows, String table, String... operations) {
        List<String[]> lines =
                table.lines().map(line -> line.strip().split(" +")).toList();
        for (String operation : operations) {
            for (String[] line : lines.subList(1, lines.size())) {
                for (int i = 1; i < line.length; i++) {
                    rows.add(Arguments.of(lines.get(0)[i], operation, line[0], CODES.get(line[i])));
                }
                // a proxy's credentials, and none for the gateway
                rows.add(Arguments.of("basic", operation, line[0], CODES.get(line[1])));
                REFUSED.forEach((caller, code) -> rows.add(Arguments.of(caller, operation, line[0], code)));
            }
        }
    }

    @ParameterizedTest(name = "{0}: {1} {2} {3}")
    @MethodSource("rows")
    void each(String caller, String operation, String topic, String code) {
        assertThat(outcome(caller, operation, topic)).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'exp':null", "'exp':'soon'", "'exp':1e400", "'iat':[]", "'sub':'\\ud83d'", "'aud':1"})
    void saysWhichClaimOfASignedTokenIsWrong(String claim) {
        String name = claim.substring(1, 4);
        String others = "'iat':1,'exp':2,'sub':'ada','aud':'x'"
                .replaceFirst("'" + name + "':[^,]+", Matcher.quoteReplacement(claim));
        String token = TestTokens.signAsIs("{\"alg\":\"HS256\"}", "{" + others.replace('\'', '"') + "}");
        Reply reply = http.send(
                http.to("/api/session").header("Authorization", bearer(token)).GET());
        reply.assertProblem(401, "token-invalid");
        assertThat(Json.text(reply.json(), "detail")).contains("claim " + name);
    }

    private String outcome(String caller, String operation, String topic) {
        return switch (operation) {
            case "stream" -> raw("GET /api/events?" + topics(topic), "Accept: text/event-stream\r\n", caller);
            case "snapshot" ->
                raw("GET /api/events?snapshot=true&" + topics(topic), "Accept: text/event-stream\r\n", caller);
            case "history" ->
                code(http.send(to("/api/events?limit=1&" + topics(topic), caller)
                        .header("Accept", "application/json")
                        .GET()));
            case "publish" -> code(http.send(post("/api/events?" + topics(topic), caller, "text/plain", "x")));
            case "volatile" ->
                code(http.send(post("/api/events?volatile=true&" + topics(topic), caller, "text/plain", "x")));
            case "batch" ->
                code(http.send(post(
                        "/api/events/batch",
                        caller,
                        "application/json",
                        "[{\"topic\":\"%s\",\"data\":1}]".formatted(topic))));
            case "cloud event" ->
                code(http.send(post(
                        "/api/events?" + topics(topic),
                        caller,
                        "application/cloudevents+json",
                        "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/s\",\"type\":\"t\"}"
                                .formatted(Fresh.key()))));
            case "present" ->
                code(http.send(to("/api/presence?" + topics(topic), caller).GET()));
            case "own" -> code(http.send(own(topic, caller)));
            case "administer" -> code(http.send(administering(topic, caller)));
            case "wrong" -> topic.endsWith("_frame") ? overWebSocket(caller, topic, "orders/1") : wrong(topic, caller);
            default -> overWebSocket(caller, operation, topic);
        };
    }

    private HttpRequest.Builder administering(String call, String caller) {
        return switch (call) {
            case "list" -> to("/api/revocations", caller).GET();
            case "metrics" -> to("/api/metrics", caller).GET();
            case "connections", "topics", "node" -> to("/api/" + call, caller).GET();
            case "reload" -> post("/api/settings/reload", caller, "text/plain", "");
            // one that may is told that it has asked for too much, and the other rows go on
            case "drain" -> post("/api/drain?seconds=x", caller, "text/plain", "");
            case "cancel-drain" -> to("/api/drain", caller).DELETE();
            case "connection" -> to("/api/connections/c-unknown", caller).GET();
            case "explain" ->
                to("/api/connections/c-unknown/explain?event=e-1", caller).GET();
            case "revoke" -> post("/api/revocations", caller, "application/json", "{\"token\":\"of nobody\"}");
            default -> to("/api/connections/c-unknown", caller).DELETE();
        };
    }

    private String wrong(String call, String caller) {
        String connection = "/api/connections/" + "c-".repeat(40);
        return switch (call) {
            case "stream" ->
                raw(
                        "GET /api/events?topic=orders/1&format=x&since=y&last=0&snapshot=z&member=%0A&state=%7B",
                        "Accept: text/event-stream\r\n", caller);
            case "history" ->
                code(http.send(to("/api/events?topic=orders/1&format=x&limit=0&since=y", caller)
                        .header("Accept", "application/json")
                        .GET()));
            case "publish" ->
                code(http.send(post(
                        "/api/events?topic=orders/1&event=%0A&ttl=x&volatile=x&echo=x",
                        caller, "application/json", "{")));
            case "batch" ->
                code(http.send(post(
                        "/api/events/batch",
                        caller,
                        "application/json",
                        "[{\"topic\":\"orders/1\",\"event\":1,\"else\":2}]")));
            case "state" ->
                code(http.send(to("/api/presence?topic=orders/1&connection=" + "c-".repeat(40), caller)
                        .PUT(BodyPublishers.ofString("{"))));
            case "revoke" -> code(http.send(post("/api/revocations", caller, "application/json", "{")));
            case "end" -> code(http.send(to(connection, caller).DELETE()));
            case "explain" ->
                code(http.send(to(connection + "/explain?event=x", caller).GET()));
            case "connections" ->
                code(http.send(
                        to("/api/connections?limit=0&order=x&topic=*", caller).GET()));
            case "topics" ->
                code(http.send(to("/api/topics?topic=a*b&limit=0", caller).GET()));
            default -> code(http.send(post("/api/drain?seconds=x", caller, "text/plain", "")));
        };
    }

    private HttpRequest.Builder own(String call, String caller) {
        return switch (call) {
            case "session" -> to("/api/session", caller).POST(BodyPublishers.noBody());
            case "whose" -> to("/api/session", caller).GET();
            case "renew" -> to("/api/connections/c-unknown/token", caller).POST(BodyPublishers.noBody());
            default ->
                to("/api/presence?topic=public/x&connection=c-unknown", caller).PUT(BodyPublishers.ofString("1"));
        };
    }

    private String overWebSocket(String caller, String operation, String topic) {
        if (REFUSED.containsKey(caller)) {
            return raw(
                    "GET /ws",
                    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
                    caller);
        }
        WsClient client = SOCKETS.computeIfAbsent(
                caller, c -> WsClient.sluice(gateway, callers().get(c)));
        JsonObject answer = ask(client, operation, topic);
        String sub = Json.text(answer, "sub");
        if (Json.text(answer, "type").equals("subscribed")) {
            client.ask("{'type':'unsubscribe','sub':'%s'}".formatted(sub), "unsubscribed");
        }
        return Json.text(answer, "code");
    }

    private static JsonObject ask(WsClient client, String operation, String topic) {
        return switch (operation) {
            case "subscribe" -> client.ask("{'type':'subscribe'%s}".formatted(members(topic)));
            case "snapshot frame" -> client.ask("{'type':'subscribe','snapshot':true%s}".formatted(members(topic)));
            case "frame" -> client.ask("{'type':'publish','topic':'%s','data':1}".formatted(topic));
            case "volatile frame" ->
                client.ask("{'type':'publish','topic':'%s','data':1,'volatile':true}".formatted(topic));
            case "members" -> client.ask("{'type':'members','topic':'%s'}".formatted(topic));
            case "subscribe_frame" ->
                client.ask("{'type':'subscribe','sub':'','last':0,'else':1%s}".formatted(members(topic)));
            case "publish_frame" -> client.ask("{'type':'publish','topic':'%s','key':'','else':1}".formatted(topic));
            case "state_frame" -> client.ask("{'type':'state','topic':'%s','else':1}".formatted(topic));
            case "binary_frame" -> {
                client.sendBinary(
                        "{'type':'publish','ref':'wrong','topic':'%s','else':1}".formatted(topic), new byte[] {1});
                yield client.take("answer", message -> Json.text(message, "ref").equals("wrong"));
            }
            default -> {
                client.sendBinary("{'type':'publish','ref':'binary','topic':'%s'}".formatted(topic), new byte[] {1});
                yield client.take("answer", message -> Json.text(message, "ref").equals("binary"));
            }
        };
    }

    private static String members(String topic) {
        return topic.equals("-") ? "" : ",'topics':['%s']".formatted(topic.replace(",", "','"));
    }

    private static String topics(String topic) {
        return topic.equals("-")
                ? ""
                : String.join(
                        "&",
                        Arrays.stream(topic.split(","))
                                .map(each -> "topic=" + URLEncoder.encode(each, StandardCharsets.UTF_8))
                                .toList());
    }

    private HttpRequest.Builder to(String pathAndQuery, String caller) {
        String authorization = callers().get(caller);
        HttpRequest.Builder request = http.to(pathAndQuery);
        return authorization.isEmpty() ? request : request.header("Authorization", authorization);
    }

    private HttpRequest.Builder post(String pathAndQuery, String caller, String contentType, String body) {
        return to(pathAndQuery, caller).header("Content-Type", contentType).POST(BodyPublishers.ofString(body));
    }

    private static String code(Reply reply) {
        if (reply.status() < 300) {
            return "";
        }
        String code = Json.text(reply.json(), "code");
        reply.assertProblem(reply.status(), code);
        assertThat(reply.header("WWW-Authenticate").startsWith("Bearer")).isEqualTo(reply.status() == 401);
        return code;
    }

    private static boolean begins(InputStream stream) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        String line = lines.readLine();
        while (line != null && !line.startsWith("event:")) {
            line = lines.readLine();
        }
        return "event: sluice.ready".equals(line);
    }

    /** For what does not end when it succeeds. */
    private static String raw(String request, String headers, String caller) {
        String authorization = callers().get(caller);
        try (RawSocket socket = RawSocket.open(gateway.port())) {
            socket.send(request + " HTTP/1.1\r\nHost: localhost\r\n" + headers
                    + (authorization.isEmpty() ? "" : "Authorization: " + authorization + "\r\n") + "\r\n");
            socket.readWithin(Limits.ANSWER);
            RawSocket.Head head = socket.readHead();
            if (head.status() < 300) {
                // a stream that comes too soon is answered by 200, too
                return request.startsWith("GET /ws") || begins(socket.body(head)) ? "" : "no stream";
            }
            int length = Integer.parseInt(head.header("Content-Length"));
            try (InputStream body = socket.body(head)) {
                return Json.text(Json.object(new String(body.readNBytes(length), StandardCharsets.UTF_8)), "code");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
