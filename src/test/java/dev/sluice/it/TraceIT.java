package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.sluice.harness.EventId;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Http;
import dev.sluice.harness.Json;
import dev.sluice.harness.Publication;
import dev.sluice.harness.Reply;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;

/** The trace of a publisher, carried to whoever receives. */
class TraceIT {

    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String OTHER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final Gateway gateway = Gateway.shared();
    private final Http http = gateway.http();
    private final String topic = Fresh.topic("trace");

    private Publication publication() {
        return Publication.to(topic).json("{}");
    }

    private static String traceOf(JsonObject event) {
        return event.has("attributes") ? Json.text(event.getAsJsonObject("attributes"), "traceparent") : "";
    }

    private JsonObject inTheStream(String format, EventId id) {
        try (SseStream stream = gateway.resume(
                "format=" + format + "&topic=" + topic, id.plus(-1).toString())) {
            stream.ready();
            return stream.nextEvent().json();
        }
    }

    private JsonObject inTheHistory(EventId id) {
        JsonObject page = Json.object(http.get("topic=" + topic + "&after=" + id.plus(-1), "application/json")
                .body());
        return page.getAsJsonArray("events").get(0).getAsJsonObject();
    }

    @Test
    void goesFromTheHeaderToEveryForm() {
        EventId id = http.publish(publication().header("traceparent", PARENT).header("tracestate", "a=1,b=2"))
                .id();
        assertThat(traceOf(inTheStream("envelope", id))).isEqualTo(PARENT);
        assertThat(traceOf(inTheHistory(id))).isEqualTo(PARENT);
        assertThat(Json.text(inTheHistory(id).getAsJsonObject("attributes"), "tracestate"))
                .isEqualTo("a=1,b=2");
        JsonObject cloudEvent = inTheStream("cloudevents", id);
        assertThat(Json.text(cloudEvent, "traceparent")).isEqualTo(PARENT);
        assertThat(Json.text(cloudEvent, "tracestate")).isEqualTo("a=1,b=2");
    }

    @Test
    void goesThroughAWebSocket() {
        try (WsClient client = WsClient.sluice(gateway)) {
            client.subscribe("s", topic, "");
            client.ask("{'type':'publish','topic':'%s','data':1,'traceparent':'%s'}".formatted(topic, PARENT), "ack");
            assertThat(traceOf(client.take("event"))).isEqualTo(PARENT);
        }
    }

    @Test
    void isThatOfEachEventOfABatchOrElseOfTheRequest() {
        String batch = "[{'topic':'%s','data':1},{'topic':'%s','data':2,'traceparent':'%s'}]"
                .formatted(topic, topic, OTHER)
                .replace('\'', '"');
        Reply reply = http.send(http.to("/api/events/batch")
                .header("Content-Type", "application/json")
                .header("traceparent", PARENT)
                .POST(BodyPublishers.ofString(batch)));
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        EventId first = reply.ids().get(0);
        assertThat(traceOf(inTheHistory(first))).isEqualTo(PARENT);
        assertThat(traceOf(inTheHistory(first.plus(1)))).isEqualTo(OTHER);
    }

    @Test
    void thatIsMalformedIsNoneAndNoError() {
        EventId id =
                http.publish(publication().header("traceparent", "00-nonsense")).id();
        assertThat(inTheHistory(id).has("attributes")).isFalse();
    }

    @Test
    void ofASecondTryMakesNoOtherEvent() {
        String key = Fresh.key();
        Reply first = http.publish(publication().key(key).header("traceparent", PARENT));
        Reply second = http.publish(publication().key(key).header("traceparent", OTHER));
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.id()).isEqualTo(first.id());
    }
}
