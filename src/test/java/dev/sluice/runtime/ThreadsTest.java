package dev.sluice.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ThreadsTest {

    private final AtomicInteger made = new AtomicInteger();

    private final Threads threads = new Threads(task -> {
        made.incrementAndGet();
        return new Thread(task);
    });

    @Test
    void comeFromTheServerWithANameAndDoNotKeepTheProcess() throws InterruptedException {
        Thread thread = threads.start("loop", () -> {});
        thread.join();
        assertThat(thread.getName()).isEqualTo("loop-1");
        assertThat(thread.isDaemon()).isTrue();
        assertThat(made).hasValue(1);
    }

    @Test
    void runOneTaskAfterAnotherInATicker() throws Exception {
        ScheduledExecutorService ticker = threads.ticker("tick");
        try {
            List<Future<String>> names = IntStream.range(0, 20)
                    .mapToObj(i -> ticker.submit(() -> Thread.currentThread().getName()))
                    .toList();
            for (Future<String> name : names) {
                assertThat(name.get()).isEqualTo("tick-1");
            }
        } finally {
            ticker.shutdownNow();
        }
    }

    @Test
    void areBoundedInAPool() throws Exception {
        ExecutorService pool = threads.pool("work", 2);
        CountDownLatch both = new CountDownLatch(2);
        CountDownLatch release = new CountDownLatch(1);
        try {
            List<Future<Boolean>> tasks = IntStream.range(0, 10)
                    .mapToObj(i -> pool.submit(() -> {
                        both.countDown();
                        return release.await(5, TimeUnit.SECONDS);
                    }))
                    .toList();
            assertThat(both.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(made).hasValue(2);
            release.countDown();
            for (Future<Boolean> task : tasks) {
                assertThat(task.get()).isTrue();
            }
            assertThat(made).hasValue(2);
        } finally {
            pool.shutdownNow();
        }
    }
}
