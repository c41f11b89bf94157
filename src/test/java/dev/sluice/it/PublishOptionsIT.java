package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import dev.sluice.harness.EventId;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Http;
import dev.sluice.harness.Json;
import dev.sluice.harness.Publication;
import dev.sluice.harness.Received;
import dev.sluice.harness.Reply;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a publisher may say beside the data. */
class PublishOptionsIT {

    private final Gateway gateway = Gateway.shared();
    private final Http http = gateway.http();
    private final String topic = Fresh.topic("options");

    @Test
    void doesNotEchoToTheWebSocketThatPublishes() {
        try (WsClient own = WsClient.sluice(gateway);
                WsClient other = WsClient.sluice(gateway)) {
            own.subscribe("s", topic, "");
            other.subscribe("s", topic, "");
            own.ask("{'type':'publish','topic':'%s','data':'quiet','echo':false}".formatted(topic), "ack");
            own.ask(
                    "{'type':'publish','topic':'%s','data':'quiet','echo':false,'volatile':true}".formatted(topic),
                    "ack");
            own.publish(topic, "loud");
            assertThat(Json.text(own.message("s"), "data")).isEqualTo("loud");
            assertThat(IntStream.range(0, 3).mapToObj(i -> Json.text(other.message("s"), "data")))
                    .containsExactlyInAnyOrder("quiet", "quiet", "loud");
            // nor when it reads the journal
            own.subscribe("again", topic, "'after':'earliest'");
            assertThat(Json.text(own.message("again"), "data")).isEqualTo("loud");
        }
    }

    @Test
    void doesNotEchoToTheStreamOfThePagePublishing() {
        try (SseStream own = gateway.stream("topic=" + topic);
                SseStream other = gateway.stream("topic=" + topic)) {
            String connection = Json.text(own.ready().json(), "connection");
            other.ready();
            Publication quiet = Publication.to(topic)
                    .parameter("echo", "false")
                    .parameter("connection", connection)
                    .text("quiet");
            EventId first = http.publish(quiet).id();
            EventId second = http.publish(topic, "loud");
            assertThat(own.event().id()).isEqualTo(second);
            assertThat(other.events(2)).extracting(Received::id).containsExactly(first, second);
        }
    }

    @Test
    void publishesOnlyIfTheTopicHasNotMovedOn() {
        Publication publication = Publication.to(topic).text("x");
        EventId first = http.publish(publication.header("If-None-Match", "*")).id();
        http.publish(publication.header("If-None-Match", "*")).assertProblem(412, "precondition-failed");
        EventId second = http.publish(publication.header("If-Match", "\"" + first + "\""))
                .id();
        http.publish(publication.header("If-Match", first.toString())).assertProblem(412, "precondition-failed");
        http.publish(topic + "-other", "moves on");
        http.publish(publication.header("If-Match", second.toString())).id();
        http.publish(publication.header("If-Match", "other-1")).assertProblem(412, "precondition-failed");
        http.publish(publication.header("If-Match", "nonsense")).assertProblem(400, "cursor-invalid");
        http.publish(publication.header("If-None-Match", "x")).assertProblem(400, "parameter-invalid");
        http.publish(publication.header("If-None-Match", "*").header("If-Match", first.toString()))
                .assertProblem(400, "parameter-invalid");
    }

    @Test
    void expectsTheSameOverAWebSocket() {
        try (WsClient client = WsClient.sluice(gateway)) {
            String publish = "{'type':'publish','topic':'%s','data':'x',%s}";
            JsonObject first = client.ask(publish.formatted(topic, "'ifNoneMatch':'*'"), "ack");
            String id = Json.text(first, "id");
            client.ask(publish.formatted(topic, "'ifMatch':'" + id + "'"), "ack");
            JsonObject error = client.ask(publish.formatted(topic, "'ifMatch':'" + id + "'"), "error");
            assertThat(Json.text(error, "code")).isEqualTo("precondition-failed");
        }
    }

    /** As two people who edit the same thing: of those who read the same state, one gets through. */
    @Test
    void letsOneOfManyThrough() {
        EventId first = http.publish(topic, "state");
        Publication next = Publication.to(topic).text("next").header("If-Match", first.toString());
        List<Integer> answers = IntStream.range(0, 20)
                .parallel()
                .mapToObj(i -> http.publish(next).status())
                .toList();
        assertThat(answers).containsOnlyOnce(201).contains(412);
        assertThat(http.history("topic=" + topic).events()).hasSize(2);
    }

    @Test
    void deliversNothingThatHasRunOut() {
        EventId brief = http.publish(
                        Publication.to(topic).parameter("ttl", "0.2").text("brief"))
                .id();
        EventId lasting = http.publish(
                        Publication.to(topic).parameter("ttl", "3600").text("lasting"))
                .id();
        await().until(() -> http.history("topic=" + topic).received().size() == 1);
        assertThat(http.history("topic=" + topic).received())
                .extracting(Received::id)
                .containsExactly(lasting);
        try (SseStream stream = gateway.resume("topic=" + topic, brief.plus(-1).toString());
                WsClient client = WsClient.sluice(gateway)) {
            assertThat(stream.event().id()).isEqualTo(lasting);
            client.subscribe("s", topic, "'after':'" + brief.plus(-1) + "'");
            assertThat(Json.text(client.message("s"), "id")).isEqualTo(lasting.toString());
        }
    }

    @Test
    void takesAnEmptyParameterForNone() {
        Publication event = Publication.to(topic).text("x");
        for (String name : List.of("ttl", "event", "subject", "final", "volatile", "echo", "connection")) {
            event = event.parameter(name, "");
        }
        assertThat(http.publish(event).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1m", "1.2345", "99999999999", "400000000"})
    void refusesATimeToLiveThatIsNone(String ttl) {
        http.publish(Publication.to(topic).parameter("ttl", ttl).text("x")).assertProblem(400, "parameter-invalid");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'ttl':'10'",
                "'final':1",
                "'subject':7",
                "'ifMatch':4",
                "'ifMatch':'x'",
                "'ifNoneMatch':'y'",
                "'other':1"
            })
    void refusesADraftWithAnOptionThatIsNone(String member) {
        Reply reply = http.batch(
                "application/json",
                "[{'topic':'%s','data':1,%s}]".formatted(topic, member).replace('\'', '"'));
        assertThat(reply.status()).as(reply.body()).isEqualTo(400);
        assertThat(Json.text(reply.json(), "detail")).startsWith("draft 0:");
        Reply.assertSaysNothingOfTheInside(reply.body());
    }
}
