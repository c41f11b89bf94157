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
import dev.sluice.harness.Reply;
import dev.sluice.harness.SseBlock;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import dev.sluice.servers.OnEveryServer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events that no journal keeps. */
@OnEveryServer
class VolatileIT {

    private final Gateway gateway = Gateway.shared();
    private final Http http = gateway.http();
    private final String topic = Fresh.topic("volatile");

    private Reply pass(String text) {
        return http.publish(Publication.to(topic).parameter("volatile", "true").text(text));
    }

    @Test
    void reachesThoseWhoAreThereOnBothProtocolsAndNobodyElse() {
        String end = http.end();
        try (SseStream stream = gateway.stream("format=envelope&topic=" + topic);
                WsClient client = WsClient.sluice(gateway)) {
            SseBlock ready = stream.ready();
            client.subscribe("s", topic, "");
            Reply reply = pass("now");
            assertThat(reply.status()).isEqualTo(202);
            assertThat(reply.json().has("id")).isFalse();
            SseBlock block = stream.nextEvent();
            assertThat(block.id()).isEmpty();
            assertThat(block.lastEventId()).isEqualTo(ready.lastEventId());
            assertThat(Json.text(block.json(), "data")).isEqualTo("now");
            JsonObject message = client.message("s");
            assertThat(message.has("id")).isFalse();
            assertThat(Json.text(message, "data")).isEqualTo("now");
            EventId durable = http.publish(topic, "kept");
            assertThat(stream.nextEvent().id()).hasValue(durable.toString());
        }
        assertThat(http.history("topic=" + topic + "&after=" + end).received())
                .extracting(Received::data)
                .containsExactly("kept");
    }

    @Test
    void comesFromAWebSocketWithAnAnswerOnlyIfOneIsAskedFor() {
        try (WsClient sender = WsClient.sluice(gateway);
                WsClient receiver = WsClient.sluice(gateway)) {
            receiver.subscribe("s", topic, "");
            IntStream.range(0, 1_000)
                    .forEach(i -> sender.send("{\"type\":\"publish\",\"topic\":\"%s\",\"volatile\":true,\"data\":%d}"
                            .formatted(topic, i)));
            JsonObject ack =
                    sender.ask("{'type':'publish','topic':'%s','volatile':true,'data':'last'}".formatted(topic), "ack");
            assertThat(ack.has("id")).isFalse();
            List<String> data = new ArrayList<>();
            long missed = 0;
            while (data.isEmpty() || !data.get(data.size() - 1).equals("last")) {
                JsonObject message =
                        receiver.take("message", m -> Json.text(m, "sub").equals("s"));
                if (Json.text(message, "type").equals("missed")) {
                    missed += message.get("count").getAsLong();
                    assertThat(Json.text(message, "topic")).isEqualTo(topic);
                } else {
                    data.add(Json.text(message, "data"));
                }
            }
            assertThat(data.size() + missed).isEqualTo(1_001);
            assertThat(data.subList(0, data.size() - 1))
                    .isSortedAccordingTo((a, b) -> Integer.parseInt(a) - Integer.parseInt(b));
        }
    }

    /** A client that stops reading: the network fills up, the oldest go, and it is told how many. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void losesTheOldestForAClientThatIsTooSlowAndNoDurableOne(boolean conflate) {
        List<String> durable = new ArrayList<>();
        String big = "x".repeat(60_000);
        try (SseStream stream = gateway.stream("topic=" + topic + "&conflate=" + conflate)) {
            stream.ready();
            stream.stopReading();
            int total = 600;
            for (int i = 0; i < total; i++) {
                http.publish(Publication.to(topic)
                        .parameter("volatile", "true")
                        .parameter("subject", "player-" + i % 3)
                        .text(i + big));
                if (i % 100 == 0) {
                    durable.add(http.publish(topic, "kept").toString());
                }
            }
            durable.add(http.publish(topic, "end").toString());
            stream.readOn();
            long missed = 0;
            int seen = 0;
            List<String> ids = new ArrayList<>();
            while (seen + missed < total || ids.size() < durable.size()) {
                SseBlock block = stream.nextEvent();
                if (block.event().equals("sluice.missed")) {
                    missed += block.json().get("count").getAsLong();
                } else if (block.id().isPresent()) {
                    ids.add(block.id().get());
                } else {
                    seen++;
                }
            }
            assertThat(ids).isEqualTo(durable);
            assertThat(missed).isPositive();
            assertThat(seen + missed).isEqualTo(total);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"final=true", "echo=false", "echo=maybe", "echo=false&connection=nobody"})
    void refusesWhatOnlyTheJournalCanDo(String parameter) {
        Reply reply = http.publish(Publication.to(topic)
                .rawQuery("topic=" + topic + "&volatile=true&" + parameter)
                .text("x"));
        reply.assertProblem(400, "parameter-invalid");
    }

    @Test
    void hasNoKeyAndExpectsNothing() {
        http.publish(Publication.to(topic).parameter("volatile", "yes").text("x"))
                .assertProblem(400, "parameter-invalid");
        Publication publication =
                Publication.to(topic).parameter("volatile", "true").text("x");
        http.publish(publication.key("k")).assertProblem(400, "parameter-invalid");
        http.publish(publication.header("If-None-Match", "*")).assertProblem(400, "parameter-invalid");
    }
}
