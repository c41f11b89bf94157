package dev.sluice.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Decodes an attribute from its header, as the HTTP binding of CloudEvents demands: the value may be a quoted string, and
 * characters beyond ASCII are percent-encoded. The decoder is a loop, because a regular expression would recurse once for
 * each character of a quoted string and overflow the stack.
 */
final class CloudEventHeader {

    private static final int ESCAPE = 3;

    private CloudEventHeader() {}

    static String decode(String value) {
        return unescaped(unquoted(value));
    }

    /** Removes the quotation marks and resolves the escapes; a value that is not one quoted string stays unchanged. */
    private static String unquoted(String value) {
        if (!value.startsWith("\"")) {
            return value;
        }
        StringBuilder text = new StringBuilder(value.length());
        for (int i = 1; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"') {
                return i == value.length() - 1 ? text.toString() : value;
            }
            if (c == '\\' && ++i < value.length()) {
                c = value.charAt(i);
            }
            text.append(c);
        }
        return value;
    }

    private static String unescaped(String value) {
        if (value.indexOf('%') < 0) {
            return value;
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream text = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int escaped = bytes[i] == '%' && i + ESCAPE <= bytes.length ? number(bytes[i + 1], bytes[i + 2]) : -1;
            text.write(escaped < 0 ? bytes[i] : escaped);
            i += escaped < 0 ? 0 : ESCAPE - 1;
        }
        return Utf8.decode(text.toByteArray(), "a header");
    }

    /** The value of two hexadecimal digits; negative if one of them is not a digit. */
    private static int number(byte high, byte low) {
        int first = Character.digit(high, 16);
        int second = Character.digit(low, 16);
        return first < 0 || second < 0 ? -1 : first << 4 | second;
    }
}
