package dev.sluice.event;

import static dev.sluice.event.Rejection.EVENT_INVALID;

/**
 * The key of an event within its topic: a snapshot has the newest event of each key, and conflation keeps the newest. {@link
 * #NONE} if there is none.
 */
public record EventKey(String value) {

    public static final EventKey NONE = new EventKey("");

    private static final int MAX_BYTES = 255;

    public EventKey {
        if (value.length() > MAX_BYTES || Text.utf8Length(value) > MAX_BYTES || !Text.isPlain(value)) {
            throw EVENT_INVALID.because("a subject has at most " + MAX_BYTES + " bytes and no control characters");
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
