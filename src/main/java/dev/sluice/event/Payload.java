package dev.sluice.event;

import static dev.sluice.event.Rejection.BODY_INVALID;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The data of an event: its bytes and what they are. Text is valid UTF-8, and valid JSON if the type says so; the
 * doors see to that. The array is shared and nobody writes to it.
 */
public record Payload(ContentType contentType, byte[] bytes) {

    /** @throws RejectedException {@code body-invalid} if the text contains half a character, which has no bytes */
    public static Payload text(ContentType type, String text) {
        if (!Text.isWellFormed(text)) {
            throw BODY_INVALID.because(
                    "the data contains half a character: a surrogate without the other one of its pair");
        }
        return new Payload(type, text.getBytes(StandardCharsets.UTF_8));
    }

    public boolean isText() {
        return contentType.isText();
    }

    /** The data as text; only for a payload that {@link #isText}. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

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

    /** Says nothing of the data: this may end up in a log. */
    @Override
    public String toString() {
        return contentType + "[" + bytes.length + "]";
    }
}
