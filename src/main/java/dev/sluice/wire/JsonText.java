package dev.sluice.wire;

import dev.sluice.event.Payload;
import java.util.Base64;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/**
 * Writes one JSON object, member by member. Our own and not a generator's, because the data of an event is JSON already
 * and goes in as it stands, byte for byte, without being parsed.
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

    /** A value that is JSON already. */
    public JsonText raw(String name, String json) {
        name(name);
        text.append(json);
        return this;
    }

    /** The data of an event: JSON as it is, text as a string, bytes in base64 with a member that says so. */
    public JsonText data(Payload payload) {
        if (!payload.isText()) {
            member("encoding", "base64");
            return member("data", Base64.getEncoder().encodeToString(payload.bytes()));
        }
        return payload.contentType().isJson() ? raw("data", payload.text()) : member("data", payload.text());
    }

    /** Members that are JSON already, of another object. */
    public JsonText members(String json) {
        if (!first) {
            text.append(',');
        }
        first = false;
        text.append(json);
        return this;
    }

    /** The finished object. */
    public String end() {
        return text.append('}').toString();
    }

    /** The members so far, to be put into another object: without the braces. */
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

    /** A text as a JSON string. */
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
        // as a rule all of it at once, which is copied and not appended one by one
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

    /** Puts JSON values together to an array. */
    public static Collector<CharSequence, ?, String> array() {
        return Collectors.joining(",", "[", "]");
    }
}
