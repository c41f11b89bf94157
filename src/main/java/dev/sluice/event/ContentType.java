package dev.sluice.event;

import static dev.sluice.event.Rejection.BODY_INVALID;

import java.util.Locale;
import java.util.Set;

/**
 * The media type of an event's data, as the publisher named it but without a charset: text is always kept as UTF-8.
 *
 * <p>Example: {@code new ContentType("image/png")}
 *
 * @param value a type and a subtype, such as {@code application/json}; at most 255 characters
 */
public record ContentType(String value) {

    public static final ContentType JSON = new ContentType("application/json");
    public static final ContentType TEXT = new ContentType("text/plain");
    public static final ContentType BINARY = new ContentType("application/octet-stream");

    private static final Set<String> TEXTUAL = Set.of(
            "application/xml",
            "application/javascript",
            "application/x-www-form-urlencoded",
            "application/x-ndjson",
            "application/yaml");

    public ContentType {
        if (value.isEmpty() || value.length() > 255 || !Text.isPlain(value) || value.indexOf('/') < 1) {
            throw BODY_INVALID.because(
                    "the content type is malformed: it must be a media type of at most 255 characters, such as application/json");
        }
    }

    /** Whether the data is JSON: {@code application/json}, or any type that ends with {@code +json}. */
    public boolean isJson() {
        String type = essence();
        return type.equals("application/json") || type.endsWith("+json");
    }

    /** Whether the data is text. Text is delivered unchanged; all other data is delivered in base64 or binary frames. */
    public boolean isText() {
        String type = essence();
        return type.startsWith("text/") || isJson() || type.endsWith("+xml") || TEXTUAL.contains(type);
    }

    /** Returns the type without its parameters, in lower case. */
    private String essence() {
        int semicolon = value.indexOf(';');
        return (semicolon < 0 ? value : value.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return value;
    }
}
