package dev.sluice.event;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The trace of a publisher's request, as in W3C Trace Context. Malformed values are ignored, as the recommendation demands.
 *
 * <p>Example: {@code Trace.of(Optional.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), Optional.empty())}
 *
 * @param parent the {@code traceparent}: {@code 00-<trace>-<span>-<flags>}
 * @param state the {@code tracestate}, to which tracing systems add entries; may be empty
 */
public record Trace(String parent, String state) {

    /** Versions after 00 may append fields behind one more hyphen. */
    private static final Pattern PARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}"
                    + "-[0-9a-f]{2}((?<!^00.{53})-[!-~]{1,100})?");

    private static final Pattern STATE = Pattern.compile("[ -~]{0,512}");

    /** Parses the two values; empty if {@code parent} is absent or malformed. A malformed {@code state} is dropped. */
    public static Optional<Trace> of(Optional<String> parent, Optional<String> state) {
        return parent.filter(text -> PARENT.matcher(text).matches())
                .map(text -> new Trace(
                        text,
                        state.filter(more -> STATE.matcher(more).matches()).orElse("")));
    }
}
