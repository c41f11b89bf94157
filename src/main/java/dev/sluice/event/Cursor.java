package dev.sluice.event;

import static dev.sluice.event.Rejection.CURSOR_INVALID;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Everything up to here has been seen: a position in the journal that {@code epoch} identifies. Written
 * {@code <epoch>-<position>}; clients treat it as opaque.
 */
public record Cursor(String epoch, long position) {

    private static final Pattern FORM = Pattern.compile("([a-z0-9]{1,16})-(0|[1-9][0-9]{0,17})");

    public Cursor {
        if (position < 0) {
            throw CURSOR_INVALID.because("a position is not negative");
        }
    }

    public static Optional<Cursor> tryParse(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(new Cursor(form.group(1), Long.parseLong(form.group(2))))
                : Optional.empty();
    }

    /** @throws RejectedException {@code cursor-invalid} */
    public static Cursor parse(String text) {
        return tryParse(text).orElseThrow(() -> CURSOR_INVALID.because("this is no cursor: " + Text.excerpt(text)));
    }

    @Override
    public String toString() {
        return epoch + "-" + position;
    }
}
