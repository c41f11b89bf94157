package dev.sluice.event;

import static dev.sluice.event.Rejection.BODY_INVALID;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The data of an event and its content type. Text is valid UTF-8, and JSON is valid JSON: the publishing doors check both.
 *
 * <p>Examples:
 *
 * <pre>{@code
 * Payload json = Payload.text(ContentType.JSON, "{\"state\":\"paid\"}");
 * Payload image = new Payload(new ContentType("image/png"), Files.readAllBytes(Path.of("map.png")));
 * }</pre>
 *
 * @param contentType what the bytes are
 * @param bytes shared by all readers and not copied: never change the array
 */
public record Payload(ContentType contentType, byte[] bytes) {

    /**
     * A payload of text.
     *
     * @throws RejectedException {@code body-invalid} if the text has an unpaired surrogate, which UTF-8 cannot encode
     */
    public static Payload text(ContentType type, String text) {
        if (!Text.isWellFormed(text)) {
            throw BODY_INVALID.because("the data has an unpaired surrogate, which UTF-8 cannot encode");
        }
        return new Payload(type, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether the data is text; see {@link ContentType#isText}. */
    public boolean isText() {
        return contentType.isText();
    }

    /** The data as text; only for a payload that {@link #isText}. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The number of bytes. */
    public int size() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Payload that
                && contentType.equals(that.contentType)
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * contentType.hashCode() + Arrays.hashCode(bytes);
    }

    /** The content type and the size, without the data: the text may be logged. */
    @Override
    public String toString() {
        return contentType + "[" + bytes.length + "]";
    }
}
