package dev.sluice.event;

import static dev.sluice.event.Rejection.EVENT_INVALID;

/**
 * What a publisher says of an event beside its data, kept as it came: the members of a JSON object, without its braces.
 * Empty if it says nothing.
 */
public record Attributes(String members) {

    public static final Attributes NONE = new Attributes("");

    private static final int MAX_CHARACTERS = 8_000;

    public Attributes {
        if (members.length() > MAX_CHARACTERS) {
            throw EVENT_INVALID.because("the attributes of an event have at most " + MAX_CHARACTERS + " characters");
        }
    }

    public boolean isNone() {
        return members.isEmpty();
    }
}
