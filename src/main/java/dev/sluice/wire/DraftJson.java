package dev.sluice.wire;

import static dev.sluice.event.Rejection.BODY_INVALID;
import static dev.sluice.event.Rejection.TOPIC_INVALID;

import dev.sluice.event.ContentType;
import dev.sluice.event.Draft;
import dev.sluice.event.EventKey;
import dev.sluice.event.EventType;
import dev.sluice.event.IdempotencyKey;
import dev.sluice.event.Payload;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Topic;
import dev.sluice.event.Trace;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a draft from a JSON object: {@code topic}, {@code event}, {@code subject}, {@code data}, {@code encoding}, {@code
 * contentType}, {@code key}, {@code ttl}, {@code final}, {@code ifMatch}, {@code ifNoneMatch}, {@code traceparent}, {@code
 * tracestate}.
 */
public final class DraftJson {

    private static final Set<String> MEMBERS_BESIDE_DATA = new TreeSet<>(Set.of(
            "topic",
            "event",
            "subject",
            "contentType",
            "key",
            "ttl",
            "final",
            "ifMatch",
            "ifNoneMatch",
            "traceparent",
            "tracestate"));

    private static final Set<String> MEMBERS = new TreeSet<>(MEMBERS_BESIDE_DATA);

    static {
        MEMBERS.addAll(Set.of("data", "encoding"));
    }

    private final int maxBytes;

    /** @param maxBytes the largest data of an event */
    public DraftJson(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** @throws RejectedException if a member is missing, unknown or malformed */
    public Draft read(JsonValue value) {
        JsonObject object = object(value, MEMBERS);
        if (!object.containsKey("data")) {
            throw BODY_INVALID.because("the draft has no data, which is required");
        }
        return described(object, payload(object));
    }

    /** Reads a draft whose data is outside the JSON, as in a binary frame. */
    public Draft read(JsonValue value, byte[] data) {
        JsonObject object = object(value, MEMBERS_BESIDE_DATA);
        ContentType type =
                members(object).text("contentType").map(ContentType::new).orElse(ContentType.BINARY);
        return described(object, Payloads.of(type, data, maxBytes));
    }

    /** Reads only the topic, so that a door can refuse a publisher before it reads the data. */
    public static Topic topic(JsonValue value) {
        if (value instanceof JsonObject object) {
            return topic(members(object));
        }
        throw noObject();
    }

    private static Topic topic(JsonMembers members) {
        return new Topic(members.text("topic")
                        .orElseThrow(() -> TOPIC_INVALID.because("the draft has no topic, which is required")))
                .requirePublishable();
    }

    private static JsonMembers members(JsonObject object) {
        return JsonMembers.of(object, BODY_INVALID);
    }

    private static Draft described(JsonObject object, Payload payload) {
        JsonMembers members = members(object);
        // an empty condition is refused by its type: as an absent one, the draft would be published without its
        // condition,
        // or a second time
        JsonMembers conditions = members.strict();
        Draft draft = new Draft(topic(members), payload)
                .given(members.text("event").map(EventType::new), Draft::withType)
                .given(members.text("subject").map(EventKey::new), Draft::about)
                .given(conditions.text("key").map(IdempotencyKey::new), Draft::withKey)
                .given(members.number("ttl").map(JsonValue::toString).map(Ttl::parse), Draft::withTtl)
                .given(trace(object), Draft::tracedBy)
                .given(Preconditions.of(conditions.text("ifMatch"), conditions.text("ifNoneMatch")), Draft::expecting);
        return members.flag("final", false) ? draft.completing() : draft;
    }

    private Payload payload(JsonObject object) {
        JsonMembers members = members(object);
        JsonValue data = object.get("data");
        Optional<ContentType> type = members.text("contentType").map(ContentType::new);
        Optional<String> encoding = members.text("encoding");
        if (encoding.isPresent()) {
            if (!encoding.get().equals("base64")) {
                throw members.invalid("encoding", "base64, or left out");
            }
            return Payloads.of(type.orElse(ContentType.BINARY), Payloads.base64(data), maxBytes);
        }
        boolean string = data instanceof JsonString;
        ContentType named = type.orElse(string ? ContentType.TEXT : ContentType.JSON);
        if (!named.isJson() && !(string && named.isText())) {
            throw BODY_INVALID.because("data of the content type " + named + " must be a string"
                    + (named.isText() ? "" : " in base64, with \"encoding\":\"base64\""));
        }
        return Payloads.of(named, named.isJson() ? data.toString() : ((JsonString) data).getString(), maxBytes);
    }

    private static JsonObject object(JsonValue value, Set<String> members) {
        if (value instanceof JsonObject object) {
            if (!members.containsAll(object.keySet())) {
                throw BODY_INVALID.because(
                        "the draft has an unknown member; allowed are " + String.join(", ", members));
            }
            return object;
        }
        throw noObject();
    }

    private static RejectedException noObject() {
        return BODY_INVALID.because("the draft must be a JSON object");
    }

    /** A malformed trace is ignored and not refused, as W3C Trace Context demands; so are values that are no strings. */
    private static Optional<Trace> trace(JsonObject object) {
        return Trace.of(textOrNothing(object, "traceparent"), textOrNothing(object, "tracestate"));
    }

    private static Optional<String> textOrNothing(JsonObject object, String name) {
        return object.get(name) instanceof JsonString string ? Optional.of(string.getString()) : Optional.empty();
    }
}
