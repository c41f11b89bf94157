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
import dev.sluice.harness.SseStream;
import dev.sluice.servers.OnEveryServer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a publisher is told, and what is there then. */
@OnEveryServer
class PublishIT {

    private final Gateway gateway = Gateway.shared();
    private final Http http = gateway.http();
    private final String topic = Fresh.topic("publish");
    private final String query = "topic=" + topic;

    @Test
    void anAcknowledgedEventIsThere() {
        Reply reply = http.publish(Publication.to(topic).text("hello"));
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.header("Content-Type")).startsWith("application/json");
        assertThat(http.everything(query, "earliest").events()).containsExactly(new Received(reply.id(), "hello"));
    }

    @Test
    void theSameKeyAgainIsTheSameEventAndIsNotDispatchedAgain() {
        Publication publication = Publication.to(topic).type("t").text("once").key(Fresh.key());
        try (SseStream stream = gateway.stream(query)) {
            stream.ready();
            EventId id = http.publish(publication).id();
            Reply again = http.publish(publication);
            assertThat(again.status()).isEqualTo(200);
            assertThat(again.id()).isEqualTo(id);
            EventId next = http.publish(topic, "next");
            assertThat(stream.events(2)).extracting(Received::id).containsExactly(id, next);
            assertThat(next).isEqualTo(id.plus(1));
        }
    }

    @Test
    void theSameKeyWithOtherContentIsAConflict() {
        Publication publication = Publication.to(topic).type("t").text("once").key(Fresh.key());
        http.publish(publication).id();
        http.publish(publication.text("twice")).assertProblem(409, "key-conflict");
        http.publish(publication.contentType("text/html")).assertProblem(409, "key-conflict");
        http.publish(publication.rawQuery(query + "&event=other")).assertProblem(409, "key-conflict");
        http.publish(publication.rawQuery(query + "x&event=t")).assertProblem(409, "key-conflict");
        assertThat(http.history(query).events()).hasSize(1);
    }

    @Test
    void aBatchStandsTogetherAndInOrder() {
        List<EventId> ids = http.publishAll(topic, List.of("one", "two", "three"));
        assertThat(ids)
                .containsExactly(ids.get(0), ids.get(0).plus(1), ids.get(0).plus(2));
        assertThat(http.everything(query, "earliest").events())
                .containsExactly(
                        new Received(ids.get(0), "one"),
                        new Received(ids.get(1), "two"),
                        new Received(ids.get(2), "three"));
    }

    @Test
    void aBatchTellsTextFromJsonFromBytes() {
        Reply reply = http.batch("application/json", """
            [{"topic":"%1$s","data":"text"},
             {"topic":"%1$s","data":{"a":1},"event":"created"},
             {"topic":"%1$s","data":"json","contentType":"application/json"},
             {"topic":"%1$s","data":"<b>","contentType":"text/html"},
             {"topic":"%1$s","data":"AQID","encoding":"base64"},
             {"topic":"%1$s","data":"AQID","encoding":"base64","contentType":"image/png"},
             {"topic":"%1$s","data":null}]
            """.formatted(topic));
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        List<JsonObject> events = http.history(query).events();
        assertThat(events)
                .extracting(event -> Json.text(event, "contentType") + " " + event.get("data"))
                .containsExactly(
                        "text/plain \"text\"",
                        "application/json {\"a\":1}",
                        "application/json \"json\"",
                        "text/html \"<b>\"",
                        "application/octet-stream \"AQID\"",
                        "image/png \"AQID\"",
                        "application/json null");
    }

    @Test
    void aBatchMayComeAsLines() {
        String lines = IntStream.range(0, 3)
                .mapToObj(i -> "{\"topic\":\"%s\",\"data\":%d}".formatted(topic, i))
                .collect(Collectors.joining("\n", "", "\n"));
        Reply reply = http.batch("application/x-ndjson", lines);
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        assertThat(reply.ids()).hasSize(3);
        assertThat(http.everything(query, "earliest").events())
                .extracting(Received::data)
                .containsExactly("0", "1", "2");
    }

    @Test
    void aBatchThatWasThereAlreadyIsNotPublishedAgain() {
        String batch = """
            [{"topic":"%1$s","data":"a","key":"%2$s-a"},
             {"topic":"%1$s","data":"b","key":"%2$s-b"}]
            """.formatted(topic, Fresh.key());
        Reply first = http.batch("application/json", batch);
        Reply again = http.batch("application/json", batch);
        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.ids()).isEqualTo(first.ids());
        assertThat(http.history(query).events()).hasSize(2);
    }

    @Test
    void aBatchWithAConflictPublishesNothing() {
        String key = Fresh.key();
        EventId id = http.publish(Publication.to(topic).text("once").key(key)).id();
        String batch = """
            [{"topic":"%1$s","data":"new"},
             {"topic":"%1$s","data":"other","key":"%2$s"}]
            """.formatted(topic, key);
        http.batch("application/json", batch).assertProblem(409, "key-conflict");
        assertThat(http.everything(query, "earliest").events()).containsExactly(new Received(id, "once"));
    }

    @Test
    void aThousandAreABatch() {
        List<EventId> ids = http.publishAll(
                topic, IntStream.range(0, 1_000).mapToObj(i -> "n" + i).toList());
        assertThat(ids).hasSize(1_000);
        assertThat(ids.get(999)).isEqualTo(ids.get(0).plus(999));
    }
}
