package dev.sluice.event;

import static dev.sluice.event.Rejection.EVENT_INVALID;

import java.util.regex.Pattern;

/**
 * Further attributes of an event, such as those of a CloudEvent, kept as the publisher sent them.
 *
 * <p>Example: {@code new Attributes("\"traceparent\":\"00-…-01\"")}
 *
 * @param members the members of a JSON object, without its braces; empty for no attributes
 */
public record Attributes(String members) {

    public static final Attributes NONE = new Attributes("");

    private static final String TRACE = "\"traceparent\":";

    private static final Pattern TRACE_MEMBERS =
            Pattern.compile("(^|,)\"trace(parent|state)\":\"[^\"\\\\]*+(\\\\.[^\"\\\\]*+)*+\"");

    private static final int MAX_CHARACTERS = 8_000;

    public Attributes {
        if (members.length() > MAX_CHARACTERS) {
            throw EVENT_INVALID.because("the attributes of the event have " + members.length()
                    + " characters together; at most " + MAX_CHARACTERS + " are allowed");
        }
    }

    /**
     * Adds the members {@code traceparent} and {@code tracestate}, unless the publisher has sent a {@code traceparent}. A
     * trace that would exceed the size limit is left out.
     */
    Attributes with(Trace trace) {
        if (members.contains(TRACE)) {
            return this;
        }
        String parent = (isNone() ? "" : members + ",") + TRACE + "\"" + escaped(trace.parent()) + "\"";
        String all = trace.state().isEmpty() ? parent : parent + ",\"tracestate\":\"" + escaped(trace.state()) + "\"";
        return all.length() > MAX_CHARACTERS ? this : new Attributes(all);
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    /** Returns the attributes without {@code traceparent} and {@code tracestate}. */
    Attributes untraced() {
        return members.contains(TRACE)
                ? new Attributes(TRACE_MEMBERS.matcher(members).replaceAll(""))
                : this;
    }

    /** Whether the attributes hold a trace and nothing else. */
    public boolean isTrace() {
        return members.startsWith(TRACE);
    }

    public boolean isNone() {
        return members.isEmpty();
    }
}
