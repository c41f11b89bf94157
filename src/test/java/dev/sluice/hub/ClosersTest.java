package dev.sluice.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.runtime.Threads;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClosersTest {

    private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
    private final Closers closers = new Closers(new Threads(task -> {
        Thread thread = new Thread(task);
        thread.setUncaughtExceptionHandler((same, fault) -> uncaught.add(fault));
        return thread;
    }));

    @Test
    void leavesNoFaultToTheServer() {
        for (int i = 0; i < 20; i++) {
            closers.add(() -> {
                throw new IllegalStateException("has been shut down");
            });
        }
        await().until(closers::areIdle);
        closers.close();
        assertThat(uncaught).isEmpty();
    }
}
