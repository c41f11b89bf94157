package dev.sluice.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OngoingWriteTest {

    private final OngoingWrite ongoing = new OngoingWrite();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch taken = new CountDownLatch(1);

    @Test
    void endsAWriteThatBlocks() throws Exception {
        CompletableFuture<String> writer = write();
        begun.await();
        assertThat(ongoing.stop(0)).isFalse();
        assertThat(writer.get(30, TimeUnit.SECONDS)).isEqualTo("broken off");
    }

    @Test
    void letsAWriteEndThatTheClientTakesInTime() throws Exception {
        CompletableFuture<String> writer = write();
        begun.await();
        CompletableFuture<Boolean> stop = CompletableFuture.supplyAsync(() -> stop(30_000));
        taken.countDown();
        assertThat(stop.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(writer.get(30, TimeUnit.SECONDS)).isEqualTo("taken");
    }

    /** An interrupt that comes while the write ends by itself is not for what the thread does next. */
    @Test
    void leavesNoInterruptBehind() throws Exception {
        CompletableFuture<Boolean> writer = CompletableFuture.supplyAsync(() -> {
            begin();
            while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
            ongoing.end();
            return Thread.currentThread().isInterrupted();
        });
        begun.await();
        ongoing.stop(0);
        assertThat(writer.get(30, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void givesUpOnAWriteThatNoInterruptEnds() throws Exception {
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            begin();
            while (taken.getCount() > 0) {
                Thread.onSpinWait();
            }
            ongoing.end();
        });
        begun.await();
        assertThat(ongoing.stop(0)).isFalse();
        assertThat(writer).isNotDone();
        taken.countDown();
        writer.get(30, TimeUnit.SECONDS);
    }

    @Test
    void letsNoWriteBeginAfterwards() throws Exception {
        assertThat(ongoing.stop(30_000)).isTrue();
        assertThatThrownBy(ongoing::begin).isInstanceOf(IOException.class);
    }

    private boolean stop(long patienceMillis) {
        try {
            return ongoing.stop(patienceMillis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void begin() {
        try {
            ongoing.begin();
            begun.countDown();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As Jersey does: after the first interrupt it blocks once more. */
    private CompletableFuture<String> write() {
        return CompletableFuture.supplyAsync(() -> {
            begin();
            try {
                return blockTwice();
            } finally {
                ongoing.end();
            }
        });
    }

    private String blockTwice() {
        try {
            taken.await();
            return "taken";
        } catch (InterruptedException first) {
            try {
                taken.await();
                return "taken late";
            } catch (InterruptedException second) {
                return "broken off";
            }
        }
    }
}
