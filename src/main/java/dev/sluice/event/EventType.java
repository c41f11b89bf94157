package dev.sluice.event;

import static dev.sluice.event.Rejection.EVENT_INVALID;

/** The type of an event, chosen by the publisher; {@link #NONE} if there is none. */
public record EventType(String value) {

    public static final EventType NONE = new EventType("");

    /** Prefix of the gateway's own event types in a stream: publishers cannot use it. */
    private static final String RESERVED = "sluice.";

    public EventType {
        if (value.length() > 128 || !Text.isPlain(value)) {
            throw EVENT_INVALID.because("an event type has at most 128 characters and no control characters");
        }
        if (value.startsWith(RESERVED)) {
            throw EVENT_INVALID.because("an event type cannot begin with " + RESERVED);
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
