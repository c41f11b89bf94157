package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutageTest {

    private final AtomicInteger asked = new AtomicInteger();
    private volatile Optional<String> obstacle = Optional.of("gone");
    private final AtomicLong now = new AtomicLong();
    private final Outage outage = new Outage(
            () -> {
                asked.incrementAndGet();
                return obstacle;
            },
            now::get);

    private void waitFor(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void holdsNobodyBackWhileThereIsNone() {
        obstacle = Optional.empty();
        assertThat(outage.isOverNow()).isTrue();
        assertThat(outage.holdsBack()).isFalse();
    }

    @Test
    void asksAgainAfterAPause() {
        assertThat(outage.isOverNow()).isFalse();
        waitFor(Duration.ofMillis(499));
        assertThat(outage.holdsBack()).isTrue();
        waitFor(Duration.ofMillis(1));
        assertThat(outage.holdsBack()).isFalse();
        assertThat(outage.isOverNow()).isFalse();
        assertThat(outage.holdsBack()).isTrue();
    }

    /** As a publisher for whom there was no place. */
    @Test
    void holdsNobodyBackForOneWhoDidNotAsk() {
        outage.isOverNow();
        waitFor(Duration.ofSeconds(1));
        assertThat(IntStream.range(0, 1_000).filter(i -> outage.holdsBack())).isEmpty();
    }

    @Test
    void holdsOthersBackWhileOneAsks() {
        List<Boolean> heldBack = new ArrayList<>();
        AtomicReference<Outage> seen = new AtomicReference<>();
        Outage watched = new Outage(
                () -> {
                    heldBack.add(seen.get().holdsBack());
                    return obstacle;
                },
                now::get);
        seen.set(watched);
        watched.isOverNow();
        waitFor(Duration.ofSeconds(1));
        watched.isOverNow();
        assertThat(heldBack).as("before it was known, and after").containsExactly(false, true);
    }

    @Test
    void asksAgainAfterAQuestionThatFailed() {
        AtomicReference<Optional<String>> answer = new AtomicReference<>();
        Outage broken = new Outage(() -> Objects.requireNonNull(answer.get()), now::get);
        assertThatNullPointerException().isThrownBy(broken::isOverNow);
        answer.set(Optional.of("gone"));
        assertThat(broken.isOverNow()).isFalse();
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
        Outage slow = new Outage(
                () -> {
                    asked.incrementAndGet();
                    try {
                        answer.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return Optional.of("gone");
                },
                now::get);
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
