package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutageTest {

    private final AtomicInteger asked = new AtomicInteger();
    private volatile Optional<String> obstacle = Optional.of("gone");
    private final Outage outage = new Outage(() -> {
        asked.incrementAndGet();
        return obstacle;
    });

    @Test
    void holdsNobodyBackWhileThereIsNone() {
        obstacle = Optional.empty();
        assertThat(outage.isOverNow()).isTrue();
        assertThat(outage.holdsBack()).isFalse();
    }

    @Test
    void letsOneTryAtATime() {
        assertThat(outage.isOverNow()).isFalse();
        assertThat(outage.holdsBack()).as("at once").isTrue();
        await().until(() -> !outage.holdsBack());
        assertThat(IntStream.range(0, 1_000).filter(i -> !outage.holdsBack())).isEmpty();
        assertThat(outage.isOverNow()).isFalse();
        await().until(() -> !outage.holdsBack());
    }

    @Test
    void isOverForAllWhenOneHasSeenIt() {
        outage.isOverNow();
        obstacle = Optional.empty();
        assertThat(outage.isOverNow()).isTrue();
        assertThat(outage.holdsBack()).isFalse();
    }

    @Test
    void asksOnceForAllWhoComeTogether() {
        CountDownLatch answer = new CountDownLatch(1);
        Outage slow = new Outage(() -> {
            asked.incrementAndGet();
            try {
                answer.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return Optional.of("gone");
        });
        List<Thread> threads =
                IntStream.range(0, 8).mapToObj(i -> new Thread(slow::isOverNow)).toList();
        threads.forEach(Thread::start);
        await().until(() -> threads.stream().filter(OutageTest::waits).count() == threads.size());
        answer.countDown();
        threads.forEach(OutageTest::join);
        assertThat(asked).hasValue(1);
        assertThat(slow.isUnderWay()).isTrue();
    }

    private static boolean waits(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.BLOCKED;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
