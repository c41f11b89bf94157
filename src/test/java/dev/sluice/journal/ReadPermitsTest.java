package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReadPermitsTest {

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);

    private CompletableFuture<String> occupy(ReadPermits permits) throws InterruptedException {
        CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> permits.take(() -> {
            begun.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return "first";
        }));
        begun.await();
        return first;
    }

    @Test
    void refusesWhoWaitsInVain() throws InterruptedException {
        ReadPermits permits = new ReadPermits(1, Duration.ofMillis(10));
        CompletableFuture<String> first = occupy(permits);
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> permits.take(() -> "second"))
                .extracting(RejectedException::rejection)
                .isEqualTo(Rejection.JOURNAL_UNAVAILABLE);
        end.countDown();
        assertThat(first.join()).isEqualTo("first");
    }

    @Test
    void goesToTheNextWhenOneHasDone() throws Exception {
        ReadPermits permits = new ReadPermits(1, Duration.ofMinutes(1));
        occupy(permits);
        CompletableFuture<String> second = CompletableFuture.supplyAsync(() -> permits.take(() -> "second"));
        assertThat(second).isNotDone();
        end.countDown();
        assertThat(second.get(1, TimeUnit.MINUTES)).isEqualTo("second");
    }

    @Test
    void comesBackFromWhoFails() {
        ReadPermits permits = new ReadPermits(1, Duration.ofMillis(10));
        for (int i = 0; i < 3; i++) {
            assertThatNullPointerException().isThrownBy(() -> permits.take(() -> Objects.requireNonNull(null)));
        }
        assertThat(permits.<String>take(() -> "then")).isEqualTo("then");
    }
}
