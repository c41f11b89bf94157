package dev.sluice.event;

import static dev.sluice.event.Rejection.EVENT_INVALID;

/** What kind of event it is, in the publisher's words; {@link #NONE} if it does not say. */
public record EventType(String value) {

    public static final EventType NONE = new EventType("");

    /** What the gateway's own words in a stream begin with: a publisher cannot say them. */
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
