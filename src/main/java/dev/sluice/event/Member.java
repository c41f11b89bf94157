package dev.sluice.event;

import static dev.sluice.event.Rejection.PARAMETER_INVALID;

/**
 * A member of a topic.
 *
 * @param name its name for others, which stays the same after a reload
 * @param state its state, in JSON
 */
public record Member(String name, String state) {

    /** Nothing said. */
    public static final String NO_STATE = "null";

    private static final int LONGEST = 255;

    public Member {
        if (name.isEmpty() || Text.utf8Length(name) > LONGEST || !Text.isPlain(name)) {
            throw PARAMETER_INVALID.because("a member's name has 1 to " + LONGEST + " bytes and no control characters");
        }
    }
}
