package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.Content;
import dev.sluice.event.ContentType;
import dev.sluice.event.Cursor;
import dev.sluice.event.DeliveryOptions;
import dev.sluice.event.Event;
import dev.sluice.event.EventType;
import dev.sluice.event.Payload;
import dev.sluice.event.Topic;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventJsonTest {

    @Test
    void saysTheTimeWithMilliseconds() {
        assertThat(json("2026-11-21T08:00:00Z")).contains("\"time\":\"2026-11-21T08:00:00.000Z\"");
        assertThat(json("2026-11-21T08:00:00.0129Z")).contains("\"time\":\"2026-11-21T08:00:00.012Z\"");
    }

    private static String json(String time) {
        return EventJson.full(new Event(
                new Cursor("k3f9", 1),
                Instant.parse(time),
                new Content(new Topic("a"), EventType.NONE, Payload.text(ContentType.TEXT, "x")),
                DeliveryOptions.USUAL));
    }
}
