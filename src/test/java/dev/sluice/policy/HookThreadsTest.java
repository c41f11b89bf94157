package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.runtime.Threads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HookThreadsTest {

    private static final Duration BRIEF = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofSeconds(30);

    private static final int REQUESTS = 250;

    private final HookThreads threads = new HookThreads(new Threads(Thread::new));
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger started = new AtomicInteger();

    @AfterEach
    void close() {
        release.countDown();
        threads.close();
    }

    /** A hook that heeds no interrupt. */
    private String hang() {
        started.incrementAndGet();
        while (release.getCount() > 0) {
            try {
                release.await();
            } catch (InterruptedException ignored) {
                // it goes on waiting
            }
        }
        return "at last";
    }

    private void hang(String caller) {
        assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> threads.call(caller, BRIEF, this::hang));
    }

    /** What the machine has not begun in time hangs nowhere. */
    private void hangAll(String caller) {
        await().atMost(LONG).until(() -> {
            hang(caller);
            return started.get() == HookThreads.THREADS_PER_CALLER;
        });
    }

    @Test
    void leavesOthersTheirThreadsWhileAllOfOneCallerHang() throws Exception {
        hangAll("mallory");
        for (int i = 0; i < HookThreads.THREADS; i++) {
            hang("mallory");
        }
        assertThat(started).as("hooks of one caller under way").hasValue(HookThreads.THREADS_PER_CALLER);
        assertThat(threads.call("ann", LONG, () -> "done")).isEqualTo("done");
    }

    @Test
    void refusesAtOnceWhileAllThatIsUnderWayIsOverdue() {
        hangAll("mallory");
        long before = System.nanoTime();
        assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> threads.call("mallory", LONG, () -> "x"));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(LONG.dividedBy(3));
    }

    @Test
    void servesACallerAgainWhenItsHooksHaveReturned() throws Exception {
        hangAll("mallory");
        release.countDown();
        await().atMost(LONG).until(() -> threads.callers() == 0);
        assertThat(threads.call("mallory", LONG, () -> "done")).isEqualTo("done");
    }

    @Test
    void keepsNothingOfCallersThatHaveLeft() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            threads.call("caller " + i, LONG, () -> "done");
        }
        await().atMost(LONG).until(() -> threads.callers() == 0);
    }

    @Test
    void boundsWhoWaits() {
        List<CompletableFuture<Object>> requests = IntStream.range(0, REQUESTS)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return (Object) threads.call("busy", LONG, this::hang);
                            } catch (Exception e) {
                                return e;
                            }
                        },
                        task -> new Thread(task).start()))
                .toList();
        // the others wait, each with a thread of its own
        await().atMost(LONG)
                .until(() -> requests.stream().filter(CompletableFuture::isDone).count()
                        >= REQUESTS - HookThreads.THREADS_PER_CALLER - HookThreads.MAX_WAITING_PER_CALLER - 16);
        // nothing says that the hooks are slow
        assertThat(requests.stream().filter(CompletableFuture::isDone).map(CompletableFuture::join))
                .allSatisfy(refusal -> assertThat(refusal)
                        .isInstanceOfSatisfying(
                                RejectedException.class,
                                e -> assertThat(e.rejection()).isEqualTo(Rejection.HOOK_TIMEOUT)));
        release.countDown();
        assertThat(requests.stream()
                        .map(CompletableFuture::join)
                        .filter("at last"::equals)
                        .count())
                .isBetween(
                        (long) HookThreads.THREADS_PER_CALLER,
                        (long) HookThreads.THREADS_PER_CALLER + HookThreads.MAX_WAITING_PER_CALLER + 16);
    }

    /** A service with one token and many requests at once, whose hooks are quick. */
    @Test
    void servesAHundredRequestsOfOneCallerAtOnce() {
        CountDownLatch together = new CountDownLatch(100);
        List<CompletableFuture<String>> requests = IntStream.range(0, 100)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                together.countDown();
                                together.await();
                                return threads.call("service", LONG, () -> {
                                    try {
                                        Thread.sleep(2);
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                    return "done";
                                });
                            } catch (Exception e) {
                                return e.toString();
                            }
                        },
                        task -> new Thread(task).start()))
                .toList();
        assertThat(requests.stream().map(CompletableFuture::join)).containsOnly("done");
    }

    @Test
    void passesOnWhatAHookThrows() {
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> threads.call("ann", LONG, () -> {
                    throw new IllegalStateException("broken");
                }))
                .withRootCauseInstanceOf(IllegalStateException.class);
    }
}
