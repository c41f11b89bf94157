package dev.sluice.log;

import java.util.regex.Pattern;

/**
 * A line of the log: a sentence that is always the same, by which people and programs find it, and after it what it is about,
 * as {@code key=value}. Goes to {@link System.Logger#log(System.Logger.Level, Object)}.
 */
public final class Line {

    /** What needs no quotation marks around it. */
    private static final Pattern PLAIN = Pattern.compile("[^\\s\"=\\p{Cntrl}]+");

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

    private final StringBuilder text;

    private Line(String sentence) {
        text = new StringBuilder(sentence);
    }

    public static Line of(String sentence) {
        return new Line(sentence);
    }

    /** A value of several lines becomes one: nobody may write a line of their own into the log. */
    public Line with(String key, Object value) {
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

    @Override
    public String toString() {
        return text.toString();
    }
}
