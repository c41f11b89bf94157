package dev.sluice.log;

import java.util.regex.Pattern;

/**
 * A message for the log: a constant sentence, by which people and programs find it, followed by {@code key=value} pairs.
 *
 * <p>Example: {@code LOG.log(Level.INFO, LogMessage.of("the journal is open").with("epoch", epoch))}
 */
public final class LogMessage {

    /** Matches values that need no quotation marks. */
    private static final Pattern PLAIN = Pattern.compile("[^\\s\"=\\p{Cntrl}]+");

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

    /** The most causes that are followed, because a chain of causes may be a cycle. */
    private static final int DEEPEST = 50;

    private final StringBuilder text;

    private LogMessage(String sentence) {
        text = new StringBuilder(sentence);
    }

    /** Starts a message with its constant sentence. */
    public static LogMessage of(String sentence) {
        return new LogMessage(sentence);
    }

    /** Adds a value. Control characters become spaces, so that a value cannot forge a line of the log. */
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

    /** Adds the innermost message of a fault as {@code cause}. */
    public LogMessage because(Throwable fault) {
        return with("cause", innermost(fault));
    }

    /**
     * Returns the first line of the innermost message. Database drivers put statements and their values into further lines
     * and outer exceptions, which must not be logged.
     */
    public static String innermost(Throwable fault) {
        Throwable last = fault;
        for (int depth = 0; depth < DEEPEST && last.getCause() != null; depth++) {
            last = last.getCause();
        }
        String message = String.valueOf(last.getMessage()).strip();
        String line = message.lines().findFirst().orElse("");
        // a single word, such as an unknown host, says little without the name of its exception
        return line.indexOf(' ') > 0
                ? line
                : last.getClass().getSimpleName() + (last.getMessage() == null ? "" : ": " + line);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
