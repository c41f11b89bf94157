package dev.sluice.sse;

import dev.sluice.event.Payload;
import dev.sluice.event.Published;
import dev.sluice.hub.Encoding;
import dev.sluice.wire.CloudEventJson;
import dev.sluice.wire.EventJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Encodes an event as a block of the stream. */
final class EventBlock {

    /** The block contains the data alone. */
    static final Encoding<byte[]> PLAIN = event -> block(event, data(event.payload()));

    /** The block contains JSON with the topic and the other properties of the event. */
    static final Encoding<byte[]> ENVELOPE = event -> block(event, EventJson.envelope(event));

    static final Encoding<byte[]> CLOUD_EVENT = event -> block(event, CloudEventJson.of(event));

    private EventBlock() {}

    private static String data(Payload payload) {
        return payload.isText() ? payload.text() : Base64.getEncoder().encodeToString(payload.bytes());
    }

    private static byte[] block(Published event, String data) {
        StreamText text = new StreamText();
        event.cursor().ifPresent(cursor -> text.field("id", cursor.toString()));
        if (!event.type().isNone()) {
            text.field("event", event.type().value());
        }
        return text.data(data).end().getBytes(StandardCharsets.UTF_8);
    }
}
