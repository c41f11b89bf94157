package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonObject;
import dev.sluice.harness.EndedException;
import dev.sluice.harness.EventId;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Http;
import dev.sluice.harness.Json;
import dev.sluice.harness.Publication;
import dev.sluice.harness.Received;
import dev.sluice.harness.RefusedException;
import dev.sluice.harness.Reply;
import dev.sluice.harness.Setup;
import dev.sluice.harness.SseBlock;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import dev.sluice.servers.OnEveryServer;
import org.junit.jupiter.api.Test;

/** A topic that comes to its end. */
@OnEveryServer
class TopicEndIT {

    private final Gateway gateway = Gateway.shared();
    private final Http http = gateway.http();
    private final String topic = Fresh.topic("end");

    private EventId complete(String which) {
        return http.publish(Publication.to(which).parameter("final", "true").text("done"))
                .id();
    }

    @Test
    void endsTheStreamAndAnswersWhoComesBackWithNoContent() {
        EventId first = http.publish(topic, "1");
        try (SseStream stream = gateway.resume("topic=" + topic, first.toString())) {
            EventId last = complete(topic);
            assertThat(stream.event()).isEqualTo(new Received(last, "done"));
            SseBlock end = stream.nextEvent();
            assertThat(end.event()).isEqualTo("sluice.end");
            assertThat(Json.text(end.json(), "topic")).isEqualTo(topic);
            assertThat(end.lastEventId()).isEqualTo(last.toString());
            assertThatExceptionOfType(EndedException.class).isThrownBy(stream::next);
            assertThatExceptionOfType(RefusedException.class)
                    .isThrownBy(() -> gateway.resume("topic=" + topic, last.toString()))
                    .matches(refused -> refused.status() == 204);
        }
        // whoever has not seen the end yet sees it
        try (SseStream late = gateway.resume("topic=" + topic, first.toString())) {
            assertThat(late.event().data()).isEqualTo("done");
            assertThat(late.nextEvent().event()).isEqualTo("sluice.end");
            assertThatExceptionOfType(EndedException.class).isThrownBy(late::next);
        }
    }

    @Test
    void takesNothingMore() {
        EventId last = http.publish(Publication.to(topic)
                        .parameter("final", "true")
                        .key(topic)
                        .text("done"))
                .id();
        http.publish(Publication.to(topic).text("late")).assertProblem(409, "topic-complete");
        http.publish(Publication.to(topic).parameter("final", "true").text("again"))
                .assertProblem(409, "topic-complete");
        // the same one again is no other one
        Reply again = http.publish(
                Publication.to(topic).parameter("final", "true").key(topic).text("done"));
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.id()).isEqualTo(last);
        String batch =
                "[{\"topic\":\"%s\",\"data\":1},{\"topic\":\"%s\",\"data\":2}]".formatted(topic + "-other", topic);
        http.batch("application/json", batch).assertProblem(409, "topic-complete");
        assertThat(http.history("topic=" + topic + "-other").events()).isEmpty();
        try (WsClient client = WsClient.sluice(gateway)) {
            JsonObject error = client.ask("{'type':'publish','topic':'%s','data':'late'}".formatted(topic), "error");
            assertThat(Json.text(error, "code")).isEqualTo("topic-complete");
        }
    }

    @Test
    void goesOnUntilTheLastOfSeveralTopicsIsComplete() {
        String other = topic + "-other";
        complete(topic);
        try (SseStream stream = gateway.stream("topic=" + topic + "&topic=" + other)) {
            stream.ready();
            assertThat(Json.text(stream.nextEvent().json(), "topic")).isEqualTo(topic);
            EventId last = complete(other);
            assertThat(stream.event().id()).isEqualTo(last);
            assertThat(Json.text(stream.nextEvent().json(), "topic")).isEqualTo(other);
            assertThatExceptionOfType(EndedException.class).isThrownBy(stream::next);
        }
    }

    @Test
    void givesTheStateOfACompleteTopicBeforeItsEnd() {
        http.publish(Publication.to(topic).parameter("subject", "a").text("1"));
        EventId last = complete(topic);
        try (SseStream stream = gateway.stream("snapshot=true&topic=" + topic);
                WsClient client = WsClient.sluice(gateway)) {
            assertThat(stream.events(2)).extracting(Received::data).containsExactly("1", "done");
            SseBlock end = stream.nextEvent();
            assertThat(end.event()).isEqualTo("sluice.end");
            assertThat(EventId.parse(end.lastEventId()).isAfter(last.plus(-1))).isTrue();
            assertThatExceptionOfType(EndedException.class).isThrownBy(stream::next);
            client.subscribe("s", topic, "'snapshot':true");
            assertThat(client.events("s", 2)).extracting(Received::data).containsExactly("1", "done");
            assertThat(Json.text(client.take("end"), "sub")).isEqualTo("s");
        }
    }

    @Test
    void tellsAPatternAndLetsItGoOn() {
        try (SseStream stream = gateway.stream("topic=" + topic + "/*")) {
            stream.ready();
            complete(topic + "/1");
            assertThat(stream.event().data()).isEqualTo("done");
            assertThat(stream.nextEvent().event()).isEqualTo("sluice.end");
            EventId more = http.publish(topic + "/2", "more");
            assertThat(stream.event().id()).isEqualTo(more);
        }
    }

    @Test
    void endsTheSubscriptionOfAWebSocketAndNotTheConnection() {
        try (WsClient client = WsClient.sluice(gateway)) {
            client.subscribe("s", topic, "");
            EventId last = complete(topic);
            assertThat(Json.text(client.message("s"), "id")).isEqualTo(last.toString());
            JsonObject end = client.take("end");
            assertThat(Json.text(end, "topic")).isEqualTo(topic);
            assertThat(Json.text(end, "sub")).isEqualTo("s");
            JsonObject gone = client.ask("{'type':'unsubscribe','sub':'s'}", "error");
            assertThat(Json.text(gone, "code")).isEqualTo("subscription-unknown");
            // asked for again, it is over at once
            client.subscribe("s", topic, "'after':'" + last + "'");
            assertThat(Json.text(client.take("end"), "sub")).isEqualTo("s");
        }
    }

    @Test
    void survivesARestart() {
        try (Gateway own = Gateway.start(Setup.named("topic-end"))) {
            EventId last = own.http()
                    .publish(Publication.to(topic).parameter("final", "true").text("done"))
                    .id();
            own.kill();
            own.restart();
            own.http().publish(Publication.to(topic).text("late")).assertProblem(409, "topic-complete");
            assertThatExceptionOfType(RefusedException.class)
                    .isThrownBy(() -> own.resume("topic=" + topic, last.toString()))
                    .matches(refused -> refused.status() == 204);
        }
    }
}
