package dev.sluice.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A gateway's log from a moment on. Nothing that a client sends may leave a line at WARNING or above, or a stack, in it.
 */
public final class QuietLog {

    /** Java's own logging calls {@link System.Logger.Level#ERROR} SEVERE, other servers call it ERROR or FATAL. */
    private static final Pattern FAULT =
            Pattern.compile("WARN|SEVERE|ERROR|FATAL|^\\s+at |^(Caused by: )?[\\w.$]*(Exception|Error)\\b");

    /**
     * Payara logs this if the client breaks off between the last byte of an error's page and the flush that Payara itself adds,
     * through a logger that it shares with faults that an administrator must see.
     */
    private static final Pattern BROKEN_OFF =
            Pattern.compile("WARNING: \\S+StandardHostValve\\S+ Exception processing ErrorPage.*\\R"
                    + "java\\.io\\.IOException: .*\\R(\\s+at .*\\R)+");

    private static final int MOST_SHOWN = 30;

    private final Gateway gateway;
    private final int begin;

    private QuietLog(Gateway gateway) {
        this.gateway = gateway;
        this.begin = gateway.log().length();
    }

    /** Log lines written after this call are checked; a server logs warnings of its own while it starts. */
    public static QuietLog from(Gateway gateway) {
        return new QuietLog(gateway);
    }

    public void assertQuiet() {
        assertThat(faults(gateway.log().substring(begin))).as("logged").isEmpty();
    }

    /** The lines that may not be there, the first of them. */
    public static List<String> faults(String log) {
        return BROKEN_OFF
                .matcher(log)
                .replaceAll("")
                .lines()
                .filter(line -> FAULT.matcher(line).find())
                .limit(MOST_SHOWN)
                .toList();
    }
}
