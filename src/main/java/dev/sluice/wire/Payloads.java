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

/** Creates payloads from outside data, and checks that text is valid text and JSON is valid JSON. */
public final class Payloads {

    private Payloads() {}

    /** A payload of bytes; text must be in UTF-8. */
    public static Payload of(ContentType type, byte[] bytes, int maxBytes) {
        return of(type, bytes, StandardCharsets.UTF_8, maxBytes);
    }

    /** A payload of bytes; text is converted from this charset to UTF-8. */
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

    /** Checks attributes: they are copied into messages unchanged, so that malformed ones would break each message. */
    public static void check(Attributes attributes) {
        if (!attributes.isNone()) {
            Jsons.check("{" + attributes.members() + "}", "the list of attributes");
        }
    }

    /** A payload of text that has been decoded already, and parsed if it is JSON. */
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
            throw BODY_INVALID.because("the data is not valid base64");
        }
        throw BODY_INVALID.because("the data must be a string in base64");
    }

    private static Payload limited(Payload payload, int maxBytes) {
        if (payload.size() > maxBytes) {
            throw DATA_TOO_LARGE.because(
                    "the data of the event has " + payload.size() + " bytes; at most " + maxBytes + " are allowed");
        }
        return payload;
    }
}
