package dev.sluice.log;

import java.util.regex.Pattern;

/**
 * A line of the log: a sentence that is always the same, by which people and programs find it, and after it what it is about,
 * as {@code key=value}. Goes to {@link System.Logger#log(System.Logger.Level, Object)}.
 */
public final class LogMessage {

    /** Matches values that need no quotation marks. */
    private static final Pattern PLAIN = Pattern.compile("[^\\s\"=\\p{Cntrl}]+");

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

    /** A fault may be its own cause by way of another. */
    private static final int DEEPEST = 50;

    private final StringBuilder text;

    private LogMessage(String sentence) {
        text = new StringBuilder(sentence);
    }

    public static LogMessage of(String sentence) {
        return new LogMessage(sentence);
    }

    /** A value of several lines becomes one: nobody may write a line of their own into the log. */
    public LogMessage with(String key, Object value) {
        String plain = CONTROL.matcher(String.valueOf(value)).replaceAll(" ");
        text.append(' ').append(key).append('=');
        if (PLAIN.matcher(plain).matches()) {
            text.append(plain);
        } else {
            text.append('"')
                    .append(plain.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
        }
        return this;
    }

    /** Adds what lies at the bottom of a fault as {@code cause}. */
    public LogMessage because(Throwable fault) {
        return with("cause", innermost(fault));
    }

    /**
     * The first line of the innermost message: drivers put a statement and its values into the lines and the faults
     * around it, and pools and persistence providers their own words.
     */
    public static String innermost(Throwable fault) {
        Throwable last = fault;
        for (int depth = 0; depth < DEEPEST && last.getCause() != null; depth++) {
            last = last.getCause();
        }
        String message = String.valueOf(last.getMessage()).strip();
        String line = message.lines().findFirst().orElse("");
        // a single word, as the host that is unknown, says little without its kind
        return line.indexOf(' ') > 0
                ? line
                : last.getClass().getSimpleName() + (last.getMessage() == null ? "" : ": " + line);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
