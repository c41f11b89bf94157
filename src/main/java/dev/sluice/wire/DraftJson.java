package dev.sluice.wire;

import static dev.sluice.event.Rejection.BODY_INVALID;
import static dev.sluice.event.Rejection.TOPIC_INVALID;

import dev.sluice.event.ContentType;
import dev.sluice.event.Draft;
import dev.sluice.event.EventType;
import dev.sluice.event.IdempotencyKey;
import dev.sluice.event.Payload;
import dev.sluice.event.Topic;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads a draft from a JSON object: {@code topic}, {@code event}, {@code data}, {@code contentType}, {@code key}. */
public final class DraftJson {

    private static final Set<String> MEMBERS_BESIDE_DATA =
            new TreeSet<>(Set.of("topic", "event", "contentType", "key"));

    private static final Set<String> MEMBERS =
            new TreeSet<>(Set.of("topic", "event", "contentType", "key", "data", "encoding"));

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

    private static Draft described(JsonObject object, Payload payload) {
        Topic topic =
                new Topic(text(object, "topic").orElseThrow(() -> TOPIC_INVALID.because("a draft needs a topic")));
        Draft draft = new Draft(topic, payload)
                .withType(text(object, "event").map(EventType::new).orElse(EventType.NONE));
        return text(object, "key").map(IdempotencyKey::new).map(draft::withKey).orElse(draft);
    }

    private Payload payload(JsonObject object) {
        JsonValue data = object.get("data");
        Optional<ContentType> type = text(object, "contentType").map(ContentType::new);
        Optional<String> encoding = text(object, "encoding");
        if (encoding.isPresent()) {
            if (!encoding.get().equals("base64")) {
                throw BODY_INVALID.because("the only encoding is base64");
            }
            return Payloads.of(type.orElse(ContentType.BINARY), base64(data), maxBytes);
        }
        boolean string = data instanceof JsonString;
        ContentType named = type.orElse(string ? ContentType.TEXT : ContentType.JSON);
        if (!named.isJson() && !(string && named.isText())) {
            throw BODY_INVALID.because("data of this content type is a string; bytes are base64, with encoding");
        }
        return Payloads.of(named, named.isJson() ? data.toString() : ((JsonString) data).getString(), maxBytes);
    }

    private static byte[] base64(JsonValue data) {
        try {
            if (data instanceof JsonString string) {
                return Base64.getDecoder().decode(string.getString());
            }
        } catch (IllegalArgumentException e) {
            throw BODY_INVALID.because("data is not valid base64");
        }
        throw BODY_INVALID.because("data in base64 is a string");
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

    private static Optional<String> text(JsonObject object, String name) {
        JsonValue value = object.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof JsonString string) {
            return Optional.of(string.getString());
        }
        throw BODY_INVALID.because(name + " is a string");
    }
}
