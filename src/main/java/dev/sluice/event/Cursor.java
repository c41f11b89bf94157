package dev.sluice.event;

import static dev.sluice.event.Rejection.CURSOR_INVALID;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the journal: a reader with this cursor has seen all events up to and including this position. It is written as
 * {@code <epoch>-<position>}; clients treat the text as opaque.
 *
 * <p>Example: {@code Cursor.parse("k3f9-1042")}
 *
 * @param epoch identifies the journal; a restored or recreated journal has another epoch
 * @param position the number of an event in the journal; 0 before the first event
 */
public record Cursor(String epoch, long position) {

    private static final Pattern FORM = Pattern.compile("([a-z0-9]{1,16})-(0|[1-9][0-9]{0,17})");

    public Cursor {
        if (position < 0) {
            throw CURSOR_INVALID.because("the position " + position + " is negative: it must be 0 or more");
        }
    }

    /** Parses a cursor; empty if the text is not a cursor. */
    public static Optional<Cursor> tryParse(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(new Cursor(form.group(1), Long.parseLong(form.group(2))))
                : Optional.empty();
    }

    /**
     * Parses a cursor.
     *
     * @throws RejectedException {@code cursor-invalid} if the text is not a cursor
     */
    public static Cursor parse(String text) {
        return tryParse(text)
                .orElseThrow(() -> CURSOR_INVALID.because("'" + Text.excerpt(text)
                        + "' is not a cursor: it must be the id of an event, such as k3f9-1042"));
    }

    @Override
    public String toString() {
        return epoch + "-" + position;
    }
}
