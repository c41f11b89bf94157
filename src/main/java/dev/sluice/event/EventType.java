package dev.sluice.event;

import static dev.sluice.event.Rejection.EVENT_INVALID;

/**
 * The type of an event, chosen by the publisher. Browsers dispatch an event of a stream by its type.
 *
 * <p>Example: {@code draft.withType(new EventType("created"))}
 *
 * @param value at most 128 characters without control characters, not beginning with {@code sluice.}; empty for
 *     {@link #NONE}
 */
public record EventType(String value) {

    /** The type of an event without a type. */
    public static final EventType NONE = new EventType("");

    /** Prefix of the gateway's own event types in a stream. */
    private static final String RESERVED = "sluice.";

    public EventType {
        if (value.length() > 128 || !Text.isPlain(value)) {
            throw EVENT_INVALID.because("the event type must have at most 128 characters and no control characters");
        }
        if (value.startsWith(RESERVED)) {
            throw EVENT_INVALID.because("the event type '" + Text.excerpt(value)
                    + "' is reserved: types that begin with " + RESERVED + " belong to the gateway");
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
