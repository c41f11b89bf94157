package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.sluice.harness.EventId;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Http;
import dev.sluice.harness.Json;
import dev.sluice.harness.Page;
import dev.sluice.harness.Publication;
import dev.sluice.harness.PublishingLoad;
import dev.sluice.harness.Received;
import dev.sluice.harness.Reply;
import dev.sluice.harness.Run;
import dev.sluice.harness.SseStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The journal as JSON, and the step from it to the stream. */
class HistoryIT {

    private static final int STEPS = 20;

    private final Gateway gateway = Gateway.shared();
    private final Http http = gateway.http();
    private final String topic = Fresh.topic("history");
    private final String query = "topic=" + topic;

    @Test
    void anEventHasAllThatIsKnownOfIt() {
        Instant before = Instant.now().minusSeconds(5);
        EventId id = http.publish(Publication.to(topic).type("created").json("{\"order\":42}"))
                .id();
        EventId plain = http.publish(topic, "hello");
        EventId bytes = http.publish(Publication.to(topic)
                        .contentType("application/octet-stream")
                        .bytes(new byte[] {1, 2, 3}))
                .id();

        List<JsonObject> events = http.history(query).events();
        JsonObject first = events.get(0);
        assertThat(first.keySet()).containsExactly("id", "topic", "event", "time", "contentType", "data");
        assertThat(Json.text(first, "id")).isEqualTo(id.toString());
        assertThat(Json.text(first, "topic")).isEqualTo(topic);
        assertThat(Json.text(first, "event")).isEqualTo("created");
        assertThat(Json.text(first, "contentType")).isEqualTo("application/json");
        assertThat(first.getAsJsonObject("data").get("order").getAsInt()).isEqualTo(42);
        assertThat(Instant.parse(Json.text(first, "time")))
                .isBetween(before, Instant.now().plusSeconds(5));
        JsonObject second = events.get(1);
        assertThat(Json.text(second, "id")).isEqualTo(plain.toString());
        assertThat(second.has("event")).isFalse();
        assertThat(second.has("encoding")).isFalse();
        assertThat(Json.text(second, "data")).isEqualTo("hello");
        JsonObject third = events.get(2);
        assertThat(Json.text(third, "id")).isEqualTo(bytes.toString());
        assertThat(Json.text(third, "encoding")).isEqualTo("base64");
        assertThat(Json.text(third, "data")).isEqualTo("AQID");
    }

    @Test
    void comesInPages() {
        List<EventId> ids = publish(25);
        Page first = http.history(query + "&limit=10");
        assertThat(first.received()).extracting(Received::id).isEqualTo(ids.subList(0, 10));
        assertThat(first.cursor()).isEqualTo(ids.get(9).toString());
        assertThat(first.more()).isTrue();
        Page last = http.history(query + "&limit=1000&after=" + ids.get(14));
        assertThat(last.received()).extracting(Received::id).isEqualTo(ids.subList(15, 25));
        assertThat(last.cursor()).isEqualTo(http.end());
        assertThat(last.more()).isFalse();
    }

    @Test
    void hasAHundredEventsToAPageIfNobodySaysOtherwise() {
        publish(150);
        assertThat(http.history(query).events()).hasSize(100);
    }

    @Test
    void aPageEndsAtAboutAMebibyteOfData() {
        for (int i = 0; i < 6; i++) {
            http.publish(topic, "x".repeat(400_000));
        }
        Page page = http.history(query + "&limit=1000");
        assertThat(page.events()).hasSizeBetween(2, 4);
        assertThat(page.more()).isTrue();
        assertThat(http.everything(query, "earliest").size()).isEqualTo(6);
    }

    @Test
    void theCursorMovesOverWhatDoesNotMatch() {
        EventId last = http.publish(topic, "last");
        EventId end = http.publish(topic + "/elsewhere", "not for them");
        Page page = http.history(query + "&after=" + last);
        assertThat(page.events()).isEmpty();
        assertThat(page.cursor()).isEqualTo(end.toString());
        assertThat(page.more()).isFalse();
    }

    @Test
    void timesNeverGoBack() {
        publish(50);
        List<Instant> times = http.history("last=1000&limit=1000").events().stream()
                .map(event -> Instant.parse(Json.text(event, "time")))
                .toList();
        assertThat(times).isSorted();
    }

    @Test
    void isWhatOneGetsWhoAcceptsAnything() {
        Reply reply = http.get(query, "*/*");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).startsWith("application/json");
        assertThat(reply.json().keySet()).containsExactlyInAnyOrder("events", "cursor", "more");
    }

    @Test
    void theStepToTheStreamMissesNothingWhilePublishersPublish() {
        try (PublishingLoad load = PublishingLoad.singles(gateway, topic, 3).start()) {
            String all = "topic=" + topic + "/*";
            String start = http.end();
            String cursor = start;
            List<Received> seen = new ArrayList<>();
            for (int i = 0; i < STEPS; i++) {
                Page page = http.history(all + "&limit=1000&after=" + cursor);
                seen.addAll(page.received());
                try (SseStream stream = gateway.stream(all + "&after=" + page.cursor())) {
                    stream.ready();
                    seen.addAll(stream.events(5));
                    cursor = stream.cursor();
                }
            }
            load.stop();
            load.assertUndisturbed();
            EventId last = seen.get(seen.size() - 1).id();
            new Run(seen).assertSameAs(http.everything(all, start).between(EventId.parse(start), last));
        }
    }

    private List<EventId> publish(int count) {
        return http.publishAll(
                topic, IntStream.range(0, count).mapToObj(i -> "number " + i).toList());
    }
}
