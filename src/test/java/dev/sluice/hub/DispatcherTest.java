package dev.sluice.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.event.ContentType;
import dev.sluice.event.Draft;
import dev.sluice.event.Payload;
import dev.sluice.event.Topic;
import dev.sluice.journal.Appended;
import dev.sluice.journal.MemoryJournal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DispatcherTest {

    private final ExecutorService requests = Executors.newCachedThreadPool();
    private final MemoryJournal journal = new MemoryJournal(Clock.systemUTC(), this::ring);
    private final Dispatcher dispatcher =
            new Dispatcher(journal, new Tail(100, 1 << 20), new TopicIndex<>(), Duration.ofHours(1));

    private void ring(Appended appended) {
        dispatcher.ring(appended);
    }

    @AfterEach
    void end() {
        dispatcher.close();
        requests.shutdownNow();
    }

    private void publish() {
        journal.append(List.of(new Draft(new Topic("a"), Payload.text(ContentType.TEXT, "x"))));
    }

    /** However many requests wait for another epoch, a committer rings without waiting. */
    @Test
    void hearsTheCommitterAlthoughManyRequestsWantALook() throws InterruptedException {
        dispatcher.startAfter(journal.head());
        CountDownLatch answered = new CountDownLatch(20);
        IntStream.range(0, 20)
                .forEach(i -> requests.execute(() -> {
                    try {
                        if (!dispatcher.isSoonIn("another")) {
                            answered.countDown();
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }));
        answered.await();
        // each would wait for a second if there were no place for its bell
        CompletableFuture<Void> committer =
                CompletableFuture.runAsync(() -> IntStream.range(0, 3).forEach(i -> publish()), requests);
        assertThat(committer).succeedsWithin(Duration.ofSeconds(2));
        requests.execute(dispatcher);
        await().until(() -> dispatcher.dispatched().position() == 3);
    }

    @Test
    void looksAtOnceForARequestThatKnowsANewerEpoch() throws InterruptedException {
        dispatcher.startAfter(journal.head());
        requests.execute(dispatcher);
        journal.newEpoch();
        assertThat(dispatcher.isSoonIn("memory2")).isTrue();
    }
}
