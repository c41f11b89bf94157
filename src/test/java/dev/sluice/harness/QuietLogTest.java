package dev.sluice.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines that no client may cause. */
class QuietLogTest {

    private final StringBuilder log = new StringBuilder();

    /** As Java's own logging writes it, which Payara uses. */
    private void log(System.Logger.Level level, Throwable thrown) {
        SimpleFormatter formatter = new SimpleFormatter();
        Logger written = Logger.getLogger(QuietLogTest.class.getName());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                log.append(formatter.format(line));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        written.addHandler(handler);
        written.setUseParentHandlers(false);
        try {
            System.getLogger(written.getName()).log(level, "a line", thrown);
        } finally {
            written.removeHandler(handler);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = System.Logger.Level.class,
            names = {"WARNING", "ERROR"})
    public void haveALevelOfWarningOrAbove(System.Logger.Level level) {
        log(level, null);
        assertThat(QuietLog.faults(log.toString())).hasSize(1);
    }

    @Test
    public void areStacksOfAnyLevel() {
        log(System.Logger.Level.INFO, new IllegalStateException("one"));
        assertThat(QuietLog.faults(log.toString()))
                .contains("java.lang.IllegalStateException: one")
                .hasSizeGreaterThan(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "14:32:58,190 ERROR [dev.sluice.hub] (default task-1) a line",
                "[11/30/26, 14:32:58:190 UTC] 00000026 dev.sluice.hub WARNING a line",
                "14:32:58,190 FATAL [org.jboss] a line",
                "java.lang.NullPointerException",
                "Caused by: java.lang.StackOverflowError"
            })
    public void areThoseOfOtherServersToo(String line) {
        assertThat(QuietLog.faults("INFO: before\n" + line + "\nINFO: behind\n"))
                .containsExactly(line);
    }

    @Test
    public void areNotThoseBelow() {
        log(System.Logger.Level.INFO, null);
        assertThat(log.toString()).contains("a line");
        assertThat(QuietLog.faults(log.toString())).isEmpty();
    }

    /** A client may be gone before Payara's last flush. */
    @Test
    public void areNotPayarasForAPageThatNobodyWaitsFor() {
        assertThat(
                        QuietLog.faults(
                                "WARNING: org.apache.catalina.core.StandardHostValve@1f: Exception processing ErrorPage[x]\n"
                                        + "java.io.IOException: Connection is closed\n\tat a.B.c(B.java:1)\n\tat a.B.d(B.java:2)\n"))
                .isEmpty();
    }
}
