package dev.sluice.outbox;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.event.ContentType;
import dev.sluice.event.Draft;
import dev.sluice.event.Payload;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.event.Topic;
import dev.sluice.journal.MemoryJournal;
import dev.sluice.runtime.Threads;
import dev.sluice.settings.TestSettings;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An outbox without a data source in the settings. OutboxIT runs one in a server, with its transactions. */
class OutboxTest {

    private final Outbox outbox = new Outbox(
            new MemoryJournal(Clock.systemUTC(), appended -> {}),
            new Threads(Thread::new),
            TestSettings.with(Map.of()));

    private final List<Draft> drafts = List.of(new Draft(new Topic("t"), Payload.text(ContentType.TEXT, "x")));

    @Test
    void refusesToPublishAndNamesTheSetting() {
        outbox.open();
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> outbox.publish(drafts))
                .withMessageContaining("sluice.outbox.data-source")
                .extracting(RejectedException::rejection)
                .isEqualTo(Rejection.OUTBOX_UNAVAILABLE);
        outbox.close();
    }
}
