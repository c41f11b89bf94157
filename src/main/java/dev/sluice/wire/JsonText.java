package dev.sluice.wire;

import dev.sluice.event.Payload;
import java.util.Base64;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/**
 * Writes one JSON object, member by member. No generator of the JSON library is used, because the data of an event is JSON
 * already and must be written byte for byte without being parsed.
 */
public final class JsonText {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder text;
    private boolean first = true;

    public JsonText() {
        this(new StringBuilder(256));
    }

    private JsonText(StringBuilder text) {
        this.text = text.append('{');
    }

    public JsonText member(String name, String value) {
        name(name);
        quote(value, text);
        return this;
    }

    public JsonText member(String name, long value) {
        name(name);
        text.append(value);
        return this;
    }

    public JsonText member(String name, boolean value) {
        name(name);
        text.append(value);
        return this;
    }

    /** Adds a member whose value is JSON already. */
    public JsonText raw(String name, String json) {
        name(name);
        text.append(json);
        return this;
    }

    /** Adds the data of an event: JSON unchanged, text as a string, bytes in base64 with a member {@code encoding}. */
    public JsonText data(Payload payload) {
        if (!payload.isText()) {
            member("encoding", "base64");
            return member("data", Base64.getEncoder().encodeToString(payload.bytes()));
        }
        return payload.contentType().isJson() ? raw("data", payload.text()) : member("data", payload.text());
    }

    /** Adds members of another object, which are JSON already. */
    public JsonText members(String json) {
        if (!first) {
            text.append(',');
        }
        first = false;
        text.append(json);
        return this;
    }

    /** Ends the object and returns it. */
    public String end() {
        return text.append('}').toString();
    }

    /** Returns the members so far without braces, for another object. */
    public String members() {
        return text.substring(1);
    }

    private void name(String name) {
        if (!first) {
            text.append(',');
        }
        first = false;
        quote(name, text);
        text.append(':');
    }

    /** Converts a text to a JSON string. */
    public static String quoted(String value) {
        StringBuilder text = new StringBuilder(value.length() + 2);
        quote(value, text);
        return text.toString();
    }

    private static void quote(String value, StringBuilder text) {
        text.append('"');
        int written = 0;
        for (int i = 0; i < value.length(); i++) {
            if (!isPlain(value, i)) {
                escape(value.charAt(i), text.append(value, written, i));
                written = i + 1;
            }
        }
        // most texts need no escape, and are copied in one go
        (written == 0 ? text.append(value) : text.append(value, written, value.length())).append('"');
    }

    private static boolean isPlain(String value, int i) {
        char c = value.charAt(i);
        return c >= 0x20 && c != '"' && c != '\\' && (!Character.isSurrogate(c) || paired(value, i));
    }

    private static void escape(char c, StringBuilder text) {
        text.append('\\');
        switch (c) {
            case '"', '\\' -> text.append(c);
            case '\n' -> text.append('n');
            case '\r' -> text.append('r');
            case '\t' -> text.append('t');
            default -> {
                text.append('u').append(HEX[c >> 12]).append(HEX[c >> 8 & 15]);
                text.append(HEX[c >> 4 & 15]).append(HEX[c & 15]);
            }
        }
    }

    private static boolean paired(String value, int i) {
        char c = value.charAt(i);
        return Character.isHighSurrogate(c)
                ? i + 1 < value.length() && Character.isLowSurrogate(value.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(value.charAt(i - 1));
    }

    /** Collects JSON values to an array. */
    public static Collector<CharSequence, ?, String> array() {
        return Collectors.joining(",", "[", "]");
    }
}
