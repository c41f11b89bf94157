package dev.sluice.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GlassFishThreadsTest {

    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();

    /** Refuses a number of times, like GlassFish while it enables an application: the thread ends without its task. */
    private GlassFishThreads refusing(int times) {
        refusals.set(times);
        return new GlassFishThreads(
                task -> {
                    made.incrementAndGet();
                    return new Thread(isRefused() ? () -> {} : task);
                },
                task -> () -> {
                    if (isRefused()) {
                        throw new IllegalStateException("the application is disabled");
                    }
                    task.run();
                });
    }

    private boolean isRefused() {
        return refusals.getAndDecrement() > 0;
    }

    private static CompletableFuture<Void> start(GlassFishThreads threads) {
        CompletableFuture<Void> ran = new CompletableFuture<>();
        threads.newThread(() -> ran.complete(null)).start();
        return ran;
    }

    @Test
    void takesTheThreadsOfAServerThatRunsThem() throws Exception {
        GlassFishThreads threads = refusing(0);
        start(threads).get(30, TimeUnit.SECONDS);
        start(threads).get(30, TimeUnit.SECONDS);
        assertThat(made).hasValue(2);
    }

    @Test
    void waitsForAServerThatRefusesThemAtFirst() throws Exception {
        GlassFishThreads threads = refusing(3);
        CompletableFuture.allOf(start(threads), start(threads)).get(30, TimeUnit.SECONDS);
        assertThat(made).hasValue(0);

        start(threads).get(30, TimeUnit.SECONDS);
        assertThat(made).hasValue(1);
    }

    @Test
    void endsWithTheGatewayWhileItWaits() throws Exception {
        CompletableFuture<Void> ran = new CompletableFuture<>();
        Thread thread = refusing(Integer.MAX_VALUE).newThread(() -> ran.complete(null));
        thread.start();
        thread.interrupt();
        thread.join();
        assertThat(ran).isNotDone();
    }
}
