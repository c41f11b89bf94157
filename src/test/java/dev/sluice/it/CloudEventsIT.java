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
import dev.sluice.harness.SseBlock;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** CloudEvents 1.0 in and out. */
class CloudEventsIT {

    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCHED = "application/cloudevents-batch+json";

    private final Gateway gateway = Gateway.shared();
    private final Http http = gateway.http();
    private final String topic = Fresh.topic("cloud");

    private static String event(String members) {
        return ("{'specversion':'1.0','id':'%s','source':'/shop','type':'order.created',%s}")
                .formatted(Fresh.key(), members)
                .replace('\'', '"');
    }

    private Reply publish(String query, String json) {
        return http.publish(
                Publication.to("").rawQuery(query).contentType(STRUCTURED).text(json));
    }

    private JsonObject published(EventId id) {
        try (SseStream stream =
                gateway.resume("format=cloudevents&topic=" + topic, id.plus(-1).toString())) {
            stream.ready();
            return stream.nextEvent().json();
        }
    }

    @Test
    void comesOutAsItWentInStructured() {
        String json = event(
                "'subject':'%s','time':'2026-11-21T08:00:00Z','datacontenttype':'application/json',".formatted(topic)
                        + "'dataschema':'https://example.com/s','traceparent':'00-a-b-01','partition':7,'test':true,'data':{'order':42}");
        EventId id = publish("", json).id();
        JsonObject out = published(id);
        assertThat(Json.text(out, "sluicetopic")).isEqualTo(topic);
        out.remove("sluicetopic");
        assertThat(out).isEqualTo(Json.object(json));
    }

    @Test
    void comesOutAsItWentInBinary() {
        Publication publication = Publication.to(topic)
                .contentType("text/plain")
                .header("ce-specversion", "1.0")
                .header("ce-id", Fresh.key())
                .header("ce-source", "/shop")
                .header("ce-type", "order.created")
                .header("ce-subject", "order%20%E2%82%AC")
                .header("Ce-Extension", "x")
                .text("grüße");
        JsonObject out = published(http.publish(publication).id());
        assertThat(Json.text(out, "subject")).isEqualTo("order €");
        assertThat(Json.text(out, "extension")).isEqualTo("x");
        assertThat(Json.text(out, "datacontenttype")).isEqualTo("text/plain");
        assertThat(Json.text(out, "data")).isEqualTo("grüße");
        assertThat(Json.text(out, "id")).isEqualTo(publication.headers().get("ce-id"));
        JsonObject ours = http.history("topic=" + topic).events().get(0);
        assertThat(Json.text(ours, "event")).isEqualTo("order.created");
        assertThat(Json.text(ours, "subject")).isEqualTo("order €");
    }

    @Test
    void takesABatchAllOrNone() {
        String good = event("'data':1");
        List<EventId> ids = http.publish(
                        Publication.to(topic).contentType(BATCHED).text("[" + good + "," + event("'data':2") + "]"))
                .ids();
        assertThat(ids.get(1)).isEqualTo(ids.get(0).plus(1));
        String bad = event("'data':3").replace("1.0", "0.3");
        String end = http.end();
        Reply reply = http.publish(
                Publication.to(topic).contentType(BATCHED).text("[" + event("'data':4") + "," + bad + "]"));
        reply.assertProblem(400, "body-invalid");
        assertThat(Json.text(reply.json(), "detail")).startsWith("draft 1:");
        assertThat(http.end()).isEqualTo(end);
    }

    @Test
    void isPublishedOnceByItsSourceAndId() {
        String json = event("'subject':'%s','data':{'order':42}".formatted(topic));
        EventId first = publish("", json).id();
        Reply again = publish("", json);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.id()).isEqualTo(first);
        publish("", json.replace("42", "43")).assertProblem(409, "key-conflict");
        assertThat(publish("", json.replace("/shop", "/other")).id()).isNotEqualTo(first);
    }

    @Test
    void carriesBytesInBase64AndNothingAtAll() {
        String data = Base64.getEncoder().encodeToString(new byte[] {0, -1, 13});
        String bytes = event("'datacontenttype':'image/png','data_base64':'" + data + "'");
        JsonObject out = published(publish("topic=" + topic, bytes).id());
        assertThat(Json.text(out, "data_base64")).isEqualTo(data);
        assertThat(Json.text(out, "datacontenttype")).isEqualTo("image/png");
        JsonObject nothing =
                published(publish("topic=" + topic, event("'x':'1'")).id());
        assertThat(nothing.has("data") || nothing.has("data_base64") || nothing.has("datacontenttype"))
                .isFalse();
    }

    @Test
    void maySayMoreInTheRequest() {
        String query = "topic=" + topic;
        try (SseStream stream = gateway.stream("format=cloudevents&" + query)) {
            stream.ready();
            Reply passed = publish(query + "&volatile=true", event("'sluicetopic':'forged','data':1"));
            assertThat(passed.status()).isEqualTo(202);
            SseBlock block = stream.nextEvent();
            assertThat(block.id()).isEmpty();
            assertThat(block.data().orElseThrow()).containsOnlyOnce("sluicetopic");
            assertThat(Json.text(block.json(), "sluicetopic")).isEqualTo(topic);
        }
        publish(query + "&final=true", event("'data':2")).id();
        publish(query, event("'data':3")).assertProblem(409, "topic-complete");
        Publication batch = Publication.to(topic).contentType(BATCHED).text("[" + event("'data':4") + "]");
        http.publish(batch.header("If-Match", "x-1")).assertProblem(400, "parameter-invalid");
        http.publish(batch.parameter("final", "true")).assertProblem(400, "parameter-invalid");
        http.publish(batch.parameter("ttl", "1")).assertProblem(400, "parameter-invalid");
        http.publish(batch.key("k")).assertProblem(400, "key-invalid");
    }

    @Test
    void describesWhatWasNoCloudEvent() {
        EventId id =
                http.publish(Publication.to(topic).type("created").text("x")).id();
        JsonObject out = published(id);
        assertThat(Json.text(out, "specversion")).isEqualTo("1.0");
        assertThat(Json.text(out, "id")).isEqualTo(id.toString());
        assertThat(Json.text(out, "source")).isEqualTo("urn:sluice:" + id.epoch());
        assertThat(Json.text(out, "type")).isEqualTo("created");
        assertThat(Json.text(out, "subject")).isEqualTo(topic);
        assertThat(Json.text(out, "data")).isEqualTo("x");
    }

    @Test
    void goesOverAWebSocketToTheSubscriptionThatWantsIt() {
        try (WsClient client = WsClient.sluice(gateway)) {
            client.subscribe("cloud", topic, "'format':'cloudevents'");
            client.subscribe("own", topic, "");
            String data = Base64.getEncoder().encodeToString(new byte[] {1, 2});
            EventId id = publish("topic=" + topic, event("'datacontenttype':'image/png','data_base64':'" + data + "'"))
                    .id();
            JsonObject message = client.message("cloud");
            assertThat(Json.text(message, "id")).isEqualTo(id.toString());
            assertThat(Json.text(message, "contentType")).isEqualTo(STRUCTURED);
            JsonObject out = message.getAsJsonObject("data");
            assertThat(Json.text(out, "source")).isEqualTo("/shop");
            assertThat(Json.text(out, "data_base64")).isEqualTo(data);
            assertThat(Json.text(client.message("own"), "frame")).isEqualTo("binary");
            JsonObject error = client.ask("{'type':'subscribe','topics':['x'],'format':'xml'}", "error");
            assertThat(Json.text(error, "code")).isEqualTo("message-invalid");
        }
    }

    static Stream<String> invalid() {
        String good = event("'subject':'bad-cloud','data':1");
        return Stream.of(
                "[]",
                "1",
                "{",
                good.replace("\"1.0\"", "\"0.3\""),
                good.replace("\"specversion\":\"1.0\",", ""),
                good.replace("\"type\":\"order.created\"", "\"x\":\"\""),
                good.replace("order.created", ""),
                good.replace("\"source\":\"/shop\",", ""),
                good.replace("/shop", "not a uri"),
                event("'subject':'bad-cloud','Upper':'x'"),
                event("'subject':'bad-cloud','with_underscore':'x'"),
                event("'subject':'bad-cloud','nested':{}"),
                event("'subject':'bad-cloud','fraction':1.5"),
                event("'subject':'bad-cloud','large':99999999999"),
                event("'subject':'bad-cloud','half':'a\\ud800b'"),
                event("'subject':'bad-cloud','control':'a\\u0001b'"),
                event("'subject':'bad-cloud','dataschema':''"),
                event("'subject':'bad-cloud','dataschema':'relative'"),
                event("'subject':'bad-cloud','time':'2020-01-01T00:00Z'"),
                event("'subject':'bad-cloud','time':'+12020-01-01T00:00:00Z'"),
                event("'subject':''"),
                event("'subject':'bad-cloud','time':'yesterday'"),
                event("'subject':7"),
                event("'subject':'bad-cloud','data':1,'data_base64':'AA=='"),
                event("'subject':'bad-cloud','data_base64':'*'"),
                event("'subject':'bad-cloud','datacontenttype':'text/plain','data':1"),
                event("'subject':'bad-cloud','datacontenttype':7,'data':1"));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void refusesWhatIsNoCloudEvent(String json) {
        String end = http.end();
        publish("", json).assertProblem(400, "body-invalid");
        assertThat(http.end()).isEqualTo(end);
    }

    @Test
    void takesHeadersInQuotationMarksAndKeepsTheTypeOfNoData() {
        Publication quoted = Publication.to(topic)
                .header("ce-specversion", "1.0")
                .header("ce-id", "\"a \\\"b\\\" %C3%A4\"")
                .header("ce-source", "/shop")
                .header("ce-type", "t");
        assertThat(Json.text(published(http.publish(quoted.text("x")).id()), "id"))
                .isEqualTo("a \"b\" ä");
        JsonObject empty = published(
                publish("topic=" + topic, event("'datacontenttype':'text/plain','time':'2016-12-31T23:59:60Z'"))
                        .id());
        assertThat(Json.text(empty, "datacontenttype")).isEqualTo("text/plain");
        assertThat(Json.text(empty, "time")).isEqualTo("2016-12-31T23:59:60Z");
        assertThat(empty.has("data")).isFalse();
    }

    @Test
    void refusesHeadersThatAreHalfACloudEvent() {
        Publication half = Publication.to(topic).header("ce-id", "1").header("ce-source", "/s");
        http.publish(half.header("ce-type", "t").text("x")).assertProblem(400, "body-invalid");
        Publication whole = half.header("ce-type", "t").header("ce-specversion", "1.0");
        http.publish(whole.header("ce-datacontenttype", "text/plain").text("x")).assertProblem(400, "body-invalid");
        http.send(http.to("/api/events?topic=" + topic)
                        .header("ce-id", "1")
                        .header("ce-id", "2")
                        .POST(BodyPublishers.noBody()))
                .assertProblem(400, "body-invalid");
        Publication xml = Publication.to(topic).header("Content-Type", "application/cloudevents+xml");
        http.publish(xml).assertProblem(415, "media-type-unsupported");
    }

    @Test
    void needsATopicFromSomewhere() {
        publish("", event("'data':1")).assertProblem(400, "topic-invalid");
        publish("", event("'subject':'a/*','data':1")).assertProblem(400, "topic-invalid");
        publish("", event("'subject':'$sys/x','data':1")).assertProblem(400, "topic-invalid");
    }
}
