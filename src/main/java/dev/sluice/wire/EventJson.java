package dev.sluice.wire;

import dev.sluice.event.Event;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/** An event as JSON, in the forms that the protocol knows. */
public final class EventJson {

    /** Always with milliseconds. Not by a pattern, which makes more objects than the event has members. */
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private EventJson() {}

    /** With everything, as the history has it. */
    public static String full(Event event) {
        JsonText json = new JsonText().member("id", event.id().toString());
        return described(json, event).data(event.payload()).end();
    }

    /** Without the id, which the stream says in a field of its own. */
    public static String envelope(Event event) {
        return described(new JsonText(), event).data(event.payload()).end();
    }

    /** The members of a WebSocket message that are the same for all subscriptions. */
    public static String messageMembers(Event event) {
        JsonText json = new JsonText().member("id", event.id().toString());
        return named(json, event).data(event.payload()).members();
    }

    /** The same for the header of a binary frame: without the data. */
    public static String headerMembers(Event event) {
        JsonText json = new JsonText().member("id", event.id().toString());
        return described(json, event).members();
    }

    private static JsonText described(JsonText json, Event event) {
        return named(json, event)
                .member("contentType", event.payload().contentType().value());
    }

    private static JsonText named(JsonText json, Event event) {
        json.member("topic", event.topic().value());
        if (!event.type().isNone()) {
            json.member("event", event.type().value());
        }
        return json.member("time", TIME.format(event.time()));
    }
}
