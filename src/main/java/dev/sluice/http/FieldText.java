package dev.sluice.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The text of a header field by RFC 9110, section 5.6: parts between separators, tokens and quoted strings. Every method
 * takes time linear in the text, and accepts arbitrary text.
 */
public final class FieldText {

    private static final String TOKEN_SIGNS = "!#$%&'*+-.^_`|~";

    private FieldText() {}

    /** Splits at separators outside of quotation marks, and trims the parts. */
    public static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                i++;
            } else if (c == separator && !quoted) {
                parts.add(trim(text.substring(start, i)));
                start = i + 1;
            }
        }
        parts.add(trim(text.substring(start)));
        return parts;
    }

    /** Gives the elements of a list; empty elements are ignored, as the RFC requires. */
    public static List<String> elements(String text) {
        return split(text, ',').stream().filter(part -> !part.isEmpty()).toList();
    }

    /** Removes the optional white space around a text: spaces and tabs. */
    public static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    /** Whether the text is a token: letters, digits and some signs. */
    public static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(FieldText::isTokenCharacter);
    }

    private static boolean isTokenCharacter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || TOKEN_SIGNS.indexOf(c) >= 0;
    }

    /** Whether the text is printable ASCII with spaces and tabs: senders disagree about the meaning of other bytes. */
    public static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c <= '~' || c == '\t');
    }

    /** Gives the value of a token or a quoted string; empty if the text is neither. */
    public static Optional<String> value(String text) {
        return isToken(text) ? Optional.of(text) : unquoted(text);
    }

    /** Gives the value of a quoted string; empty if the text is not quoted. */
    public static Optional<String> unquoted(String text) {
        int end = text.length() - 1;
        if (end < 1 || text.charAt(0) != '"' || text.charAt(end) != '"') {
            return Optional.empty();
        }
        StringBuilder value = new StringBuilder(end);
        for (int i = 1; i < end; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\' && ++i == end) {
                // an unescaped quotation mark inside, or an escaped one at the end
                return Optional.empty();
            }
            value.append(text.charAt(i));
        }
        return Optional.of(value.toString());
    }

    /** Gives the value for a header: a token as it is, any other text quoted. */
    public static String quotedIfNeeded(String value) {
        return isToken(value) ? value : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
