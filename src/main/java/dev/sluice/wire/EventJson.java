package dev.sluice.wire;

import dev.sluice.event.Published;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/** Writes an event as JSON, in each form that the protocol has. */
public final class EventJson {

    /** Always with milliseconds. A formatter with a pattern makes more objects for each time than the event has members. */
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private EventJson() {}

    /** The form of the history: all members. */
    public static String full(Published event) {
        JsonText json = identified(event);
        return described(json, event).data(event.payload()).end();
    }

    /** The form of a stream with envelopes: without the id, which the stream has in a field of its own. */
    public static String envelope(Published event) {
        return described(new JsonText(), event).data(event.payload()).end();
    }

    /** The form of a WebSocket message: the members that are the same for all subscriptions, without braces. */
    public static String messageMembers(Published event) {
        JsonText json = identified(event);
        return named(json, event).data(event.payload()).members();
    }

    /** The form of a WebSocket message for a client that has chosen CloudEvents. */
    public static String cloudEventMembers(Published event) {
        return identified(event)
                .member("topic", event.topic().value())
                .member("contentType", CloudEventJson.MEDIA_TYPE)
                .raw("data", CloudEventJson.of(event))
                .members();
    }

    /** The form of the header of a binary frame: without the data. */
    public static String headerMembers(Published event) {
        JsonText json = identified(event);
        return described(json, event).members();
    }

    /** Starts an object with the id of the event; a volatile event has none. */
    private static JsonText identified(Published event) {
        JsonText json = new JsonText();
        event.cursor().ifPresent(cursor -> json.member("id", cursor.toString()));
        return json;
    }

    private static JsonText described(JsonText json, Published event) {
        return named(json, event)
                .member("contentType", event.payload().contentType().value());
    }

    static String time(Published event) {
        return TIME.format(event.time());
    }

    private static JsonText named(JsonText json, Published event) {
        json.member("topic", event.topic().value());
        if (!event.content().eventKey().isNone()) {
            json.member("subject", event.content().eventKey().value());
        }
        if (!event.type().isNone()) {
            json.member("event", event.type().value());
        }
        json.member("time", time(event));
        if (event.options().completes()) {
            json.member("final", true);
        }
        if (!event.content().attributes().isNone()) {
            json.raw("attributes", "{" + event.content().attributes().members() + "}");
        }
        return json;
    }
}
