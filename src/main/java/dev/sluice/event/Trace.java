package dev.sluice.event;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Of which trace a publisher's work was a part, by W3C Trace Context. What is malformed is no trace and no error, as the
 * recommendation says.
 *
 * @param parent {@code 00-<trace>-<span>-<flags>}
 * @param state what the tracing systems on the way have added; empty if nothing
 */
public record Trace(String parent, String state) {

    /** A later version may add to this, after one more hyphen. */
    private static final Pattern PARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}"
                    + "-[0-9a-f]{2}((?<!^00.{53})-[!-~]{1,100})?");

    private static final Pattern STATE = Pattern.compile("[ -~]{0,512}");

    public static Optional<Trace> of(Optional<String> parent, Optional<String> state) {
        return parent.filter(text -> PARENT.matcher(text).matches())
                .map(text -> new Trace(
                        text,
                        state.filter(more -> STATE.matcher(more).matches()).orElse("")));
    }
}
