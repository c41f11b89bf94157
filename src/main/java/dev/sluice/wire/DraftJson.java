package dev.sluice.wire;

import static dev.sluice.event.Rejection.BODY_INVALID;
import static dev.sluice.event.Rejection.TOPIC_INVALID;

import dev.sluice.event.ContentType;
import dev.sluice.event.Draft;
import dev.sluice.event.EventKey;
import dev.sluice.event.EventType;
import dev.sluice.event.IdempotencyKey;
import dev.sluice.event.Payload;
import dev.sluice.event.Topic;
import dev.sluice.event.Trace;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
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

    /** @param maxBytes how large the data may be */
    public DraftJson(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** @throws dev.sluice.event.RejectedException if a member is missing, unknown or malformed */
    public Draft read(JsonValue value) {
        JsonObject object = object(value, MEMBERS);
        if (!object.containsKey("data")) {
            throw BODY_INVALID.because("a draft needs data");
        }
        return described(object, payload(object));
    }

    /** A draft whose data came by another way, as it does in a binary frame. */
    public Draft read(JsonValue value, byte[] data) {
        JsonObject object = object(value, MEMBERS_BESIDE_DATA);
        ContentType type = text(object, "contentType").map(ContentType::new).orElse(ContentType.BINARY);
        return described(object, Payloads.of(type, data, maxBytes));
    }

    /** The topic alone, by which a door finds out whether the publisher may publish at all. */
    public static Topic topic(JsonValue value) {
        if (value instanceof JsonObject object) {
            return new Topic(text(object, "topic").orElseThrow(() -> TOPIC_INVALID.because("a draft needs a topic")))
                    .requirePublishable();
        }
        throw BODY_INVALID.because("a draft is a JSON object");
    }

    private static Draft described(JsonObject object, Payload payload) {
        Draft draft = new Draft(topic(object), payload)
                .given(text(object, "event").map(EventType::new), Draft::withType)
                .given(text(object, "subject").map(EventKey::new), Draft::about)
                .given(condition(object, "key").map(IdempotencyKey::new), Draft::withKey)
                .given(ttl(object), Draft::withTtl)
                .given(Trace.of(loosely(object, "traceparent"), loosely(object, "tracestate")), Draft::tracedBy)
                .given(
                        Expectations.of(condition(object, "ifMatch"), condition(object, "ifNoneMatch")),
                        Draft::expecting);
        return completes(object) ? draft.completing() : draft;
    }

    private static Optional<Duration> ttl(JsonObject object) {
        Optional<JsonValue> ttl = Jsons.member(object, "ttl");
        if (ttl.isPresent() && !(ttl.get() instanceof JsonNumber)) {
            throw BODY_INVALID.because("ttl is a number of seconds");
        }
        return ttl.map(JsonValue::toString).map(Ttl::parse);
    }

    private static boolean completes(JsonObject object) {
        JsonValue last = Jsons.member(object, "final").orElse(JsonValue.FALSE);
        if (last.equals(JsonValue.TRUE) || last.equals(JsonValue.FALSE)) {
            return last.equals(JsonValue.TRUE);
        }
        throw BODY_INVALID.because("final is true or false");
    }

    private Payload payload(JsonObject object) {
        JsonValue data = object.get("data");
        Optional<ContentType> type = text(object, "contentType").map(ContentType::new);
        Optional<String> encoding = text(object, "encoding");
        if (encoding.isPresent()) {
            if (!encoding.get().equals("base64")) {
                throw BODY_INVALID.because("the only encoding is base64");
            }
            return Payloads.of(type.orElse(ContentType.BINARY), Payloads.base64(data), maxBytes);
        }
        boolean string = data instanceof JsonString;
        ContentType named = type.orElse(string ? ContentType.TEXT : ContentType.JSON);
        if (!named.isJson() && !(string && named.isText())) {
            throw BODY_INVALID.because("data of this content type is a string; bytes are base64, with encoding");
        }
        return Payloads.of(named, named.isJson() ? data.toString() : ((JsonString) data).getString(), maxBytes);
    }

    private static JsonObject object(JsonValue value, Set<String> members) {
        if (value instanceof JsonObject object) {
            if (!members.containsAll(object.keySet())) {
                throw BODY_INVALID.because("a draft has no other members than " + String.join(", ", members));
            }
            return object;
        }
        throw BODY_INVALID.because("a draft is a JSON object");
    }

    /** Values other than strings are ignored. */
    private static Optional<String> loosely(JsonObject object, String name) {
        return object.get(name) instanceof JsonString string ? Optional.of(string.getString()) : Optional.empty();
    }

    /**
     * A member that decides whether the event is published at all. An empty one is refused by its type: taken for none, it would
     * publish without its condition, or a second time.
     */
    private static Optional<String> condition(JsonObject object, String name) {
        return text(name, Jsons.value(object, name));
    }

    private static Optional<String> text(JsonObject object, String name) {
        return text(name, Jsons.member(object, name));
    }

    private static Optional<String> text(String name, Optional<JsonValue> value) {
        if (value.isPresent() && !(value.get() instanceof JsonString)) {
            throw BODY_INVALID.because(name + " is a string");
        }
        return value.map(text -> ((JsonString) text).getString());
    }
}
