package dev.sluice.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.event.ConnectionId;
import dev.sluice.event.Member;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.event.Topic;
import dev.sluice.event.VolatileEvent;
import dev.sluice.hub.VolatileBus;
import dev.sluice.runtime.Threads;
import dev.sluice.settings.TestSettings;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.NotificationOptions;
import jakarta.enterprise.util.TypeLiteral;
import java.lang.annotation.Annotation;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
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
            new VolatileBus(new Held()), new Threads(Thread::new), TestSettings.with(Map.of()), Clock.systemUTC());

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

    /** A bus with an observer that does not return. */
    private final class Held implements Event<VolatileEvent> {

        @Override
        public void fire(VolatileEvent event) {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public <U extends VolatileEvent> CompletionStage<U> fireAsync(U event) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U extends VolatileEvent> CompletionStage<U> fireAsync(U event, NotificationOptions options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Event<VolatileEvent> select(Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U extends VolatileEvent> Event<U> select(Class<U> subtype, Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U extends VolatileEvent> Event<U> select(TypeLiteral<U> subtype, Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }
    }
}
