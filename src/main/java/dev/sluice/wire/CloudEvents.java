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
 * Reads CloudEvents 1.0. The type becomes the event type. The subject becomes the topic or, if the request names a topic, the
 * event's key within it. Source and id together become the idempotency key, because by the specification they identify an
 * event. The other attributes are kept unchanged.
 *
 * <p>The CloudEvents SDK is not used, because it would bring another JSON implementation into the WAR; see decision 12.
 */
public final class CloudEvents {

    private static final String VERSION = "1.0";

    /** Prefix of the type of every CloudEvent in the journal. */
    static final String MARK = "\"specversion\":\"" + VERSION + "\"";

    private static final Pattern LEAP_SECOND = Pattern.compile("(:[0-9]{2}):60");

    private static final Pattern NAME = Pattern.compile("[a-z0-9]{1,50}");
    private static final Pattern TIME = Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})");

    /** Attributes that become a part of the event and are not kept a second time. */
    private static final Set<String> CONVERTED =
            Set.of("specversion", "type", "datacontenttype", "data", "data_base64", CloudEventJson.TOPIC);

    private final Optional<Topic> named;
    private final boolean journaled;
    private final int maxBytes;

    /**
     * @param named the topic that the request names; empty if the subject of each event is its topic
     * @param journaled whether the events are journaled, and so need an idempotency key
     * @param maxBytes the largest data of an event
     */
    public CloudEvents(Optional<Topic> named, boolean journaled, int maxBytes) {
        this.named = named;
        this.journaled = journaled;
        this.maxBytes = maxBytes;
    }

    /** Reads an event in the structured mode: one JSON object. */
    public Draft read(JsonValue value) {
        if (value instanceof JsonObject object) {
            return draft(attributes(object), payload(object));
        }
        throw BODY_INVALID.because("the CloudEvent must be a JSON object");
    }

    /**
     * Reads an event in the binary mode: its attributes are headers, and its data is the body.
     *
     * @param headers the names without the prefix {@code ce-}, in lower case
     */
    public Draft read(Map<String, String> headers, Payload payload) {
        Map<String, JsonValue> attributes = new TreeMap<>();
        if (headers.containsKey("datacontenttype")) {
            throw BODY_INVALID.because("the header ce-datacontenttype is not allowed:"
                    + " in the binary mode the header Content-Type names the type of the data");
        }
        headers.forEach((name, value) -> attributes.put(name, Jsons.string(CloudEventHeader.decode(value))));
        return draft(attributes, payload);
    }

    private Draft draft(Map<String, JsonValue> attributes, Payload payload) {
        if (!members(attributes).text("specversion").equals(Optional.of(VERSION))) {
            throw members(attributes).invalid("specversion", VERSION);
        }
        String source = required(attributes, "source");
        uri("source", source);
        String id = required(attributes, "id");
        String type = required(attributes, "type");
        check(attributes);
        Optional<String> subject = members(attributes).text("subject");
        Topic topic = named.or(() -> subject.map(Topic::new))
                .orElseThrow(() -> TOPIC_INVALID.because(
                        "the CloudEvent has no topic: name it by ?topic= or by the attribute subject"));
        EventKey about = named.isPresent() ? subject.map(EventKey::new).orElse(EventKey.NONE) : EventKey.NONE;
        Content content = new Content(topic, about, new EventType(type), payload, kept(attributes, payload));
        return journaled ? new Draft(content).withKey(key(source, id)) : new Draft(content);
    }

    private static Map<String, JsonValue> attributes(JsonObject object) {
        Map<String, JsonValue> attributes = new TreeMap<>(object);
        // by the specification, null is the same as an absent attribute
        attributes.values().removeIf(JsonValue.NULL::equals);
        attributes.remove("data");
        attributes.remove("data_base64");
        return attributes;
    }

    private static void check(Map<String, JsonValue> attributes) {
        attributes.forEach((name, value) -> {
            if (!NAME.matcher(name).matches()) {
                throw BODY_INVALID.because(
                        "the name of an attribute of the CloudEvent is malformed: it must have 1 to 50"
                                + " lower-case letters and digits");
            }
            boolean simple = value instanceof JsonString string && isText(string.getString())
                    || value.equals(JsonValue.TRUE)
                    || value.equals(JsonValue.FALSE)
                    || value instanceof JsonNumber number && isInteger(number);
            if (!simple) {
                throw members(attributes)
                        .invalid(name, "a string without control characters, a whole number of 32 bits, true or false");
            }
        });
        JsonMembers members = members(attributes);
        members.text("time").ifPresent(CloudEvents::checkTime);
        members.text("dataschema")
                .filter(schema -> !uri("dataschema", schema).isAbsolute())
                .ifPresent(relative -> {
                    throw members.invalid("dataschema", "an absolute URI");
                });
        members.text("subject").filter(String::isEmpty).ifPresent(empty -> {
            throw members.invalid("subject", "left out or not empty");
        });
    }

    private static boolean isText(String value) {
        return value.chars().noneMatch(Character::isISOControl) && Text.isWellFormed(value);
    }

    private static boolean isInteger(JsonNumber number) {
        return number.isIntegral() && number.bigIntegerValue().bitLength() < Integer.SIZE;
    }

    /** Checks a timestamp of RFC 3339, which allows leap seconds; the JDK's parser does not. */
    private static void checkTime(String time) {
        try {
            if (TIME.matcher(time).matches()) {
                OffsetDateTime.parse(
                        LEAP_SECOND.matcher(time.toUpperCase(Locale.ROOT)).replaceFirst("$1:59"));
                return;
            }
        } catch (DateTimeException e) {
            // refused below
        }
        throw members(Map.of()).invalid("time", "a timestamp such as 2026-11-21T08:00:00Z");
    }

    private static URI uri(String name, String value) {
        try {
            return new URI(value);
        } catch (URISyntaxException e) {
            throw members(Map.of()).invalid(name, "a URI");
        }
    }

    private static Attributes kept(Map<String, JsonValue> attributes, Payload payload) {
        StringBuilder members = new StringBuilder(MARK);
        attributes.forEach((name, value) -> {
            if (!CONVERTED.contains(name) || name.equals("datacontenttype") && CloudEventJson.isNothing(payload)) {
                members.append(',').append(JsonText.quoted(name)).append(':').append(value);
            }
        });
        return new Attributes(members.toString());
    }

    /** The key is a digest, because a source may have more than the 255 characters of a key. */
    private static IdempotencyKey key(String source, String id) {
        return new IdempotencyKey("cloudevent-" + Digest.of(source + '\n' + id));
    }

    private Payload payload(JsonObject object) {
        JsonValue data = object.getOrDefault("data", JsonValue.NULL);
        Optional<JsonValue> base64 = members(object).value("data_base64");
        // by the specification, data without a type is JSON
        ContentType type =
                members(object).text("datacontenttype").map(ContentType::new).orElse(ContentType.JSON);
        if (object.containsKey("data") && base64.isPresent()) {
            throw BODY_INVALID.because("the CloudEvent has data and data_base64: only one of them is allowed");
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
        throw BODY_INVALID.because("the data of the CloudEvent must be a string, because datacontenttype is not JSON");
    }

    private static String required(Map<String, JsonValue> attributes, String name) {
        return members(attributes)
                .text(name)
                .filter(value -> !value.isEmpty())
                .orElseThrow(
                        () -> BODY_INVALID.because("the CloudEvent has no attribute " + name + ", or an empty one"));
    }

    /** No attribute of a CloudEvent is empty, by the specification, so that the empty text is not an absent attribute. */
    private static JsonMembers members(Map<String, JsonValue> attributes) {
        return JsonMembers.of(attributes, BODY_INVALID)
                .strict()
                .labelled(name -> "the attribute " + name + " of the CloudEvent");
    }
}
