package dev.sluice.benchmark.micro;

import dev.sluice.event.Content;
import dev.sluice.event.ContentType;
import dev.sluice.event.Cursor;
import dev.sluice.event.DeliveryOptions;
import dev.sluice.event.Event;
import dev.sluice.event.EventType;
import dev.sluice.event.Payload;
import dev.sluice.event.Topic;
import java.time.Instant;

/** The event that is measured everywhere: small, as most are. */
public final class Sample {

    public static final String TOPIC = "shop/eu/orders/42/created";

    /** 90 bytes. */
    public static final String DATA =
            "{\"order\":42,\"customer\":\"c-1734\",\"total\":129.9,\"currency\":\"EUR\",\"note\":\"leave at the door\"}";

    private Sample() {}

    public static Event event(long position) {
        return new Event(
                new Cursor("k3f9", position),
                Instant.parse("2026-11-21T08:00:00.123Z"),
                new Content(new Topic(TOPIC), new EventType("created"), Payload.text(ContentType.JSON, DATA)),
                DeliveryOptions.USUAL);
    }
}
