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
import dev.sluice.harness.SseBlock;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import dev.sluice.servers.OnEveryServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Events about many things on one topic, and the state now, then live. */
@OnEveryServer
class SubjectIT {

    private final Gateway gateway = Gateway.shared();
    private final Http http = gateway.http();
    private final String topic = Fresh.topic("prices");

    private EventId publish(String subject, String text) {
        return http.publish(Publication.to(topic).parameter("subject", subject).text(text))
                .id();
    }

    @Test
    void givesTheNewestOfEachSubjectThenWhatComes() {
        publish("ACME", "1");
        EventId acme = publish("ACME", "2");
        EventId tyrell = publish("Tyrell", "3");
        try (SseStream stream = gateway.stream("format=envelope&snapshot=true&topic=" + topic);
                WsClient client = WsClient.sluice(gateway)) {
            stream.ready();
            assertThat(stream.event().id()).isEqualTo(acme);
            SseBlock second = stream.nextEvent();
            assertThat(second.id()).hasValue(tyrell.toString());
            assertThat(Json.text(second.json(), "subject")).isEqualTo("Tyrell");
            client.subscribe("s", topic, "'snapshot':true");
            assertThat(client.events("s", 2)).extracting(Received::id).containsExactly(acme, tyrell);
            EventId next = publish("ACME", "4");
            assertThat(stream.event().id()).isEqualTo(next);
            JsonObject message = client.message("s");
            assertThat(Json.text(message, "id")).isEqualTo(next.toString());
            assertThat(Json.text(message, "subject")).isEqualTo("ACME");
        }
        assertThat(http.history("snapshot=true&topic=" + topic).received())
                .extracting(Received::data)
                .containsExactly("3", "4");
    }

    @Test
    void leavesOutWhatHasRunOut() {
        publish("ACME", "1");
        publish("Tyrell", "2");
        http.publish(Publication.to(topic)
                        .parameter("subject", "ACME")
                        .parameter("ttl", "0.1")
                        .text("delisted"))
                .id();
        await().untilAsserted(() -> assertThat(
                        http.history("snapshot=true&topic=" + topic).received())
                .extracting(Received::data)
                .containsExactly("2"));
    }

    /** Whoever takes the state at any moment and follows it holds what whoever was there from the beginning holds. */
    @Test
    void hasNoGapAndNoDoubleBetweenTheStateAndWhatComes() {
        int total = 400;
        int clients = 12;
        Random random = new Random(4);
        Map<String, String> state = new HashMap<>();
        List<SseStream> streams = new ArrayList<>();
        try {
            for (int i = 0; i < total; i++) {
                String subject = "s" + random.nextInt(20);
                state.put(subject, Integer.toString(i));
                publish(subject, Integer.toString(i));
                if (i % (total / clients) == 0) {
                    streams.add(gateway.stream("format=envelope&snapshot=true&topic=" + topic));
                }
            }
            for (SseStream stream : streams) {
                Map<String, String> held = new HashMap<>();
                List<Integer> order = new ArrayList<>();
                while (!held.containsValue(Integer.toString(total - 1))) {
                    SseBlock block = stream.nextEvent();
                    if (!block.isOfTheGateway()) {
                        held.put(Json.text(block.json(), "subject"), Json.text(block.json(), "data"));
                        order.add(Integer.parseInt(Json.text(block.json(), "data")));
                    }
                }
                assertThat(held).isEqualTo(state);
                assertThat(order).isSorted().doesNotHaveDuplicates();
            }
        } finally {
            streams.forEach(SseStream::close);
        }
    }

    @Test
    void refusesASubjectThatIsNone() {
        http.publish(Publication.to(topic).parameter("subject", "a\nb").text("x"))
                .assertProblem(400, "event-invalid");
        http.publish(Publication.to(topic).parameter("subject", "x".repeat(256)).text("x"))
                .assertProblem(400, "event-invalid");
        publish("x".repeat(255), "x");
    }
}
