package dev.sluice.wire;

import static dev.sluice.event.Rejection.BODY_INVALID;
import static dev.sluice.event.Rejection.TOPIC_INVALID;

import dev.sluice.event.Attributes;
import dev.sluice.event.Content;
import dev.sluice.event.ContentType;
import dev.sluice.event.Digest;
import dev.sluice.event.Draft;
import dev.sluice.event.EventKey;
import dev.sluice.event.EventType;
import dev.sluice.event.IdempotencyKey;
import dev.sluice.event.Payload;
import dev.sluice.event.Text;
import dev.sluice.event.Topic;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Reads CloudEvents 1.0. The type becomes the event's type; the subject becomes the topic, or, where the request names the
 * topic, what in it the event is about. Source and id together are the idempotency key, since by the specification they
 * identify an event. The other attributes are kept as they came.
 *
 * <p>Our own, because the SDK's JSON needs a JSON implementation of its own in the WAR; see decision 12.
 */
public final class CloudEvents {

    private static final String VERSION = "1.0";

    /** Prefix of the type of every CloudEvent in the journal. */
    static final String MARK = "\"specversion\":\"" + VERSION + "\"";

    private static final Pattern LEAP_SECOND = Pattern.compile("(:[0-9]{2}):60");

    private static final Pattern NAME = Pattern.compile("[a-z0-9]{1,50}");
    private static final Pattern TIME = Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})");

    /** Which become something else than an attribute that is kept. */
    private static final Set<String> OUR_OWN =
            Set.of("specversion", "type", "datacontenttype", "data", "data_base64", CloudEventJson.TOPIC);

    private final Optional<Topic> named;
    private final boolean journaled;
    private final int maxBytes;

    /**
     * @param named the topic that the request names, if it does
     * @param journaled whether they go to the journal, which knows them again by their source and id
     * @param maxBytes how large the data may be
     */
    public CloudEvents(Optional<Topic> named, boolean journaled, int maxBytes) {
        this.named = named;
        this.journaled = journaled;
        this.maxBytes = maxBytes;
    }

    /** An event in one JSON object: the structured mode. */
    public Draft read(JsonValue value) {
        if (value instanceof JsonObject object) {
            return draft(attributes(object), payload(object));
        }
        throw BODY_INVALID.because("a CloudEvent is a JSON object");
    }

    /**
     * An event whose attributes are headers and whose data is the body: the binary mode.
     *
     * @param headers without their prefix, in lower case
     */
    public Draft read(Map<String, String> headers, Payload payload) {
        Map<String, JsonValue> attributes = new TreeMap<>();
        if (headers.containsKey("datacontenttype")) {
            throw BODY_INVALID.because("the type of the data is the header Content-Type");
        }
        headers.forEach((name, value) -> attributes.put(name, Jsons.string(CloudEventHeader.decode(value))));
        return draft(attributes, payload);
    }

    private Draft draft(Map<String, JsonValue> attributes, Payload payload) {
        if (!VERSION.equals(text(attributes, "specversion"))) {
            throw BODY_INVALID.because("a CloudEvent has specversion " + VERSION);
        }
        String source = required(attributes, "source");
        uri("source", source);
        String id = required(attributes, "id");
        String type = required(attributes, "type");
        check(attributes);
        Optional<String> subject = Optional.ofNullable(text(attributes, "subject"));
        Topic topic = named.or(() -> subject.map(Topic::new))
                .orElseThrow(
                        () -> TOPIC_INVALID.because("a CloudEvent goes to the topic of ?topic=, or to its subject"));
        EventKey about = named.isPresent() ? subject.map(EventKey::new).orElse(EventKey.NONE) : EventKey.NONE;
        Content content = new Content(topic, about, new EventType(type), payload, kept(attributes, payload));
        return journaled ? new Draft(content).withKey(key(source, id)) : new Draft(content);
    }

    private static Map<String, JsonValue> attributes(JsonObject object) {
        Map<String, JsonValue> attributes = new TreeMap<>(object);
        // null is the same as nothing, by the specification
        attributes.values().removeIf(JsonValue.NULL::equals);
        attributes.remove("data");
        attributes.remove("data_base64");
        return attributes;
    }

    private static void check(Map<String, JsonValue> attributes) {
        attributes.forEach((name, value) -> {
            if (!NAME.matcher(name).matches()) {
                throw BODY_INVALID.because("the name of an attribute has 1 to 50 lower-case letters and digits");
            }
            boolean simple = value instanceof JsonString string && isText(string.getString())
                    || value.equals(JsonValue.TRUE)
                    || value.equals(JsonValue.FALSE)
                    || value instanceof JsonNumber number && isInteger(number);
            if (!simple) {
                throw BODY_INVALID.because("attribute " + name
                        + " is a string without control characters, a whole number of 32 bits, true or false");
            }
        });
        Optional.ofNullable(text(attributes, "time")).ifPresent(CloudEvents::checkTime);
        Optional.ofNullable(text(attributes, "dataschema"))
                .filter(schema -> !uri("dataschema", schema).isAbsolute())
                .ifPresent(relative -> {
                    throw BODY_INVALID.because("dataschema is an absolute URI");
                });
        if ("".equals(text(attributes, "subject"))) {
            throw BODY_INVALID.because("a subject is not empty");
        }
    }

    private static boolean isText(String value) {
        return value.chars().noneMatch(Character::isISOControl) && Text.isWellFormed(value);
    }

    private static boolean isInteger(JsonNumber number) {
        return number.isIntegral() && number.bigIntegerValue().bitLength() < Integer.SIZE;
    }

    /** By RFC 3339, which knows leap seconds. */
    private static void checkTime(String time) {
        try {
            if (TIME.matcher(time).matches()) {
                OffsetDateTime.parse(
                        LEAP_SECOND.matcher(time.toUpperCase(Locale.ROOT)).replaceFirst("$1:59"));
                return;
            }
        } catch (DateTimeException e) {
            // said below
        }
        throw BODY_INVALID.because("time is a timestamp such as 2026-11-21T08:00:00Z");
    }

    private static URI uri(String name, String value) {
        try {
            return new URI(value);
        } catch (URISyntaxException e) {
            throw BODY_INVALID.because(name + " is a URI");
        }
    }

    private static Attributes kept(Map<String, JsonValue> attributes, Payload payload) {
        StringBuilder members = new StringBuilder(MARK);
        attributes.forEach((name, value) -> {
            if (!OUR_OWN.contains(name) || name.equals("datacontenttype") && CloudEventJson.isNothing(payload)) {
                members.append(',').append(JsonText.quoted(name)).append(':').append(value);
            }
        });
        return new Attributes(members.toString());
    }

    /** A key has 255 characters at the most, and a source may have more. */
    private static IdempotencyKey key(String source, String id) {
        return new IdempotencyKey("cloudevent-" + Digest.of(source + '\n' + id));
    }

    private Payload payload(JsonObject object) {
        JsonValue data = object.getOrDefault("data", JsonValue.NULL);
        Optional<JsonValue> base64 = Jsons.value(object, "data_base64");
        // no attribute of a CloudEvent is empty, by the specification
        Optional<JsonValue> named = Jsons.value(object, "datacontenttype");
        if (named.isPresent() && !(named.get() instanceof JsonString)) {
            throw BODY_INVALID.because("datacontenttype is a string");
        }
        // JSON is what it is if it does not say, by the specification
        ContentType type = named.map(text -> new ContentType(((JsonString) text).getString()))
                .orElse(ContentType.JSON);
        if (object.containsKey("data") && base64.isPresent()) {
            throw BODY_INVALID.because("a CloudEvent has data or data_base64, not both");
        }
        if (base64.isPresent()) {
            return Payloads.of(type, Payloads.base64(base64.get()), maxBytes);
        }
        if (!object.containsKey("data")) {
            return new Payload(ContentType.BINARY, new byte[0]);
        }
        if (type.isJson()) {
            return Payloads.of(type, data.toString(), maxBytes);
        }
        if (data instanceof JsonString string) {
            return Payloads.of(type, string.getString(), maxBytes);
        }
        throw BODY_INVALID.because("data that is not JSON is a string");
    }

    private static String required(Map<String, JsonValue> attributes, String name) {
        String value = text(attributes, name);
        if (value == null || value.isEmpty()) {
            throw BODY_INVALID.because("a CloudEvent has the attribute " + name);
        }
        return value;
    }

    private static String text(Map<String, JsonValue> attributes, String name) {
        JsonValue value = attributes.get(name);
        if (value == null || value instanceof JsonString) {
            return value == null ? null : ((JsonString) value).getString();
        }
        throw BODY_INVALID.because(name + " is a string");
    }
}
