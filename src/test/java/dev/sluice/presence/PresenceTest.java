package dev.sluice.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.event.ConnectionId;
import dev.sluice.event.Member;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.event.Topic;
import dev.sluice.event.VolatileEvent;
import dev.sluice.hub.TestVolatileBus;
import dev.sluice.runtime.Threads;
import dev.sluice.settings.TestSettings;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PresenceTest {

    private static final ConnectionId CONNECTION = ConnectionId.of(1);
    private static final Topic TOPIC = new Topic("room");

    private final CountDownLatch end = new CountDownLatch(1);
    private final Presence presence = new Presence(
            TestVolatileBus.to(this::hold), new Threads(Thread::new), TestSettings.with(Map.of()), Clock.systemUTC());

    @AfterEach
    void close() {
        end.countDown();
        presence.close();
    }

    private void assertUnavailable() {
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> presence.update(CONNECTION, TOPIC, "1")
                        .toCompletableFuture()
                        .join())
                .havingCause()
                .isInstanceOfSatisfying(
                        RejectedException.class,
                        e -> assertThat(e.rejection()).isEqualTo(Rejection.JOURNAL_UNAVAILABLE));
    }

    @Test
    void keepsNobodyWaitingForAnObserverThatDoesNotReturn() {
        presence.run(() -> presence.join(new Member("ann", "null"), CONNECTION, TOPIC));
        assertUnavailable();
    }

    @Test
    void refusesAChangeAfterItsEnd() {
        presence.close();
        assertUnavailable();
    }

    /** An observer that does not return before the end of the test. */
    private void hold(VolatileEvent event) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
