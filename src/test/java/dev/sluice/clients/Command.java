package dev.sluice.clients;

import java.util.List;
import java.util.regex.Pattern;

/** A command with {@code curl} that a page of Markdown shows in a block of shell. */
record Command(String text) {

    /** What it is for: whoever gives {@code -N} wants a stream, whoever gives data publishes, the others read. */
    enum Does {
        STREAM,
        PUBLISH,
        HISTORY
    }

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```");
    private static final Pattern CONTINUED = Pattern.compile("\\\\\\n\\s*");
    private static final Pattern STREAMS = Pattern.compile("\\s(-\\w*N|--no-buffer)\\s|text/event-stream");
    private static final Pattern PUBLISHES = Pattern.compile("\\s(-d|--data\\S*|--json|-X\\s*POST)\\s");

    static List<Command> allOf(String markdown) {
        return BLOCK.matcher(markdown)
                .results()
                .map(block -> CONTINUED.matcher(block.group(1)).replaceAll(""))
                .flatMap(String::lines)
                .filter(line -> line.startsWith("curl "))
                .map(Command::new)
                .toList();
    }

    Does does() {
        if (STREAMS.matcher(text).find()) {
            return Does.STREAM;
        }
        return PUBLISHES.matcher(text).find() ? Does.PUBLISH : Does.HISTORY;
    }
}
