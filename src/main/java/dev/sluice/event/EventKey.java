package dev.sluice.event;

import static dev.sluice.event.Rejection.EVENT_INVALID;

/**
 * The key of an event within its topic. A snapshot contains the newest event of each key, and conflation keeps only the
 * newest event of each key. The protocol calls this member {@code subject}.
 *
 * <p>Example: {@code draft.about(new EventKey("seat-14"))}
 *
 * @param value at most 255 bytes of UTF-8 without control characters; empty for {@link #NONE}
 */
public record EventKey(String value) {

    /** The key of an event without a key. */
    public static final EventKey NONE = new EventKey("");

    private static final int MAX_BYTES = 255;

    public EventKey {
        if (value.length() > MAX_BYTES || Text.utf8Length(value) > MAX_BYTES || !Text.isPlain(value)) {
            throw EVENT_INVALID.because(
                    "subject must have at most " + MAX_BYTES + " bytes of UTF-8 and no control characters");
        }
    }

    public boolean isNone() {
        return value.isEmpty();
    }

    @Override
    public String toString() {
        return value;
    }
}
