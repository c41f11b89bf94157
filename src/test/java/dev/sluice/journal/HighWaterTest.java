package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.Cursor;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HighWaterTest {

    private static final Cursor SEEN = new Cursor("first", 100);

    private final HighWater seen = new HighWater();
    private final List<String> lines = new ArrayList<>();
    private final Logger logger = Logger.getLogger(HighWater.class.getName());
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void start() {
        logger.addHandler(handler);
        seen.start(new Head(SEEN.epoch(), 0, SEEN.position(), 0));
    }

    @AfterEach
    void stop() {
        logger.removeHandler(handler);
    }

    @Test
    void isAboveALowerHeadOfItsEpochAlone() {
        assertThat(seen.isAbove("first", 99)).isTrue();
        assertThat(seen.isAbove("first", 100)).isFalse();
        assertThat(seen.isAbove("first", 101)).isFalse();
        assertThat(seen.isAbove("second", 99)).isFalse();
    }

    @Test
    void risesWithinAnEpochAndNeverFalls() {
        seen.saw(SEEN, new Cursor("first", 102));
        seen.saw(SEEN, new Cursor("first", 101));
        assertThat(seen.mark()).isEqualTo(new Cursor("first", 102));
        assertThat(lines).isEmpty();
    }

    @Test
    void takesANewEpochAndSaysOnceWhichEventsAreLost() {
        Cursor head = new Cursor("second", 95);
        seen.saw(SEEN, head);
        seen.saw(SEEN, head);
        assertThat(seen.mark()).isEqualTo(head);
        assertThat(lines)
                .singleElement()
                .asString()
                .contains("has lost events", "first=first-96", "last=first-100", "head=second-95");
    }

    @Test
    void saysThatTheEpochHasChangedWhereNothingIsLost() {
        seen.saw(SEEN, new Cursor("second", 100));
        assertThat(lines).singleElement().asString().contains("epoch has changed", "seen=first-100", "head=second-100");
    }

    /** Read in the old epoch, and told of only when the new one is known. */
    @Test
    void takesNoAnswerThatANewerEpochHasOvertaken() {
        Cursor head = new Cursor("second", 95);
        seen.saw(SEEN, head);
        seen.saw(SEEN, new Cursor("first", 101));
        assertThat(seen.mark()).isEqualTo(head);
        assertThat(lines).hasSize(1);
    }

    /** A health check may read the head before the journal is open. */
    @Test
    void takesTheFirstEpochForNoChange() {
        HighWater fresh = new HighWater();
        Cursor head = new Cursor("first", 5);
        fresh.saw(fresh.mark(), head);
        assertThat(fresh.mark()).isEqualTo(head);
        assertThat(lines).isEmpty();
    }
}
