package dev.sluice.wire;

import static dev.sluice.event.Rejection.BODY_INVALID;
import static dev.sluice.event.Rejection.DATA_TOO_LARGE;

import dev.sluice.event.Attributes;
import dev.sluice.event.ContentType;
import dev.sluice.event.Payload;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Makes a payload of what comes from outside: what claims to be text is text, and what claims to be JSON is JSON. */
public final class Payloads {

    private Payloads() {}

    /** Bytes; if they are text, in UTF-8. */
    public static Payload of(ContentType type, byte[] bytes, int maxBytes) {
        return of(type, bytes, StandardCharsets.UTF_8, maxBytes);
    }

    /** Bytes; if they are text, in this charset. */
    public static Payload of(ContentType type, byte[] bytes, Charset charset, int maxBytes) {
        Payload payload = limited(new Payload(type, bytes), maxBytes);
        if (!type.isText()) {
            return payload;
        }
        String text = Utf8.decode(bytes, charset, "the data");
        if (type.isJson()) {
            Jsons.check(text, "the data");
        }
        return charset.equals(StandardCharsets.UTF_8) ? payload : of(type, text, maxBytes);
    }

    /** They go to readers as they are: what is no JSON would break each message that they are in. */
    public static void check(Attributes attributes) {
        if (!attributes.isNone()) {
            Jsons.check("{" + attributes.members() + "}", "the list of attributes");
        }
    }

    /** Text that has been decoded already, and parsed if it is JSON. */
    static Payload of(ContentType type, String text, int maxBytes) {
        if (type.isJson()) {
            JsonScan.require(text, "the data", true);
        }
        return limited(Payload.text(type, text), maxBytes);
    }

    static byte[] base64(JsonValue data) {
        try {
            if (data instanceof JsonString string) {
                return Base64.getDecoder().decode(string.getString());
            }
        } catch (IllegalArgumentException e) {
            throw BODY_INVALID.because("data is not valid base64");
        }
        throw BODY_INVALID.because("data in base64 is a string");
    }

    private static Payload limited(Payload payload, int maxBytes) {
        if (payload.size() > maxBytes) {
            throw DATA_TOO_LARGE.because("the data of an event has at most " + maxBytes + " bytes");
        }
        return payload;
    }
}
