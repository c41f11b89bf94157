package dev.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class IncidentTest {

    private final List<String> lines = new ArrayList<>();
    private final AtomicLong now = new AtomicLong();
    private final Incident incident = new Incident(new Recorder(), "the disk is full", "the disk has room", now::get);

    private void fail() {
        incident.failed(new IllegalStateException("wrapped", new IOException("File too large")));
    }

    private void waitFor(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void isLoggedOnceWithItsCauseAndOnceWhenItIsOver() {
        for (int i = 0; i < 1_000; i++) {
            fail();
            waitFor(Duration.ofSeconds(1));
        }
        assertThat(incident.isUnderWay()).isTrue();
        incident.passed();
        incident.passed();
        assertThat(incident.isUnderWay()).isFalse();
        assertThat(lines)
                .containsExactly(
                        "WARNING the disk is full cause=\"File too large\"",
                        "INFO the disk has room seconds=1000 failures=1000");
    }

    @Test
    void isLoggedAgainWhenItComesBackLater() {
        fail();
        incident.passed();
        waitFor(Duration.ofSeconds(10));
        fail();
        assertThat(lines).hasSize(3).last().isEqualTo(lines.get(0));
    }

    @Test
    void doesNotFloodTheLogByComingAndGoing() {
        for (int i = 0; i < 10_000; i++) {
            fail();
            incident.passed();
            waitFor(Duration.ofMillis(1));
        }
        assertThat(lines).hasSize(2);
    }

    @Test
    void isLoggedLateIfItCameBackSoonAndLasts() {
        fail();
        incident.passed();
        fail();
        assertThat(lines).hasSize(2);
        waitFor(Duration.ofSeconds(10));
        fail();
        assertThat(lines).hasSize(3);
    }

    @Test
    void saysNothingWhileThereIsNone() {
        incident.passed();
        assertThat(lines).isEmpty();
    }

    @Test
    void isAnErrorIfTheProgramBroke() {
        incident.broke(new NullPointerException());
        incident.broke(new NullPointerException());
        assertThat(lines).containsExactly("ERROR the disk is full");
    }

    /** Keeps the messages that an operator sees. */
    private final class Recorder implements System.Logger {

        @Override
        public String getName() {
            return "test";
        }

        @Override
        public boolean isLoggable(Level level) {
            return level.getSeverity() >= Level.INFO.getSeverity();
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
            if (isLoggable(level)) {
                lines.add(level + " " + message);
            }
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... params) {
            log(level, bundle, format, (Throwable) null);
        }
    }
}
