package dev.sluice.wire;

import dev.sluice.event.ContentType;
import dev.sluice.event.Cursor;
import dev.sluice.event.Payload;
import dev.sluice.event.Published;
import java.util.Base64;
import java.util.UUID;

/**
 * Writes an event as a CloudEvent in JSON. An event that was published as a CloudEvent keeps its attributes; any other event
 * gets its cursor as the id and its journal as the source.
 */
public final class CloudEventJson {

    public static final String MEDIA_TYPE = "application/cloudevents+json";

    /** The extension attribute with the topic. */
    static final String TOPIC = "sluicetopic";

    /** The type of an event without a type, because a CloudEvent must have one. */
    private static final String DEFAULT_TYPE = "dev.sluice.event";

    private CloudEventJson() {}

    public static String of(Published event) {
        String kept = event.content().attributes().members();
        JsonText json = kept.startsWith(CloudEvents.MARK) ? new JsonText().members(kept) : described(event);
        json.member("type", event.type().isNone() ? DEFAULT_TYPE : event.type().value())
                .member(TOPIC, event.topic().value());
        return data(json, event.payload()).end();
    }

    private static JsonText described(Published event) {
        String source = "urn:sluice:" + event.cursor().map(Cursor::epoch).orElse("volatile");
        String id = event.cursor()
                .map(Cursor::toString)
                .orElseGet(() -> UUID.randomUUID().toString());
        String subject = event.content().eventKey().isNone()
                ? event.topic().value()
                : event.content().eventKey().value();
        JsonText json = new JsonText().members(CloudEvents.MARK);
        if (event.content().attributes().isTrace()) {
            // CloudEvents has an extension with the same names
            json.members(event.content().attributes().members());
        }
        return json.member("id", id)
                .member("source", source)
                .member("subject", subject)
                .member("time", EventJson.time(event));
    }

    /** Whether the payload stands for a CloudEvent without data: it is empty and of no known type. */
    static boolean isNothing(Payload payload) {
        return payload.size() == 0 && payload.contentType().equals(ContentType.BINARY);
    }

    private static JsonText data(JsonText json, Payload payload) {
        if (isNothing(payload)) {
            return json;
        }
        json.member("datacontenttype", payload.contentType().value());
        if (!payload.isText()) {
            return json.member("data_base64", Base64.getEncoder().encodeToString(payload.bytes()));
        }
        return payload.contentType().isJson() ? json.raw("data", payload.text()) : json.member("data", payload.text());
    }
}
