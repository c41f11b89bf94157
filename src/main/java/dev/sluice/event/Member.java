package dev.sluice.event;

import static dev.sluice.event.Rejection.PARAMETER_INVALID;

/**
 * A member that is present on a topic.
 *
 * <p>Example: {@code new Member("ada", "{\"typing\":true}")}
 *
 * @param name the name that other members see, 1 to 255 bytes; it stays the same when the page is reloaded
 * @param state the member's state, in JSON; {@link #NO_STATE} without one
 */
public record Member(String name, String state) {

    /** The state of a member that has sent none. */
    public static final String NO_STATE = "null";

    private static final int LONGEST = 255;

    public Member {
        if (name.isEmpty() || Text.utf8Length(name) > LONGEST || !Text.isPlain(name)) {
            throw PARAMETER_INVALID.because(
                    "member must have 1 to " + LONGEST + " bytes of UTF-8 and no control characters");
        }
    }
}
