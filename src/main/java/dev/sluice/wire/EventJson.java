package dev.sluice.wire;

import dev.sluice.event.Published;
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
    public static String full(Published event) {
        JsonText json = identified(event);
        return described(json, event).data(event.payload()).end();
    }

    /** Without the id, which the stream says in a field of its own. */
    public static String envelope(Published event) {
        return described(new JsonText(), event).data(event.payload()).end();
    }

    /** The members of a WebSocket message that are the same for all subscriptions. */
    public static String messageMembers(Published event) {
        JsonText json = identified(event);
        return named(json, event).data(event.payload()).members();
    }

    /** The same for a client that wants CloudEvents. */
    public static String cloudEventMembers(Published event) {
        return identified(event)
                .member("topic", event.topic().value())
                .member("contentType", CloudEventJson.MEDIA_TYPE)
                .raw("data", CloudEventJson.of(event))
                .members();
    }

    /** The same for the header of a binary frame: without the data. */
    public static String headerMembers(Published event) {
        JsonText json = identified(event);
        return described(json, event).members();
    }

    /** With its id, if it has one. */
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
