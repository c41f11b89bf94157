package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.sluice.access.TestTokens;
import dev.sluice.harness.EventId;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Http;
import dev.sluice.harness.Jmx;
import dev.sluice.harness.Json;
import dev.sluice.harness.Limits;
import dev.sluice.harness.Publication;
import dev.sluice.harness.RawSocket;
import dev.sluice.harness.Reply;
import dev.sluice.harness.Setup;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import dev.sluice.servers.OnEveryServer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who is connected, and why somebody did not get an event. */
@OnEveryServer
class ConnectionsIT {

    private static Gateway gateway;

    private final Http http = gateway.http();
    private final String topic = Fresh.topic("connections");
    private final String ada = Fresh.topic("ada");
    private final JWTClaimsSet.Builder claims =
            TestTokens.claims(ada, List.of("**"), List.of(topic, topic + "/*")).jwtID(Fresh.key());

    @BeforeAll
    static void start() {
        gateway = Gateway.start(Setup.named("connections")
                .with("sluice.anonymous.read", "public/**")
                .with("sluice.token.secret", TestTokens.SECRET)
                .with("sluice.presence.grace", "500ms"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private Reply administer(String pathAndQuery) {
        return http.send(http.to(pathAndQuery)
                .header("Authorization", "Bearer " + TestTokens.sign(TestTokens.administrator()))
                .GET());
    }

    private JsonObject answer(String pathAndQuery) {
        Reply reply = administer(pathAndQuery);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.json();
    }

    private String header() {
        return "Bearer " + TestTokens.sign(claims);
    }

    private SseStream stream(String query) {
        return SseStream.open(RawSocket.open(gateway.port()), query, "Authorization: " + header() + "\r\n");
    }

    private static String idOf(SseStream stream) {
        return Json.text(stream.ready().json(), "connection");
    }

    private JsonObject view(String connection) {
        return answer("/api/connections/" + connection);
    }

    private List<String> codes(String connection, Object event) {
        return findings(connection, event, "code");
    }

    private List<String> findings(String connection, Object event, String member) {
        JsonObject answer = answer("/api/connections/" + connection + "/explain?event=" + event);
        return StreamSupport.stream(answer.getAsJsonArray("findings").spliterator(), false)
                .map(each -> Json.text(each.getAsJsonObject(), member))
                .toList();
    }

    private static List<String> ids(JsonObject list) {
        return StreamSupport.stream(list.getAsJsonArray("connections").spliterator(), false)
                .map(each -> Json.text(each.getAsJsonObject(), "connection"))
                .toList();
    }

    @Test
    void aConnectionHasAllThatAnOperatorAsksFor() {
        try (SseStream stream = stream("topic=" + topic)) {
            String id = idOf(stream);
            EventId event = http.publish(topic, "x");
            stream.events(1);
            await().atMost(Limits.ANSWER)
                    .untilAsserted(() -> assertThat(Json.text(subscription(view(id)), "cursor"))
                            .isEqualTo(event.toString()));
            JsonObject view = view(id);
            assertThat(Json.text(view, "protocol")).isEqualTo("sse");
            assertThat(Json.text(view, "subject")).isEqualTo(ada);
            assertThat(Json.text(view, "address")).isNotEmpty();
            assertThat(Instant.parse(Json.text(view, "expires")))
                    .isEqualTo(claims.build().getExpirationTime().toInstant().truncatedTo(ChronoUnit.SECONDS));
            assertThat(Instant.parse(Json.text(view, "lastWrite")))
                    .isBetween(Instant.now().minusSeconds(30), Instant.now().plusSeconds(1));
            assertThat(view.get("lag").getAsLong()).isZero();
            assertThat(view.get("lagSeconds").getAsDouble()).isZero();
            assertThat(subscription(view).getAsJsonArray("topics").toString()).isEqualTo("[\"" + topic + "\"]");
        }
    }

    private static JsonObject subscription(JsonObject view) {
        return view.getAsJsonArray("subscriptions").get(0).getAsJsonObject();
    }

    @Test
    void theListIsBoundedAndGoesOn() {
        try (WsClient one = WsClient.sluice(gateway, header());
                WsClient two = WsClient.sluice(gateway, header());
                WsClient three = WsClient.sluice(gateway, header())) {
            List<String> all = List.of(one, two, three).stream()
                    .map(client -> Json.text(client.take("ready"), "connection"))
                    .sorted()
                    .toList();
            JsonObject first = answer("/api/connections?limit=2&subject=" + ada);
            assertThat(ids(first)).isEqualTo(all.subList(0, 2));
            assertThat(first.get("total").getAsInt()).isEqualTo(3);
            assertThat(first.get("more").getAsBoolean()).isTrue();
            JsonObject rest = answer("/api/connections?limit=2&subject=" + ada + "&after=" + all.get(1));
            assertThat(ids(rest)).containsExactly(all.get(2));
            assertThat(rest.get("more").getAsBoolean()).isFalse();
            two.subscribe("s", topic, "");
            assertThat(answer("/api/connections?protocol=websocket&topic=" + topic)
                            .get("total")
                            .getAsInt())
                    .isEqualTo(1);
            assertThat(ids(answer("/api/connections?protocol=sse&subject=" + ada)))
                    .isEmpty();
        }
        for (String wrong :
                List.of("limit=0", "limit=1001", "order=age", "after=x", "topic=a*", "order=lag&after=c-x")) {
            assertThat(administer("/api/connections?" + wrong).status())
                    .as(wrong)
                    .isEqualTo(400);
        }
        administer("/api/connections/c-nobody").assertProblem(404, "connection-unknown");
    }

    @Test
    void whoReadsSlowlyShowsByHowMuchAndGetsItLater() {
        try (SseStream stream = stream("topic=" + topic)) {
            String id = idOf(stream);
            stream.stopReading();
            EventId last = http.publish(topic, "x");
            for (int i = 0; i < 120; i++) {
                last = http.publish(topic, "x".repeat(200_000));
            }
            EventId newest = last;
            await().atMost(Limits.ANSWER).untilAsserted(() -> {
                JsonObject view = view(id);
                assertThat(view.get("lag").getAsLong()).as(view.toString()).isPositive();
                assertThat(view.get("lagSeconds").getAsDouble())
                        .as(view.toString())
                        .isPositive();
                assertThat(view.get("stalledSeconds").getAsDouble())
                        .as(view.toString())
                        .isPositive();
            });
            assertThat(ids(answer("/api/connections?order=lag&limit=1"))).containsExactly(id);
            assertThat(codes(id, newest)).containsExactly("lagging");
            stream.readOn();
            stream.eventsUpTo(newest);
            await().atMost(Limits.ANSWER)
                    .untilAsserted(() -> assertThat(codes(id, newest)).containsExactly("delivered"));
        }
    }

    @Test
    void saysWhyAnEventDidNotCome() throws Exception {
        EventId before = http.publish(topic, "before");
        try (WsClient client = WsClient.sluice(gateway, header())) {
            String id = Json.text(client.take("ready"), "connection");
            assertThat(codes(id, before)).containsExactly("not-subscribed");
            client.subscribe("one", topic, "");
            client.subscribe("many", topic + "/*", "");
            assertThat(codes(id, before)).containsExactly("before-start", "not-matched");

            EventId other = http.publish(Fresh.topic("other"), "x");
            assertThat(codes(id, other)).containsExactly("not-matched", "not-matched");
            EventId own = EventId.parse(Json.text(
                    client.ask("{'type':'publish','topic':'%s','data':1,'echo':false}".formatted(topic), "ack"), "id"));
            EventId come = http.publish(topic, "come");
            client.eventsUpTo("one", come);
            await().atMost(Limits.ANSWER).untilAsserted(() -> {
                assertThat(codes(id, own)).containsExactly("own", "not-matched");
                assertThat(codes(id, come)).containsExactly("delivered", "not-matched");
            });
            EventId shortLived = http.publish(
                            Publication.to(topic).parameter("ttl", "1").text("x"))
                    .id();
            await().atMost(Limits.ANSWER)
                    .untilAsserted(() -> assertThat(codes(id, shortLived)).contains("expired"));

            // of what it had then nothing is kept
            for (EventId perhaps : List.of(before, shortLived)) {
                assertThat(findings(id, perhaps, "text").get(0)).contains("may have been delivered");
            }

            assertThat(codes(id, come.plus(1_000_000))).containsExactly("not-published");
            assertThat(codes(id, "elsewhere-1")).containsExactly("other-epoch");
            administer("/api/connections/" + id + "/explain").assertProblem(400, "parameter-invalid");
            administer("/api/connections/" + id + "/explain?event=x").assertProblem(400, "cursor-invalid");

            client.ask("{'type':'token','token':'%s'}".formatted(TestTokens.sign(lesser())), "ack");
            assertThat(codes(id, come)).containsExactly("forbidden", "not-matched");

            try (Jmx jmx = Jmx.of(gateway)) {
                jmx.invoke("trim", before.toString());
            }
            assertThat(codes(id, before)).containsExactly("past-retention");
        }
    }

    /** The same subject, who may not read the topic any more. */
    private JWTClaimsSet.Builder lesser() {
        return TestTokens.claims(ada, List.of(), List.of(topic + "/*")).jwtID(Fresh.key());
    }

    @Test
    void tellsAdministratorsWhoComesAndGoes() {
        String root = "Bearer " + TestTokens.sign(TestTokens.administrator());
        try (WsClient operator = WsClient.sluice(gateway, root)) {
            operator.subscribe("sys", "$sys/connections", "");
            String id;
            try (WsClient client = WsClient.sluice(gateway, header())) {
                id = Json.text(client.take("ready"), "connection");
                JsonObject opened = told(operator, "opened", id);
                assertThat(Json.text(opened, "protocol")).isEqualTo("websocket");
                assertThat(Json.text(opened, "subject")).isEqualTo(ada);
                http.send(http.to("/api/connections/" + id)
                        .header("Authorization", root)
                        .DELETE());
                assertThat(client.awaitClose()).isEqualTo(1008);
            }
            assertThat(Json.text(told(operator, "closed", id), "cause")).isEqualTo("revoked");
        }
    }

    private static JsonObject told(WsClient operator, String event, String id) {
        return operator.take(
                        event + " of " + id,
                        message -> Json.text(message, "event").equals(event)
                                && Json.text(message, "subject").equals(id))
                .getAsJsonObject("data");
    }

    @Test
    void tellsAdministratorsItsFiguresOnceASecond() {
        try (WsClient operator = WsClient.sluice(gateway, "Bearer " + TestTokens.sign(TestTokens.administrator()))) {
            operator.subscribe("sys", "$sys/**", "");
            JsonObject first = figures(operator);
            http.publish(topic, "x");
            JsonObject second = figures(operator);
            while (published(second) == published(first)) {
                second = figures(operator);
            }
            assertThat(Instant.parse(Json.text(second, "time"))).isAfter(Instant.parse(Json.text(first, "time")));
            assertThat(second.getAsJsonObject("connections").get("websocket").getAsInt())
                    .isPositive();
            JsonObject asked = answer("/api/node");
            assertThat(asked.keySet()).isEqualTo(second.keySet());
            assertThat(asked.getAsJsonObject("perSecond").get("published").getAsDouble())
                    .isPositive();
            assertThat(asked.getAsJsonObject("commit").get("p99").getAsDouble()).isPositive();
            JsonObject journal = asked.getAsJsonObject("journal");
            assertThat(Json.text(journal, "head")).isEqualTo(http.end());
            assertThat(Instant.parse(Json.text(journal, "oldest"))).isBeforeOrEqualTo(Instant.now());
            assertThat(journal.get("events").getAsLong()).isPositive();
        }
    }

    @Test
    void tellsNothingWhileNobodyListens() {
        AtomicLong before = new AtomicLong(-1);
        // longer than the second after which there would be more
        await().pollInterval(Duration.ofMillis(2_500)).atMost(Limits.ANSWER).until(() -> {
            long told =
                    answer("/api/node").getAsJsonObject("total").get("volatile").getAsLong();
            return before.getAndSet(told) == told;
        });
    }

    private static JsonObject figures(WsClient operator) {
        return operator.take("figures", message -> Json.text(message, "event").equals("figures"))
                .getAsJsonObject("data");
    }

    private static long published(JsonObject figures) {
        return figures.getAsJsonObject("total").get("published").getAsLong();
    }

    @Test
    void theDirectoryHasTheTopicsWithTheirNewestEvents() {
        for (String name : List.of("/a", "/b", "/b/c", "/d")) {
            http.publish(topic + name, "x");
        }
        EventId newest = http.publish(Publication.to(topic + "/b").type("made").text("y"))
                .id();
        JsonObject first = answer("/api/topics?limit=2&topic=" + topic + "/*");
        JsonElement b = first.getAsJsonArray("topics").get(1);
        assertThat(names(first)).containsExactly(topic + "/a", topic + "/b");
        assertThat(b.getAsJsonObject().get("events").getAsInt()).isEqualTo(2);
        assertThat(b.getAsJsonObject().get("moreEvents").getAsBoolean()).isFalse();
        JsonObject last = b.getAsJsonObject().getAsJsonObject("last");
        assertThat(Json.text(last, "id")).isEqualTo(newest.toString());
        assertThat(Json.text(last, "event")).isEqualTo("made");
        assertThat(first.get("more").getAsBoolean()).isTrue();

        JsonObject rest = answer("/api/topics?limit=2&topic=" + topic + "/*&after=" + Json.text(first, "after"));
        assertThat(names(rest)).containsExactly(topic + "/d");
        assertThat(rest.get("more").getAsBoolean()).isFalse();
        assertThat(names(answer("/api/topics?topic=" + topic + "/b"))).containsExactly(topic + "/b");
        assertThat(names(answer("/api/topics?topic=" + topic + "/none"))).isEmpty();
    }

    @Test
    void theDirectoryCountsNoMoreThanAThousandEvents() {
        http.publishAll(topic, Collections.nCopies(1_000, "x"));
        JsonObject all = answer("/api/topics?topic=" + topic)
                .getAsJsonArray("topics")
                .get(0)
                .getAsJsonObject();
        assertThat(all.get("events").getAsInt()).isEqualTo(1_000);
        assertThat(all.get("moreEvents").getAsBoolean()).isFalse();
        http.publish(topic, "one more");
        JsonObject some = answer("/api/topics?topic=" + topic)
                .getAsJsonArray("topics")
                .get(0)
                .getAsJsonObject();
        assertThat(some.get("events").getAsInt()).isEqualTo(1_000);
        assertThat(some.get("moreEvents").getAsBoolean()).isTrue();
    }

    private static List<String> names(JsonObject topics) {
        return StreamSupport.stream(topics.getAsJsonArray("topics").spliterator(), false)
                .map(each -> Json.text(each.getAsJsonObject(), "topic"))
                .toList();
    }
}
