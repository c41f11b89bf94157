package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.sluice.access.TestTokens;
import dev.sluice.harness.EndedException;
import dev.sluice.harness.EventId;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Http;
import dev.sluice.harness.Json;
import dev.sluice.harness.Limits;
import dev.sluice.harness.Publication;
import dev.sluice.harness.RawSocket;
import dev.sluice.harness.Received;
import dev.sluice.harness.Reply;
import dev.sluice.harness.Setup;
import dev.sluice.harness.SseBlock;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import dev.sluice.servers.OnEveryServer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** For how long a client may stay: until its token expires, is revoked, or grants less. */
@OnEveryServer
class StayIT {

    private static Gateway gateway;

    private final Http http = gateway.http();
    private final String topic = Fresh.topic("stay");
    private final String ada = Fresh.topic("ada");

    @BeforeAll
    static void start() {
        gateway = Gateway.start(Setup.named("stay")
                .with("sluice.anonymous.publish", "**")
                .with("sluice.anonymous.read", "public/**")
                .with("sluice.token.notice", "4s")
                .with("sluice.presence.grace", "500ms")
                .with("sluice.token.secret", TestTokens.SECRET));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private JWTClaimsSet.Builder claims(int seconds, String... read) {
        return TestTokens.claims(ada, List.of("**"), List.of(read))
                .jwtID(Fresh.key())
                .expirationTime(Date.from(Instant.now().plusSeconds(seconds).truncatedTo(ChronoUnit.SECONDS)));
    }

    private static String header(JWTClaimsSet.Builder claims) {
        return "Bearer " + TestTokens.sign(claims);
    }

    private static SseStream stream(String query, String authorization) {
        return SseStream.open(RawSocket.open(gateway.port()), query, "Authorization: " + authorization + "\r\n");
    }

    private HttpRequest.Builder as(String authorization, String pathAndQuery) {
        return http.to(pathAndQuery).header("Authorization", authorization);
    }

    private static String code(SseBlock block) {
        assertThat(block.event()).as(block.raw()).isEqualTo("sluice.error");
        return Json.text(block.json(), "code");
    }

    private static void assertEnds(SseStream stream) {
        assertThatExceptionOfType(EndedException.class).isThrownBy(stream::nextEvent);
    }

    @Test
    void aStreamEndsWithItsTokenAndSaysSo() {
        JWTClaimsSet.Builder claims = claims(6, topic);
        String token = header(claims);
        try (SseStream stream = stream("topic=" + topic, token)) {
            stream.ready();
            SseBlock warning = stream.nextEvent();
            assertThat(warning.event()).isEqualTo("sluice.expiring");
            assertThat(warning.json().get("seconds").getAsInt()).isBetween(1, 4);
            assertThat(code(stream.nextEvent())).isEqualTo("token-expired");
            assertThat(Instant.now())
                    .isAfterOrEqualTo(claims.build().getExpirationTime().toInstant());
            assertEnds(stream);
        }
        // and nobody becomes a caller without one
        http.send(as(token, "/api/events?topic=public/x")
                        .header("Accept", "text/event-stream")
                        .GET())
                .assertProblem(401, "token-expired");
    }

    @Test
    void aWebSocketEndsWithItsToken() {
        try (WsClient client = WsClient.sluice(gateway, header(claims(4, topic)))) {
            client.subscribe("s", topic, "");
            assertThat(client.take("expiring").get("seconds").getAsInt()).isBetween(0, 4);
            assertThat(Json.text(client.take("error"), "code")).isEqualTo("token-expired");
            assertThat(client.awaitClose()).isEqualTo(4401);
        }
    }

    @Test
    void publishesNothingAfterItsTokenHasExpired() {
        JWTClaimsSet.Builder claims = claims(3, topic);
        Instant end = claims.build().getExpirationTime().toInstant();
        try (WsClient client = WsClient.sluice(gateway, header(claims))) {
            String publish = "{'type':'publish','topic':'%s','data':1}".formatted(topic);
            Instant sent = Instant.now();
            JsonObject answer = client.ask(publish);
            while (Json.text(answer, "type").equals("ack")) {
                assertThat(sent).isBefore(end);
                sent = Instant.now();
                answer = client.ask(publish);
            }
            assertThat(Json.text(answer, "code")).isEqualTo("token-expired");
        } catch (EndedException noAnswer) {
            // it was sent away before it was heard
            assertThat(end).isBefore(Instant.now());
        }
    }

    /** Of two who choose the same one neither stands in the other's way, nor learns where the other has published. */
    @Test
    void keysAreOnesOwn() {
        String key = Fresh.key();
        String token = header(claims(60, topic));
        EventId first = http.publish(Publication.to(topic + "/nobody").key(key).text("x"))
                .id();
        HttpRequest.Builder own = as(token, "/api/events?topic=" + topic)
                .header("Idempotency-Key", key)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("x"));
        Reply published = http.send(own);
        assertThat(published.status()).as(published.body()).isEqualTo(201);
        assertThat(published.id()).isNotEqualTo(first);
        Reply again = http.send(own);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.id()).isEqualTo(published.id());
        http.publish(Publication.to(topic).key(key).text("x")).assertProblem(409, "key-conflict");
    }

    @Test
    void aWebSocketGoesOnWithANewToken() {
        try (WsClient client = WsClient.sluice(gateway, header(claims(4, topic)))) {
            client.subscribe("s", topic, "");
            client.take("expiring");
            client.ask("{'type':'token','token':'%s'}".formatted(TestTokens.sign(claims(60, topic))), "ack");
            EventId id = http.publish(topic, "x");
            assertThat(client.events("s", 1)).containsExactly(new Received(id, "x"));
            JsonObject error = client.ask("{'type':'token','token':'a.b.c'}", "error");
            assertThat(Json.text(error, "code")).isEqualTo("token-invalid");
            String other = TestTokens.sign("other", List.of(), List.of("**"));
            error = client.ask("{'type':'token','token':'%s'}".formatted(other), "error");
            assertThat(Json.text(error, "code")).isEqualTo("token-invalid");
            assertThat(Json.text(client.ask("{'type':'token'}", "error"), "code"))
                    .isEqualTo("message-invalid");
        }
    }

    @Test
    void whoeverWasNobodyBecomesSomebody() {
        try (WsClient client = WsClient.sluice(gateway)) {
            String subscribe = "{'type':'subscribe','sub':'s','topics':['%s']}".formatted(topic);
            assertThat(Json.text(client.ask(subscribe, "error"), "code")).isEqualTo("token-missing");
            client.ask("{'type':'token','token':'%s'}".formatted(TestTokens.sign(claims(60, topic))), "ack");
            client.ask(subscribe, "subscribed");
        }
    }

    @Test
    void aStreamGoesOnWithANewToken() {
        try (SseStream stream = stream("topic=" + topic, header(claims(5, topic)))) {
            String connection = Json.text(stream.ready().json(), "connection");
            assertThat(stream.nextEvent().event()).isEqualTo("sluice.expiring");
            String path = "/api/connections/" + connection + "/token";
            String other = header(TestTokens.claims("other", List.of(), List.of("**")));
            // as one that there is not: nobody is told whose it is
            http.send(as(other, path).POST(BodyPublishers.noBody())).assertProblem(404, "connection-unknown");
            http.send(as(other, "/api/presence?topic=" + topic + "&connection=" + connection)
                            .PUT(BodyPublishers.ofString("1")))
                    .assertProblem(404, "connection-unknown");
            http.send(http.to(path).POST(BodyPublishers.noBody())).assertProblem(401, "token-missing");
            Reply renewed = http.send(as(header(claims(60, topic)), path).POST(BodyPublishers.noBody()));
            assertThat(renewed.status()).as(renewed.body()).isEqualTo(204);
            Instant over = Instant.now().plusSeconds(6);
            await().until(() -> Instant.now().isAfter(over));
            http.publish(topic, "still there");
            assertThat(stream.event().data()).isEqualTo("still there");
            http.send(as(header(claims(60)), "/api/connections/c-unknown/token").POST(BodyPublishers.noBody()))
                    .assertProblem(404, "connection-unknown");
        }
    }

    @Test
    void readsLessWithATokenThatGrantsLess() {
        try (WsClient client = WsClient.sluice(gateway, header(claims(60, topic + "/**")))) {
            client.subscribe("s", topic + "/**", "");
            http.publish(topic + "/a", "1");
            assertThat(client.events("s", 1).get(0).data()).isEqualTo("1");
            client.ask("{'type':'token','token':'%s'}".formatted(TestTokens.sign(claims(60, topic + "/b"))), "ack");
            assertThat(Json.text(client.take("error"), "code")).isEqualTo("topic-forbidden");
            http.publish(topic + "/a", "2");
            http.publish(
                    Publication.to(topic + "/a").parameter("volatile", "true").text("passing"));
            http.publish(topic + "/b", "3");
            assertThat(client.events("s", 1).get(0).data()).isEqualTo("3");
        }
    }

    static Stream<String> ways() {
        return Stream.of("token", "subject", "connection");
    }

    /** On every stream that is open, and for every one that would be. */
    @ParameterizedTest
    @MethodSource("ways")
    void isRevoked(String way) {
        JWTClaimsSet.Builder claims = claims(60, topic);
        String token = header(claims);
        try (SseStream stream = stream("topic=" + topic, token);
                WsClient client = WsClient.sluice(gateway, token);
                SseStream other = stream("topic=public/x", header(TestTokens.claims("other", List.of(), List.of())))) {
            String connection = Json.text(stream.ready().json(), "connection");
            other.ready();
            client.take("ready");
            String value = Map.of("token", claims.build().getJWTID(), "subject", ada, "connection", connection)
                    .get(way);
            Reply revoked = http.send(as(header(TestTokens.administrator()), "/api/revocations")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"%s\":\"%s\"}".formatted(way, value))));
            assertThat(revoked.status()).as(revoked.body()).isEqualTo(201);
            assertThat(code(stream.nextEvent())).isEqualTo("token-revoked");
            assertEnds(stream);
            assertThat(Json.text(client.take("error"), "code")).isEqualTo("token-revoked");
            assertThat(client.awaitClose()).isEqualTo(1008);
            http.send(as(token, "/api/events").GET()).assertProblem(401, "token-revoked");
            http.publish("public/x", "others stay");
            assertThat(other.event().data()).isEqualTo("others stay");
        }
    }

    @Test
    void isEndedAndComesBack() {
        String token = header(claims(60, topic));
        try (SseStream stream = stream("topic=" + topic, token)) {
            String connection = Json.text(stream.ready().json(), "connection");
            Reply ended = http.send(as(header(TestTokens.administrator()), "/api/connections/" + connection)
                    .DELETE());
            assertThat(ended.status()).isEqualTo(204);
            assertThat(code(stream.nextEvent())).isEqualTo("token-revoked");
            assertEnds(stream);
        }
        try (SseStream back = stream("topic=" + topic, token)) {
            back.ready();
        }
    }

    @Test
    void staysRevokedWhenTheServerIsKilled() {
        try (Gateway own = Gateway.start(Setup.named("stay-killed").with("sluice.token.secret", TestTokens.SECRET))) {
            String token = header(claims(600, topic));
            own.http()
                    .send(own.http()
                            .to("/api/revocations")
                            .header("Authorization", header(TestTokens.administrator()))
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString("{\"subject\":\"" + ada + "\"}")));
            own.kill();
            own.restart();
            HttpRequest.Builder read = own.http().to("/api/events").header("Authorization", token);
            own.http().send(read.GET()).assertProblem(401, "token-revoked");
            Reply list = own.http()
                    .send(own.http()
                            .to("/api/revocations")
                            .header("Authorization", header(TestTokens.administrator()))
                            .GET());
            assertThat(list.json().getAsJsonArray("revocations")).hasSize(1);
        }
    }

    @Test
    void whoIsPresentIsSoByItsOwnName() {
        try (WsClient client = WsClient.sluice(gateway, header(claims(60, topic)))) {
            JsonObject error =
                    client.ask("{'type':'subscribe','topics':['%s'],'member':'eve'}".formatted(topic), "error");
            assertThat(Json.text(error, "code")).isEqualTo("member-forbidden");
            client.subscribe("s", topic, "'state':1");
            await().atMost(Limits.ANSWER)
                    .until(() -> client.ask("{'type':'members','topic':'%s'}".formatted(topic), "members")
                            .toString()
                            .contains("\"" + ada + "\""));
        }
        http.send(as(header(claims(60, topic)), "/api/events?member=eve&topic=" + topic)
                        .header("Accept", "text/event-stream")
                        .GET())
                .assertProblem(403, "member-forbidden");
    }

    @Test
    void whoMayNotReadATopicAnyMoreIsNotThereAnyMore() {
        String present = "{'type':'members','topic':'%s'}";
        String stays = topic + "/stays";
        try (WsClient client = WsClient.sluice(gateway, header(claims(60, topic, stays)));
                WsClient other = WsClient.sluice(gateway, header(TestTokens.claims("o", List.of(), List.of("**"))))) {
            client.ask("{'type':'subscribe','topics':['%s','%s'],'state':1}".formatted(topic, stays), "subscribed");
            await().atMost(Limits.ANSWER)
                    .until(() -> other.ask(present.formatted(topic), "members")
                            .toString()
                            .contains(ada));
            client.ask("{'type':'token','token':'%s'}".formatted(TestTokens.sign(claims(60, stays))), "ack");
            await().atMost(Limits.ANSWER)
                    .until(() -> !other.ask(present.formatted(topic), "members")
                            .toString()
                            .contains("\"" + ada));
            assertThat(other.ask(present.formatted(stays), "members").toString())
                    .contains("\"" + ada);
        }
    }

    /** It could be the name of somebody who is known by it. */
    @Test
    void nobodyChoosesANameWhereOthersHaveTheirs() {
        http.get("topic=public/x&member=" + ada, "text/event-stream").assertProblem(403, "member-forbidden");
        try (WsClient client = WsClient.sluice(gateway)) {
            String subscribe = "{'type':'subscribe','topics':['public/x'],'member':'%s'}".formatted(ada);
            assertThat(Json.text(client.ask(subscribe, "error"), "code")).isEqualTo("member-forbidden");
            // without one it is there by a name that the gateway makes up
            client.subscribe("s", "public/x", "'state':1");
        }
    }

    static Stream<String> noRevocations() {
        return Stream.of(
                "[]",
                "1",
                "{",
                "{}",
                "{\"token\":1}",
                "{\"token\":null}",
                "{\"x\":\"y\"}",
                "{\"token\":\"a\",\"subject\":\"b\"}");
    }

    private Reply revoke(String body) {
        return http.send(as(header(TestTokens.administrator()), "/api/revocations")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    /** What is read of it would be one, and what comes behind is not. */
    @Test
    void takesNoRevocationForWholeThatIsLonger() {
        String begin = "{\"token\":\"none\"}" + " ".repeat(4_096);
        revoke(begin).assertProblem(413, "data-too-large");
        revoke(begin + "x").assertProblem(413, "data-too-large");
        assertThat(revoke(begin.substring(0, 4_096)).status()).isEqualTo(201);
    }

    @Test
    void takesNullForNoMemberAndRevokesNoHalfACharacter() {
        assertThat(revoke("{\"token\":null,\"subject\":\"none\",\"connection\":null}")
                        .status())
                .isEqualTo(201);
        revoke("{\"subject\":\"\\ud83d\"}").assertProblem(400, "parameter-invalid");
        revoke("{\"subject\":\"a\\nb\"}").assertProblem(400, "parameter-invalid");
    }

    /** The name of a connection is told to its client alone; and who knows it all the same keeps nothing from it. */
    @Test
    void anotherCallerKeepsNoEventFromAConnection() {
        try (SseStream stream = stream("topic=" + topic, header(claims(60, topic)))) {
            String connection = Json.text(stream.ready().json(), "connection");
            String path = "/api/events?topic=" + topic + "&echo=false&connection=" + connection;
            String other = header(TestTokens.claims("other", List.of("**"), List.of()));
            http.send(as(other, path).header("Content-Type", "text/plain").POST(BodyPublishers.ofString("1")))
                    .id();
            http.send(as(header(TestTokens.claims(ada, List.of("**"), List.of())), path)
                            .header("Content-Type", "text/plain")
                            .POST(BodyPublishers.ofString("2")))
                    .id();
            http.send(as(other, "/api/events/batch?echo=false&connection=" + connection)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString("[{\"topic\":\"" + topic + "\",\"data\":3}]")))
                    .ids();
            assertThat(stream.event().data()).isEqualTo("1");
            assertThat(stream.event().data()).isEqualTo("3");
        }
    }

    @ParameterizedTest
    @MethodSource("noRevocations")
    void refusesWhatIsNoRevocation(String body) {
        http.send(as(header(TestTokens.administrator()), "/api/revocations")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)))
                .assertProblem(400, "body-invalid");
    }
}
